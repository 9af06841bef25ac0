"""Put another hotkey of the wallet in the place of one: on one subnet, or on all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, waiting, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import UsageError
from tao_tui.reads.hotkey_swap import HotkeySwapSituation, read_hotkey_swap, require_hotkey_swaps
from tao_tui.reads.trades.prices import ROOT
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class HotkeySwap:
    """Put `new_hotkey` in the place of `hotkey`, on `netuid` or everywhere."""

    hotkey: Address
    new_hotkey: Address
    netuid: int | None
    keep_stake: bool

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        old, new, netuid = str(values["hotkey"]), str(values["new_hotkey"]), values.get("netuid")
        if old == new:
            raise UsageError("Both are the same hotkey.", hint="Name another one.", code="same_hotkey")
        chosen = netuid if isinstance(netuid, int) else None
        return cls(Address(old), Address(new), chosen, bool(values.get("keep_stake")))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test owners, registrations, waits and the price at the head."""
        from tao_tui.chain.calls.call import Call

        everywhere = self.netuid is None
        runtime = client.runtime
        function = require_hotkey_swaps(runtime, on_one_subnet=not everywhere, keep_stake=self.keep_stake)
        reading = await read_hotkey_swap(client, account.coldkey, self.hotkey, self.new_hotkey, self.netuid)
        found = reading.data
        self._check_keys(found, account)
        self._check_waits(found, reading.block.number, client.block_time)
        cost = found.cost_everywhere if everywhere else found.cost_on_one
        have = spendable(found.account, runtime)
        require_funds(cost, have, "Swapping the hotkey", "NotEnoughBalanceToPaySwapHotKey")

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(cost + fee, have, "Swapping the hotkey and the network fee")
            return _explain(call, fee, cost, (found, account, client.block_time))

        arguments = {"hotkey": self.hotkey, "new_hotkey": self.new_hotkey, "netuid": self.netuid}
        given: dict[str, object] = dict(arguments)
        if function == "swap_hotkey_v2":
            given["keep_stake"] = True
        elif "netuid" not in {name for name, _ in runtime.call_arguments(_MODULE, function)}:
            del given["netuid"]
        said = {**arguments, "keep_stake": self.keep_stake}
        undo = ("wallet.hotkey.swap", {**said, "hotkey": self.new_hotkey, "new_hotkey": self.hotkey})
        return Plan(Call(_MODULE, function, given), reading.block, explain, said, undo=undo)

    def _check_keys(self, found: HotkeySwapSituation, account: Account) -> None:
        if found.owner != account.coldkey:
            raise refused(f"This coldkey does not own {self.hotkey}.", "NonAssociatedColdKey", "not_owner")
        if found.new_owner not in (None, account.coldkey):
            raise refused(
                f"{self.new_hotkey} belongs to another coldkey.", "NonAssociatedColdKey", "not_owner"
            )
        taken = [each for each in found.new_registered_on if self.netuid in (None, each)]
        if taken:
            raise refused(
                f"{self.new_hotkey} is registered on subnet {taken[0]} already.",
                "HotKeyAlreadyRegisteredInSubNet",
                "already_registered",
                "Name a hotkey that is registered nowhere.",
            )
        if self.netuid in (None, ROOT) and found.new_is_known_on_root:
            raise refused(
                f"{self.new_hotkey} has root stake, claims or a basket.",
                "NewHotKeyNotCleanForRootSwap",
                "hotkey_in_use",
            )

    def _check_waits(self, found: HotkeySwapSituation, block: int, block_time: float) -> None:
        """Any swap waits for the last one; on one subnet even the first waits, on a young chain."""
        if block < found.swappable_at:
            raise refused(
                f"This coldkey may swap a hotkey again from block {found.swappable_at:,} on; "
                f"this is {block:,}.",
                "HotKeySetTxRateLimitExceeded",
                "too_early",
                f"Wait {waiting(found.swappable_at - block, block_time)}.",
            )
        for netuid, last in found.swapped_on.items():
            then = last + found.interval_blocks + 1
            if block < then and found.interval_blocks and (last or self.netuid is not None):
                raise refused(
                    f"Hotkeys can be swapped on subnet {netuid} from block {then:,} on; this is {block:,}.",
                    "HotKeySwapOnSubnetIntervalNotPassed",
                    "too_early",
                    f"Wait {waiting(then - block, block_time)}.",
                )
        for netuid, until in found.stake_held_until.items():
            if block < until and not self.keep_stake:
                raise refused(
                    f"Stake on subnet {netuid} came to {self.hotkey} by a swap and goes on with the next one "
                    f"from block {until:,} on; this is {block:,}.",
                    "HotKeySwapOnSubnetIntervalNotPassed",
                    "too_early",
                    f"Wait {waiting(until - block, block_time)}, or let the stake stay with --keep-stake.",
                )


def _explain(
    call: DecodedCall, fee: Tao, cost: Tao, known: tuple[HotkeySwapSituation, Account, float]
) -> Explanation:
    found, account, _ = known
    said: Mapping[str, Any] = call.arguments
    old, new, netuid = str(said["hotkey"]), str(said["new_hotkey"]), said.get("netuid")
    where = f"subnet {int(netuid)}" if netuid is not None else "every subnet"
    registered = ", ".join(map(str, found.registered_on)) or "none"
    stays = bool(said.get("keep_stake"))
    stake = (
        "stays with the old hotkey" if stays else "goes along: yours and that of everybody who staked to it"
    )
    effects = (
        effect("Hotkey", named(old, account.name_of(old))),
        effect("Its place gets", named(new, account.name_of(new))),
        effect("On", where if netuid is not None else f"{where}; it is registered on {registered}"),
        effect("Stake", stake),
        effect("Cost", f"{cost}, not given back"),
        effect("Network fee", fee),
    )
    title = clean(f"Put hotkey {new} in the place of {old} on {where}")
    return Explanation(title, effects, _warnings(new, netuid, *known))


def _warnings(
    new: str, netuid: object, found: HotkeySwapSituation, account: Account, block_time: float
) -> tuple[Caution, ...]:
    back = f" for {waiting(found.interval_blocks, block_time)}" if found.interval_blocks else " soon"
    text = f"It cannot be undone{back}: swapping back costs again."
    cautions = [warning("danger", "irreversible", text)]
    if netuid is None:
        text = "The old hotkey is nobody's afterwards; what anybody sends to it is lost to you."
        cautions.append(warning("caution", "old_hotkey_abandoned", text))
    text = (
        "What runs with the old hotkey has to run with the new one from then on, weights and axon included."
    )
    cautions.append(warning("caution", "software", text))
    if new not in [address for _, address in account.hotkeys]:
        text = "The new hotkey is none of this wallet's: be sure that you have its words."
        cautions.append(warning("danger", "not_in_wallet", text))
    return tuple(cautions)
