"""The types of the Proxy pallet, and which calls each kind of proxy may make."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import H256, AccountId, u32
from tao_tui.devnet.scale.variants import unit_enum

SMALL_TRANSFER = 500_000_000
"""A small transfer moves less than this, in rao of TAO or of alpha."""


@unit_enum("subtensor_runtime_common::ProxyType")
class ProxyType(enum.Enum):
    """What a proxy may do."""

    Any = 0
    Owner = 1
    NonCritical = 2
    NonTransfer = 3
    Senate = 4
    NonFungible = 5
    Triumvirate = 6
    Governance = 7
    Staking = 8
    Registration = 9
    Transfer = 10
    SmallTransfer = 11
    RootWeights = 12
    ChildKeys = 13
    SudoUncheckedSetCode = 14
    SwapHotkey = 15
    SubnetLeaseBeneficiary = 16
    RootClaim = 17

    def covers(self, other: ProxyType) -> bool:
        """Whether it may do all the other may, as far as the chain can tell."""
        if self in (other, ProxyType.Any):
            return True
        if other is ProxyType.Any:
            return False
        if self is ProxyType.NonTransfer:
            return other not in (ProxyType.Transfer, ProxyType.SmallTransfer)
        return self is ProxyType.Transfer and other is ProxyType.SmallTransfer

    def allows(self, call: Call) -> bool:
        """Whether it may make this call."""
        return RULES[self].allows(call)


@unit_enum("pallet_subtensor_proxy::DepositKind")
class DepositKind(enum.Enum):
    """What a deposit was made for."""

    Proxies = 0
    Announcements = 1


@struct(
    "pallet_subtensor_proxy::ProxyDefinition",
    {"AccountId": AccountId, "ProxyType": ProxyType, "BlockNumber": u32},
)
class ProxyDefinition:
    """One account that may act for another."""

    delegate: AccountId
    proxy_type: ProxyType
    delay: u32
    """Blocks an announcement must stand before its call can be made; with 0 none is needed."""

    @property
    def rank(self) -> tuple[bytes, int, int]:
        """The order definitions are stored in."""
        return self.delegate, self.proxy_type.value, self.delay


@struct("pallet_subtensor_proxy::Announcement", {"AccountId": AccountId, "Hash": H256, "BlockNumber": u32})
class Announcement:
    """A call a proxy said it would make."""

    real: AccountId
    call_hash: H256
    height: u32
    """The block it was announced in."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The calls a kind of proxy may make: pallets to names, an empty set standing for all of a pallet's."""

    named: Mapping[str, frozenset[str]]
    allowing: bool = True
    """Whether the named calls are the allowed ones or the denied ones."""
    unless: frozenset[str] = frozenset()
    """Names left out of an allowed pallet."""
    only_if: Callable[[Call], bool] = field(default=lambda call: True)
    """What must hold besides."""

    def allows(self, call: Call) -> bool:
        """Whether the call may be made."""
        names = self.named.get(call.pallet)
        found = names is not None and (not names or call.function in names)
        if not self.allowing:
            return not found
        return found and call.function not in self.unless and self.only_if(call)


def _calls(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _is_small(call: Call) -> bool:
    amount: int = call.args["alpha_amount" if call.function == "transfer_stake" else "value"]
    return amount < SMALL_TRANSFER


COLDKEY_SWAPS = _calls(
    "announce_coldkey_swap swap_coldkey_announced clear_coldkey_swap_announcement dispute_coldkey_swap"
)
STAKE_MOVES = _calls(
    "add_stake add_stake_limit remove_stake remove_stake_limit remove_stake_full_limit unstake_all "
    "unstake_all_alpha swap_stake swap_stake_limit move_stake"
)
LEASED = frozenset(
    f"sudo_set_{name}"
    for name in _calls(
        "serving_rate_limit min_difficulty max_difficulty weights_version_key adjustment_alpha "
        "immunity_period min_allowed_weights kappa rho activity_cutoff network_registration_allowed "
        "network_pow_registration_allowed max_burn bonds_moving_average bonds_penalty "
        "commit_reveal_weights_enabled liquid_alpha_enabled alpha_values commit_reveal_weights_interval "
        "toggle_transfer subnet_emission_enabled min_childkey_take_per_subnet"
    )
)
EVERY: frozenset[str] = frozenset()
NOTHING = Rule({})


def _subtensor(names: str, more: frozenset[str] = EVERY) -> dict[str, frozenset[str]]:
    return {"SubtensorModule": _calls(names) | more}


RULES: Mapping[ProxyType, Rule] = {
    ProxyType.Any: Rule({}, allowing=False),
    ProxyType.Owner: Rule(
        {"AdminUtils": EVERY, **_subtensor("set_subnet_identity update_symbol")},
        unless=_calls("sudo_set_sn_owner_hotkey sudo_set_subnet_owner_hotkey"),
    ),
    ProxyType.NonCritical: Rule(
        {"Sudo": EVERY, **_subtensor("dissolve_network root_register burned_register", COLDKEY_SWAPS)},
        allowing=False,
    ),
    ProxyType.NonTransfer: Rule(
        {"Balances": EVERY, **_subtensor("transfer_stake schedule_swap_coldkey swap_coldkey", COLDKEY_SWAPS)},
        allowing=False,
    ),
    ProxyType.Senate: NOTHING,
    ProxyType.NonFungible: Rule(
        {
            "Balances": EVERY,
            **_subtensor(
                "transfer_stake burned_register root_register schedule_swap_coldkey swap_coldkey swap_hotkey "
                "swap_hotkey_v2",
                COLDKEY_SWAPS | STAKE_MOVES,
            ),
        },
        allowing=False,
    ),
    ProxyType.Triumvirate: NOTHING,
    ProxyType.Governance: NOTHING,
    ProxyType.Staking: Rule(_subtensor("set_root_claim_type", STAKE_MOVES)),
    ProxyType.Registration: Rule(_subtensor("burned_register register register_limit")),
    ProxyType.Transfer: Rule(
        {
            "Balances": _calls("transfer_keep_alive transfer_allow_death transfer_all"),
            **_subtensor("transfer_stake"),
        }
    ),
    ProxyType.SmallTransfer: Rule(
        {"Balances": _calls("transfer_keep_alive transfer_allow_death"), **_subtensor("transfer_stake")},
        only_if=_is_small,
    ),
    ProxyType.RootWeights: NOTHING,
    ProxyType.ChildKeys: Rule(_subtensor("set_children set_childkey_take")),
    ProxyType.SudoUncheckedSetCode: Rule(
        {"Sudo": _calls("sudo_unchecked_weight")},
        only_if=lambda call: call.args["call"].is_("System", "set_code"),
    ),
    ProxyType.SwapHotkey: Rule(_subtensor("swap_hotkey swap_hotkey_v2")),
    ProxyType.SubnetLeaseBeneficiary: Rule({"AdminUtils": LEASED, **_subtensor("start_call")}),
    ProxyType.RootClaim: Rule(_subtensor("claim_root")),
}
"""The runtime's filters, kind by kind."""
