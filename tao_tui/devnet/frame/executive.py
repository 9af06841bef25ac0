"""Making a block: initialize, apply extrinsics, finalize."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tao_tui.devnet.frame.checks import Checker
from tao_tui.devnet.frame.errors import DispatchError
from tao_tui.devnet.frame.extrinsic import Extrinsic, bare
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.header import Block, Header, pre_runtime
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.pallet import Inherent
from tao_tui.devnet.frame.roles import Authoring, Withdrawal
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.state import Changes, commitment
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.frame.version import RuntimeVersion
from tao_tui.devnet.frame.weight import (
    BASE_EXTRINSIC_REF_TIME,
    MAX_NORMAL_LENGTH,
    NORMAL_REF_TIME,
    DispatchEventInfo,
    Pays,
    Post,
    Weight,
)
from tao_tui.devnet.scale.hints import codec_of

ZERO_HASH = bytes(32)


def _genesis(runtime: Runtime, changes: Changes) -> Block:
    """Block 0: it commits to the state and, as a chain's `:code` does, to what the runtime is."""
    code = blake2_256(codec_of(RuntimeVersion).encode(runtime.version))
    return Block(Header(ZERO_HASH, 0, commitment(code, changes), blake2_256(b"")), ())


class Executive:
    """Makes the blocks of one runtime, one after the other, from genesis or on top of `blocks`."""

    def __init__(self, runtime: Runtime, blocks: Sequence[Block] = ()) -> None:
        self.runtime = runtime
        runtime.number = blocks[-1].number if blocks else 0
        changes = runtime.state.seal(runtime.number)
        runtime.state.forget_past()
        self.genesis = blocks[0] if blocks else _genesis(runtime, changes)
        self.head = blocks[-1] if blocks else self.genesis
        self.checker = Checker(runtime, self.genesis.hash)
        self.checker.newest_hash = self.head.hash
        self.now_ms = 0
        """When the newest block says it was made, milliseconds since 1970; 0 before the first one."""
        self._extrinsics: list[Extrinsic] = []
        self._logs: tuple[bytes, ...] = ()
        self._ref_time = 0
        self._length = 0

    def go_to(self, head: Block) -> None:
        """Make the next block on `head`, whose state is the runtime's now."""
        self.head = head
        self.runtime.number = head.number
        self.checker.newest_hash = head.hash

    @cached_property
    def _authoring(self) -> Authoring | None:
        return next((pallet for pallet in self.runtime.pallets if isinstance(pallet, Authoring)), None)

    def begin(self, now_ms: int) -> None:
        """Start the next block: hooks first, then the inherents."""
        runtime, chain = self.runtime, self.runtime.chain
        runtime.number = self.head.number + 1
        entry = self._authoring.pre_digest(now_ms) if self._authoring else None
        self._logs = () if entry is None else (pre_runtime(*entry),)
        self._extrinsics, self._ref_time, self._length = [], 0, 0
        chain.begin_block(runtime.number, self.head.hash, list(self._logs))
        if self._authoring and entry:
            self._authoring.begin_slot(entry[1])
        runtime.initialize_block()
        for pallet in runtime.pallets:
            inherent = pallet.inherent(now_ms) if isinstance(pallet, Inherent) else None
            if inherent is not None:
                self._apply_inherent(bare(inherent))
        self.now_ms = runtime.clock.now() if runtime.clock else now_ms

    def _apply_inherent(self, extrinsic: Extrinsic) -> None:
        self.runtime.chain.begin_extrinsic(len(self._extrinsics))
        post = self.runtime.dispatch(extrinsic.call, Origin.none())
        self._count(extrinsic, None, post)

    def apply(self, extrinsic: Extrinsic) -> None:
        """Put a signed extrinsic into the block; `InvalidTransaction` (and no change) when it may not be."""
        self._check_room(extrinsic)
        if self.checker.nonce(extrinsic):
            raise InvalidTransaction.future()
        self.checker.sender(extrinsic)
        with self.runtime.layer():
            self._apply_checked(extrinsic)

    def _apply_checked(self, extrinsic: Extrinsic) -> None:
        runtime = self.runtime
        runtime.chain.begin_extrinsic(len(self._extrinsics))
        who, call, fees = extrinsic.who, extrinsic.call, runtime.fees
        assert who is not None
        length = len(extrinsic.encoded)
        fee = fees.fee(call, length, extrinsic.tip) if fees else 0
        payer = fees.payer(who, call) if fees else who
        taken = fees.withdraw(payer, call, fee) if fees else Withdrawal()
        runtime.chain.use_nonce(who)
        error, post = runtime.attempt(call, Origin.signed(who))
        if fees:
            free = post.pays_fee is False
            due = extrinsic.tip if free else fees.fee(call, length, extrinsic.tip, call.spent(post))
            fees.settle(payer, taken, due, extrinsic.tip)
        self._count(extrinsic, error, post)

    def _check_room(self, extrinsic: Extrinsic) -> None:
        weight = extrinsic.call.weight.ref_time + BASE_EXTRINSIC_REF_TIME
        if (
            self._ref_time + weight > NORMAL_REF_TIME
            or self._length + len(extrinsic.encoded) > MAX_NORMAL_LENGTH
        ):
            raise InvalidTransaction.exhausts()

    def _count(self, extrinsic: Extrinsic, error: DispatchError | None, post: Post) -> None:
        call = extrinsic.call
        spent = Weight(call.spent(post) + BASE_EXTRINSIC_REF_TIME, call.weight.proof_size)
        pays = call.pays and post.pays_fee is not False
        info = DispatchEventInfo(spent, call.definition.kind, Pays.Yes if pays else Pays.No)
        self.runtime.chain.note_outcome(error, info)
        self._extrinsics.append(extrinsic)
        self._ref_time += spent.ref_time
        self._length += len(extrinsic.encoded)

    def finish(self) -> tuple[Block, Changes]:
        """End the block; answers it and what it changed."""
        runtime = self.runtime
        runtime.chain.begin_finalization()
        runtime.finalize_block()
        runtime.chain.end_block()
        changes = runtime.state.seal(runtime.number)
        root = commitment(self.head.header.state_root, changes)
        bodies = tuple(extrinsic.encoded for extrinsic in self._extrinsics)
        extrinsics_root = blake2_256(b"".join(blake2_256(body) for body in bodies))
        header = Header(self.head.hash, runtime.number, root, extrinsics_root, self._logs)
        self.go_to(Block(header, bodies))
        return self.head, changes
