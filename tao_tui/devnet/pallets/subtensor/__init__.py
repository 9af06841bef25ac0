"""The subtensor pallet: subnets, neurons, stake, emission and consensus."""

from tao_tui.devnet.pallets.subtensor.module import SubtensorModule

__all__ = ["SubtensorModule"]
