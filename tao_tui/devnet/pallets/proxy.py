"""Proxy: accounts that may act for another, within a kind of calls and after a delay if it asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tao_tui.devnet.frame.call import Call, LookupSource, RuntimeCall, call
from tao_tui.devnet.frame.declare import Constant, Errors, Events, error, event
from tao_tui.devnet.frame.errors import DispatchResult, result_of
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageMap, Twox64Concat
from tao_tui.devnet.frame.weight import Post, database
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.proxy_types import Announcement, DepositKind, ProxyDefinition, ProxyType
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.scale.hints import H256, AccountId, BoundedVec, Compact, codec_of, u16, u32, u64

MAX_PROXIES = 20
MAX_PENDING = 75
BATCHES = ("batch", "batch_all", "force_batch")


def _with_inner(own: int) -> Callable[[Mapping[str, Any]], int]:
    return lambda args: own + database(1, 1) + int(args["call"].weight.ref_time)


class Proxy(Pallet):
    """Delegation of calls; the runtime's fork, where the real account may agree to pay the fees."""

    index = 16
    config_path = "pallet_subtensor_proxy"

    ProxyDepositBase = Constant[u64](60_000_000)
    ProxyDepositFactor = Constant[u64](33_000_000)
    MaxProxies = Constant[u32](MAX_PROXIES)
    MaxPending = Constant[u32](MAX_PENDING)
    AnnouncementDepositBase = Constant[u64](36_000_000)
    AnnouncementDepositFactor = Constant[u64](68_000_000)

    Proxies = StorageMap[AccountId, tuple[BoundedVec[ProxyDefinition], u64]](Twox64Concat, default=([], 0))
    Announcements = StorageMap[AccountId, tuple[BoundedVec[Announcement], u64]](Twox64Concat, default=([], 0))
    LastCallResult = StorageMap[AccountId, DispatchResult](Twox64Concat)
    RealPaysFee = StorageMap[tuple[AccountId, AccountId], tuple[()]](Twox64Concat, Twox64Concat)

    class Event(Events):
        """What proxies do and who they are."""

        ProxyExecuted = event(result=DispatchResult)
        PureCreated = event(pure=AccountId, who=AccountId, proxy_type=ProxyType, disambiguation_index=u16)
        PureKilled = event(pure=AccountId, spawner=AccountId, proxy_type=ProxyType, disambiguation_index=u16)
        Announced = event(real=AccountId, proxy=AccountId, call_hash=H256)
        ProxyAdded = event(delegator=AccountId, delegatee=AccountId, proxy_type=ProxyType, delay=u32)
        ProxyRemoved = event(delegator=AccountId, delegatee=AccountId, proxy_type=ProxyType, delay=u32)
        DepositPoked = event(who=AccountId, kind=DepositKind, old_deposit=u64, new_deposit=u64)
        RealPaysFeeSet = event(real=AccountId, delegate=AccountId, pays_fee=bool)

    class Error(Errors):
        """Why a proxy call fails before the call it carries is made."""

        TooMany = error("There are too many proxies registered or too many announcements pending.")
        NotFound = error("Proxy registration not found.")
        NotProxy = error("Sender is not a proxy of the account to be proxied.")
        Unproxyable = error("A call which is incompatible with the proxy type's filter was attempted.")
        Duplicate = error("Account is already a proxy.")
        NoPermission = error("Call may not be made by proxy because it may escalate its privileges.")
        Unannounced = error("Announcement, if made at all, was made too recently.")
        NoSelfProxy = error("Cannot add self as proxy.")
        AnnouncementDepositInvariantViolated = error(
            "Invariant violated: deposit recomputation returned None after updating announcements."
        )
        InvalidDerivedAccountId = error("Failed to derive a valid account id from the provided entropy.")

    def on_finalize(self, block: int) -> None:
        """Results are kept for one block."""
        for who, _ in self.LastCallResult.items():
            del self.LastCallResult[who]

    def fee_payer(self, who: bytes, call: Call) -> bytes | None:
        """The real account that agreed to pay for a `proxy` call, or for the proxy calls within one."""
        real = self._agreed(who, call)
        if real is None:
            return None
        inner: Call = call.args["call"]
        if not inner.is_("Utility", *BATCHES):
            return self._agreed(real, inner) or real
        payers = {self._agreed(real, item) for item in inner.args["calls"]}
        return (payers.pop() if len(payers) == 1 else None) or real

    def _agreed(self, delegate: bytes, call: Call) -> bytes | None:
        if not call.is_("Proxy", "proxy"):
            return None
        real: bytes = call.args["real"]
        return real if (real, delegate) in self.RealPaysFee else None

    @call(
        0,
        ref_time=_with_inner(28_026_265 + 53_205 * MAX_PROXIES + database(3, 1)),
        pays=lambda args: args["call"].pays,
    )
    def proxy(
        self, origin: Origin, real: LookupSource, force_proxy_type: ProxyType | None, call: RuntimeCall
    ) -> None:
        """Dispatch the given call from an account that the sender is authorised for."""
        definition = self._find(real, ensure_signed(origin), force_proxy_type)
        if definition.delay:
            raise self.Error.Unannounced()
        self._act(definition, real, call)

    @call(1, ref_time=25_770_804 + 80_892 * MAX_PROXIES + database(1, 1))
    def add_proxy(self, origin: Origin, delegate: LookupSource, proxy_type: ProxyType, delay: u32) -> None:
        """Register a proxy account for the sender that is able to make calls on its behalf."""
        who, added = ensure_signed(origin), ProxyDefinition(delegate, proxy_type, delay)
        if who == delegate:
            raise self.Error.NoSelfProxy()
        proxies, deposit = self.Proxies[who]
        if added in proxies:
            raise self.Error.Duplicate()
        if len(proxies) >= MAX_PROXIES:
            raise self.Error.TooMany()
        self._keep_proxies(who, sorted([*proxies, added], key=lambda proxy: proxy.rank), deposit)
        self.deposit_event(
            self.Event.ProxyAdded(delegator=who, delegatee=delegate, proxy_type=proxy_type, delay=delay)
        )

    @call(2, ref_time=27_827_049 + 64_054 * MAX_PROXIES + database(1, 2))
    def remove_proxy(self, origin: Origin, delegate: LookupSource, proxy_type: ProxyType, delay: u32) -> None:
        """Unregister a proxy account for the sender."""
        who, removed = ensure_signed(origin), ProxyDefinition(delegate, proxy_type, delay)
        proxies, deposit = self.Proxies[who]
        if removed not in proxies:
            raise self.Error.NotFound()
        self._keep_proxies(who, [proxy for proxy in proxies if proxy != removed], deposit)
        self.RealPaysFee.pop((who, delegate))
        self.deposit_event(
            self.Event.ProxyRemoved(delegator=who, delegatee=delegate, proxy_type=proxy_type, delay=delay)
        )

    @call(3, ref_time=27_407_028 + 55_808 * MAX_PROXIES + database(1, 1))
    def remove_proxies(self, origin: Origin) -> None:
        """Unregister all proxy accounts for the sender."""
        who = ensure_signed(origin)
        _, deposit = self.Proxies.pop(who) or ([], 0)
        self.pallet(Balances).unreserve(who, deposit)
        self.RealPaysFee.clear_under(who)

    @call(4, ref_time=27_853_436 + 20_160 * MAX_PROXIES + database(1, 1))
    def create_pure(self, origin: Origin, proxy_type: ProxyType, delay: u32, index: u16) -> None:
        """Spawn a fresh new account that is otherwise inaccessible, with the sender as its proxy."""
        who = ensure_signed(origin)
        pure = self.pure_account(who, proxy_type, index, self.block, self.pallet(System).extrinsic_index)
        if pure in self.Proxies:
            raise self.Error.Duplicate()
        deposit = self._deposit(1)
        self.pallet(Balances).reserve(who, deposit)
        self.Proxies[pure] = ([ProxyDefinition(who, proxy_type, delay)], deposit)
        self.deposit_event(
            self.Event.PureCreated(pure=pure, who=who, proxy_type=proxy_type, disambiguation_index=index)
        )

    @call(5, ref_time=26_529_087 + 48_014 * MAX_PROXIES + database(1, 1))
    def kill_pure(
        self,
        origin: Origin,
        spawner: LookupSource,
        proxy_type: ProxyType,
        index: u16,
        height: Compact[u32],
        ext_index: Compact[u32],
    ) -> None:
        """Removes a previously spawned pure proxy; whatever it holds is out of reach from then on."""
        who = ensure_signed(origin)
        if who != self.pure_account(spawner, proxy_type, index, height, ext_index):
            raise self.Error.NoPermission()
        _, deposit = self.Proxies.pop(who) or ([], 0)
        self.pallet(Balances).unreserve(spawner, deposit)
        self.deposit_event(
            self.Event.PureKilled(
                pure=who, spawner=spawner, proxy_type=proxy_type, disambiguation_index=index
            )
        )

    @call(6, ref_time=34_286_251 + 194_092 * MAX_PENDING + 53_615 * MAX_PROXIES + database(3, 2))
    def announce(self, origin: Origin, real: LookupSource, call_hash: H256) -> None:
        """Publish the hash of a proxy-call that will be made in the future."""
        who = ensure_signed(origin)
        self._find(real, who, None)
        pending, deposit = self.Announcements[who]
        if len(pending) >= MAX_PENDING:
            raise self.Error.TooMany()
        self._keep_announcements(who, [*pending, Announcement(real, call_hash, self.block)], deposit)
        self.deposit_event(self.Event.Announced(real=real, proxy=who, call_hash=call_hash))

    @call(7, ref_time=25_595_226 + 205_163 * MAX_PENDING + 40_277 * MAX_PROXIES + database(2, 2))
    def remove_announcement(self, origin: Origin, real: LookupSource, call_hash: H256) -> None:
        """Remove an announcement of the sender's."""
        self._strike(ensure_signed(origin), real, call_hash)

    @call(8, ref_time=26_388_332 + 199_703 * MAX_PENDING + 17_846 * MAX_PROXIES + database(2, 2))
    def reject_announcement(self, origin: Origin, delegate: LookupSource, call_hash: H256) -> None:
        """Remove the announcement a delegate made for the sender."""
        self._strike(delegate, ensure_signed(origin), call_hash)

    @call(
        9,
        ref_time=_with_inner(53_234_507 + 228_831 * MAX_PENDING + 54_037 * MAX_PROXIES + database(5, 3)),
    )
    def proxy_announced(
        self,
        origin: Origin,
        delegate: LookupSource,
        real: LookupSource,
        force_proxy_type: ProxyType | None,
        call: RuntimeCall,
    ) -> None:
        """Dispatch a call that a delegate announced long enough ago; anyone may."""
        ensure_signed(origin)
        definition = self._find(real, delegate, force_proxy_type)
        if not self._strike(delegate, real, call.hash, delay=definition.delay, required=False):
            raise self.Error.Unannounced()
        self._act(definition, real, call)

    @call(10, ref_time=46_757_000 + database(3, 3))
    def poke_deposit(self, origin: Origin) -> Post:
        """Adjust the sender's deposits to today's prices; free of charge when that changed any."""
        who = ensure_signed(origin)
        proxies, old = self.Proxies[who]
        changed = self._poked(who, DepositKind.Proxies, old, self._keep_proxies(who, proxies, old))
        pending, old = self.Announcements[who]
        new = self._keep_announcements(who, pending, old)
        changed |= self._poked(who, DepositKind.Announcements, old, new)
        return Post(pays_fee=not changed)

    @call(11, ref_time=14_259_931 + 42_799 * MAX_PROXIES + database(1, 1))
    def set_real_pays_fee(self, origin: Origin, delegate: LookupSource, pays_fee: bool) -> None:
        """Set whether the sender pays the fees of the proxy calls a delegate makes for it."""
        real = ensure_signed(origin)
        self._find(real, delegate, None)
        if pays_fee:
            self.RealPaysFee[real, delegate] = ()
        else:
            self.RealPaysFee.pop((real, delegate))
        self.deposit_event(self.Event.RealPaysFeeSet(real=real, delegate=delegate, pays_fee=pays_fee))

    @staticmethod
    def pure_account(who: bytes, kind: ProxyType, index: int, height: int, extrinsic: int) -> bytes:
        """The account `create_pure` spawns for `who` in an extrinsic of a block."""
        named = codec_of(tuple[AccountId, u32, u32, ProxyType, u16])
        return blake2_256(b"modlpy/proxy____" + named.encode((who, height, extrinsic, kind, index)))

    def _find(self, real: bytes, delegate: bytes, kind: ProxyType | None) -> ProxyDefinition:
        for definition in self.Proxies[real][0]:
            if definition.delegate == delegate and kind in (None, definition.proxy_type):
                return definition
        raise self.Error.NotProxy()

    def _act(self, definition: ProxyDefinition, real: bytes, call: Call) -> None:
        """Make the call as `real`; calls made inside it must be allowed too."""
        kind = definition.proxy_type

        def allows(inner: Call) -> bool:
            if inner.is_("Proxy", "add_proxy", "remove_proxy") and not kind.covers(inner.args["proxy_type"]):
                return False
            if inner.is_("Proxy", "remove_proxies", "kill_pure") and kind is not ProxyType.Any:
                return False
            return kind.allows(inner)

        result = result_of(self.runtime.try_dispatch(call, Origin.signed(real).narrowed(allows)))
        self.LastCallResult[real] = result
        self.deposit_event(self.Event.ProxyExecuted(result=result))

    def _strike(
        self, delegate: bytes, real: bytes, call_hash: bytes, *, delay: int = 0, required: bool = True
    ) -> bool:
        """Drop announcements of a call that are at least `delay` blocks old; False when there were none."""
        pending, deposit = self.Announcements[delegate]
        kept = [
            announced
            for announced in pending
            if (announced.real, announced.call_hash) != (real, call_hash)
            or self.block - announced.height < delay
        ]
        if len(kept) == len(pending):
            if required:
                raise self.Error.NotFound()
            return False
        self._keep_announcements(delegate, kept, deposit)
        return True

    def _deposit(self, proxies: int) -> int:
        return self.ProxyDepositBase.value + self.ProxyDepositFactor.value * proxies if proxies else 0

    def _keep_proxies(self, who: bytes, proxies: Sequence[ProxyDefinition], deposit: int) -> int:
        due = self._deposit(len(proxies))
        self._settle(who, due - deposit)
        if proxies:
            self.Proxies[who] = (proxies, due)
        else:
            self.Proxies.pop(who)
        return due

    def _keep_announcements(self, who: bytes, pending: Sequence[Announcement], deposit: int) -> int:
        base, factor = self.AnnouncementDepositBase.value, self.AnnouncementDepositFactor.value
        due = base + factor * len(pending) if pending else 0
        self._settle(who, due - deposit)
        if pending:
            self.Announcements[who] = (pending, due)
        else:
            self.Announcements.pop(who)
        return due

    def _poked(self, who: bytes, kind: DepositKind, old: int, new: int) -> bool:
        if new != old:
            poked = self.Event.DepositPoked(who=who, kind=kind, old_deposit=old, new_deposit=new)
            self.deposit_event(poked)
        return new != old

    def _settle(self, who: bytes, more: int) -> None:
        """Reserve `more` rao for a deposit, or give back what it is less."""
        if more > 0:
            self.pallet(Balances).reserve(who, more)
        elif more < 0:
            self.pallet(Balances).unreserve(who, -more)
