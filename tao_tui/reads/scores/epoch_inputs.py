"""What a subnet's last epoch started from, read back from the block before it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tao_tui.addresses import Address
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.consensus.edition import Edition
from tao_tui.consensus.inputs import RULE_OF, EpochInputs, Rules
from tao_tui.consensus.sparse import SparseRows
from tao_tui.errors import NodeError, Unsupported, UsageError
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.scores.columns import fitted
from tao_tui.reads.scores.items import MODULE, MOST_SUBNETS, Column, unknown_mechanism, vector_items
from tao_tui.reads.scores.weight_commits import hides_weights, read_commits
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_API: Final = "SubnetInfoRuntimeApi"

_FIELDS: Final = (5, 52, 66, 67, 68)
"""Owner hotkey, hotkeys, registration blocks, inherited alpha and inherited root stake."""

_SUBNET: Final = (
    "Tempo", "AlphaValues", "ActivityCutoffFactorMilli", "CommitRevealWeightsEnabled", *RULE_OF
)  # fmt: skip
_SPLIT: Final = "MechanismEmissionSplit"
_GLOBAL: Final = ("StakeThreshold", "TaoWeight")
_BEFORE: Final = ("last_update", "validator_permit", "incentive", "dividends")
"""Score columns an epoch, or its explanation, starts from."""


@dataclass(frozen=True, slots=True, eq=False)
class EpochPicture:
    """An epoch's inputs and what the chain made of them."""

    netuid: int
    mechanism: int
    mechanisms: int
    epoch_block: int
    exact: bool
    """Whether the inputs are those of the last epoch; otherwise those of now, as if it ran now."""
    has_run: bool
    """Whether the subnet has had an epoch at all."""
    hotkeys: tuple[Address, ...]
    inputs: EpochInputs
    stored: Mapping[str, Column]
    """The score columns the chain stored."""
    shares: tuple[int, ...] = (1,)
    """How the subnet's emission is divided among its mechanisms: parts of their sum."""
    hidden: tuple[int, ...] = ()
    """uids whose newest weights are committed and not revealed: the epoch used their older ones."""


async def read_epoch(client: Client, netuid: int, mechanism: int = 0) -> Reading[EpochPicture]:
    """The last epoch of `netuid` from the state before it, or from now where the node has forgotten that.

    Three round trips: the block of the epoch, the hashes around it, the state; with commit-reveal a few
    more for the commits.
    """
    names = ["NetworksAdded", "SubnetworkN", "LastMechansimStepBlock"]
    if client.runtime.has_storage(MODULE, "MechanismCountCurrent"):
        names.append("MechanismCountCurrent")
    head = await client.read([Storage(MODULE, name, (netuid,)) for name in names])
    added, size, stepped, *counted = head.data
    size, stepped, mechanisms = as_int(size), as_int(stepped), max(1, *map(as_int, counted), 0)
    if not added:
        raise unknown_subnet(netuid)
    if mechanism >= mechanisms:
        raise unknown_mechanism(netuid, mechanism, mechanisms)
    if netuid == ROOT and not stepped:
        raise UsageError(
            "Root has no epochs: nobody is scored there.",
            hint="`tao-tui subnets list` shows the subnets that have.",
            code="no_epoch",
        )
    subject = _Subject(netuid, mechanism, mechanisms, size, stepped > 0)
    if stepped > 1:
        try:
            before, after = await asyncio.gather(client.block_hash(stepped - 1), client.block_hash(stepped))
            if before and after:
                at = (BlockRef(stepped - 1, before), BlockRef(stepped, after))
                return Reading(head.block, await _picture(client, subject, at, exact=True))
        except Unsupported:
            raise
        except NodeError:
            pass  # Nodes that are no archive forget the state of older blocks.
    return Reading(head.block, await _picture(client, subject, (head.block, head.block), exact=False))


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whose epoch it is."""

    netuid: int
    mechanism: int
    mechanisms: int
    size: int
    has_run: bool

    @property
    def index(self) -> int:
        """The key of what mechanisms keep apart."""
        return self.netuid + MOST_SUBNETS * self.mechanism


async def _picture(
    client: Client, subject: _Subject, at: tuple[BlockRef, BlockRef], *, exact: bool
) -> EpochPicture:
    before, after = at
    items = _items(client.runtime, subject)
    vectors = vector_items(client.runtime, subject.netuid, subject.mechanism)
    inputs, stored = await asyncio.gather(
        client.read(list(items.values()), before.hash), client.read(list(vectors.values()), after.hash)
    )
    values = dict(zip(items, inputs.data, strict=True))
    columns = dict(zip(vectors, stored.data, strict=True))
    block = after.number if exact else before.number + 1
    hotkeys = tuple(as_address(hotkey) for hotkey in values["graph"]["hotkeys"])
    shares = _shares(values.get(_SPLIT), subject.mechanisms)
    emission = _paid_by(subject.mechanism, int(columns["emission"].sum(dtype=np.uint64)), shares)
    epoch = replace(
        _inputs(values, len(hotkeys), block=block, emission=emission),
        edition=Edition.of(client.runtime.spec_version),
    )
    hidden: tuple[int, ...] = ()
    if values.get("CommitRevealWeightsEnabled") and hides_weights(client.runtime):
        commits = await read_commits(client, subject.netuid, subject.index, hotkeys, at, epoch.tempo)
        opened = [_row_item("Weights", subject, uid) for uid in sorted(commits.revealed)]
        rows = (await client.read(opened, after.hash)).data if opened else ()
        values |= {f"Weights {uid}": row for uid, row in zip(sorted(commits.revealed), rows, strict=True)}
        weights = _rows(values, "Weights", len(hotkeys))
        epoch, hidden = replace(epoch, weights=weights, commit_blocks=commits.earliest), commits.hidden
    return EpochPicture(
        subject.netuid, subject.mechanism, subject.mechanisms, block, exact, subject.has_run,
        hotkeys, epoch, columns, shares, hidden,
    )  # fmt: skip


def _shares(split: Sequence[Any] | None, mechanisms: int) -> tuple[int, ...]:
    """Parts as stored, none for mechanisms they do not name; even ones where nothing is stored."""
    if split is None:
        return (1,) * mechanisms
    parts = [*map(as_int, split)][:mechanisms]
    return (*parts, *[0] * (mechanisms - len(parts)))


def _paid_by(mechanism: int, stored: int, shares: Sequence[int]) -> int:
    """What one mechanism paid out, rao: what is stored of each is weighted by its share once more."""
    return stored * shares[mechanism] * sum(shares) // sum(share * share for share in shares)


def _items(runtime: ChainRuntime, subject: _Subject) -> dict[str, Storage | RuntimeCall]:
    if not runtime.has_api(_API, "get_selective_metagraph"):
        raise Unsupported(
            f"Runtime {runtime.spec_version} does not give the stakes an epoch uses.",
            hint="Scores can be explained since runtime 273.",
        )
    netuid = subject.netuid
    items: dict[str, Storage | RuntimeCall] = {
        "graph": RuntimeCall(_API, "get_selective_metagraph", (netuid, _FIELDS)),
        "stepped": Storage(MODULE, "LastMechansimStepBlock", (netuid,)),
    }
    items |= {name: Storage(MODULE, name, (netuid,)) for name in _SUBNET if runtime.has_storage(MODULE, name)}
    items |= {name: Storage(MODULE, name) for name in _GLOBAL if runtime.has_storage(MODULE, name)}
    if subject.mechanisms > 1:
        items[_SPLIT] = Storage(MODULE, _SPLIT, (netuid,))
    vectors = vector_items(runtime, netuid, subject.mechanism)
    items |= {name: vectors[name] for name in _BEFORE}
    for uid in range(subject.size):
        for kind in ("Weights", "Bonds"):
            items[f"{kind} {uid}"] = _row_item(kind, subject, uid)
    return items


def _row_item(kind: str, subject: _Subject, uid: int) -> Storage:
    return Storage(MODULE, kind, (subject.index, uid), raw=True)


def _inputs(values: Mapping[str, Any], size: int, *, block: int, emission: int) -> EpochInputs:
    graph = values["graph"]
    owner = as_address(graph["owner_hotkey"])
    hotkeys = [as_address(hotkey) for hotkey in graph["hotkeys"]]
    tempo = as_int(values["Tempo"])
    return EpochInputs(
        block=block,
        tempo=tempo,
        emission=emission,
        alpha_stake=[as_int(each) for each in graph["alpha_stake"]],
        root_stake=[as_int(each) for each in graph["tao_stake"]],
        last_update=fitted(values["last_update"], size).astype(np.int64),
        block_at_registration=np.array([as_int(each) for each in graph["block_at_registration"]], np.int64),
        validator_permit=fitted(values["validator_permit"], size).astype(np.bool_),
        weights=_rows(values, "Weights", size),
        bonds=_rows(values, "Bonds", size),
        tao_weight=as_int(values.get("TaoWeight")),
        rules=_rules(values, tempo),
        last_step_block=as_int(values["stepped"]),
        owner_uid=hotkeys.index(owner) if owner in hotkeys and not is_nobody(owner) else None,
        incentive_before=fitted(values["incentive"], size),
        dividends_before=fitted(values["dividends"], size),
    )


def _rows(values: Mapping[str, Any], kind: str, size: int) -> SparseRows:
    found = {uid: values.get(f"{kind} {uid}") for uid in range(size)}
    return SparseRows.from_scale({uid: bytes(row) for uid, row in found.items() if row}, size)


def _rules(values: Mapping[str, Any], tempo: int) -> Rules:
    given = {name: values[name] for name in (*RULE_OF, "AlphaValues") if values.get(name) is not None}
    factor = values.get("ActivityCutoffFactorMilli")
    if factor is not None:
        given["ActivityCutoff"] = max(1, as_int(factor) * tempo // 1000)
    return Rules.from_chain(given, as_int(values.get("StakeThreshold")))
