"""The admin pallet: changing hyperparameters of subnets and of the chain."""

from tao_tui.devnet.pallets.admin.mechanism_calls import MechanismCalls
from tao_tui.devnet.pallets.admin.owner_calls import OwnerCalls
from tao_tui.devnet.pallets.admin.root_calls import RootCalls

__all__ = ["AdminUtils"]


class AdminUtils(OwnerCalls, MechanismCalls, RootCalls):
    """Every call that sets a parameter."""

    index = 19
    name = "AdminUtils"
