"""A feed on disk: what is replayed is what was seen, and a stranger's file cannot do more than that."""

from __future__ import annotations

import json
import resource
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tao_tui.errors import Fault, UsageError
from tao_tui.reads.scores.follow import ScoresDelta, follow_scores
from tao_tui.reads.scores.recording import Recorder, Recording
from tests.reads.fake import BOB, HOTKEY, OTHER
from tests.reads.test_scores import _answers_in_turn, change, column, head, node, people


async def feed() -> list[ScoresDelta]:
    """Every kind of news: a score, time alone, a new neuron."""
    client = node()
    grown = people(HOTKEY, OTHER, BOB, stakes=(10, 20, 30))
    client.answers["get_selective_metagraph"] = _answers_in_turn(people(HOTKEY, OTHER), grown)
    client.blocks = [head(1001), head(1002)]
    client.feed = [
        change(1001, Incentive=column(5, 6)),
        change(1002, SubnetworkN=3, Consensus=column(7, 8, 9)),
    ]
    return [delta async for delta in follow_scores(client, 1)]  # type: ignore[arg-type]


def listed(delta: ScoresDelta) -> dict[str, list[int]]:
    return {name: uids.tolist() for name, uids in delta.changed.items()}


def record(path: Path, deltas: list[ScoresDelta], clock: Callable[[], float] = lambda: 0.0) -> Path:
    recorder = Recorder(path, network="dev", genesis="0x45", netuid=1, name="Apex", clock=clock)
    for delta in deltas:
        recorder.record(delta)
    recorder.close()
    return path


async def test_a_replay_shows_what_was_seen(tmp_path: Path) -> None:
    seen = await feed()
    again = [delta async for delta in Recording(record(tmp_path / "feed", seen)).replay(speed=0)]
    assert len(again) == len(seen) > 3
    for was, now in zip(seen, again, strict=True):
        assert now.scores.rows() == was.scores.rows()
        assert now.scores.document() == was.scores.document()
        assert now.replaced == was.replaced
        assert {n: u.tolist() for n, u in now.changed.items()} == {
            n: u.tolist() for n, u in was.changed.items()
        }
        assert not now.scores.incentive.flags.writeable
    assert all(
        again[-1].scores.column(n).dtype == seen[-1].scores.column(n).dtype for n in ("incentive", "stake")
    )


async def test_a_replay_keeps_the_pace_it_was_recorded_at(tmp_path: Path) -> None:
    ticks = iter([0.0, 0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
    seen = await feed()
    path = record(tmp_path / "feed", seen, clock=lambda: next(ticks))
    assert [seconds for seconds, _ in Recording(path).deltas()] == pytest.approx(
        [0.05 * n for n in range(len(seen))]
    )


async def test_only_what_changed_is_written(tmp_path: Path) -> None:
    path = record(tmp_path / "feed", await feed())
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert set(lines[1]["columns"]) > {"incentive", "stake", "registered_at"}
    assert all(len(line.get("columns", {})) < 2 for line in lines[2:] if line["size"] == 2)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        record(path, [])
    assert path.read_text() == "mine"
    with pytest.raises(UsageError, match="cannot be written"):
        record(tmp_path / "nowhere" / "feed", [])


@pytest.mark.parametrize("content", [b"", b"x", b"{}", b'{"format":"other"}', b"\x00\xff" * 99])
def test_what_is_no_recording_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="line 1 is broken"):
        Recording(path)


async def test_a_column_may_begin_to_be_told(tmp_path: Path) -> None:
    path = record(tmp_path / "feed", await feed())
    lines = path.read_bytes().splitlines()
    frame = json.loads(lines[2])
    frame.setdefault("columns", {})["rank"] = [7, 8]
    path.write_bytes(b"\n".join([*lines[:2], json.dumps(frame).encode(), b""]))
    _, (_, second) = Recording(path).deltas()
    assert second.changed["rank"].tolist() == [0, 1]
    assert second.scores.neuron(1).rank == 8


def damage(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda frame: frame.update(fields)


@pytest.mark.parametrize(
    "harm",
    [
        damage(size=5_000),
        damage(size=-1),
        damage(keys={}),
        damage(keys={"0": ["x", "y"], "1": ["x", "y"]}),
        damage(columns={}),
        damage(unknown=1),
        damage(block=-1),
        damage(immunity_period=1 << 64),
        lambda frame: frame["columns"].update(incentive=[1, 70_000]),
        lambda frame: frame["columns"].update(incentive=[1]),
        lambda frame: frame["columns"].update(incentive=["x", "y"]),
    ],
)
async def test_a_broken_line_is_named(tmp_path: Path, harm: Callable[[dict[str, Any]], None]) -> None:
    path = record(tmp_path / "feed", await feed())
    lines = path.read_bytes().splitlines()
    frame = json.loads(lines[1])
    harm(frame)
    path.write_bytes(b"\n".join([lines[0], json.dumps(frame).encode(), b""]))
    with pytest.raises(UsageError, match="line 2 is broken"):
        list(Recording(path).deltas())


async def test_escapes_in_a_strangers_file_are_cleaned(tmp_path: Path) -> None:
    path = record(tmp_path / "feed", [])
    header = json.loads(path.read_bytes())
    path.write_text(json.dumps({**header, "name": "\x1b[31mApex\x07"}))
    assert Recording(path).name == "[31mApex"
    assert list(Recording(path).deltas()) == []


async def test_a_recording_that_was_cut_off_is_replayed_up_to_there(tmp_path: Path) -> None:
    path = record(tmp_path / "feed", await feed())
    whole = list(Recording(path).deltas())
    path.write_bytes(path.read_bytes()[:-9])
    assert len(list(Recording(path).deltas())) == len(whole) - 1 > 0


async def test_a_full_disk_leaves_what_was_recorded_before(tmp_path: Path) -> None:
    first, *others = await feed()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    recorder = Recorder(tmp_path / "feed", network="dev", genesis="0x45", netuid=1, name="Apex")
    recorder.record(first)
    whole = recorder.path.read_bytes()
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 9, limits[1]))
        with pytest.raises(Fault, match="cannot be written"):
            recorder.record(others[0])
        recorder.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert recorder.path.read_bytes() == whole
    assert len(list(Recording(recorder.path).deltas())) == 1
