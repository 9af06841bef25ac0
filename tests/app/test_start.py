"""What the first picture costs: no imports of what it does not show, no style sheet parsed twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tao_tui.app import TaoApp
from tests.app.fake_world import World
from tests.app.fakes import make_session

LATER = {"tao_tui.reads", "tao_tui.actions", "tao_tui.journal", "tao_tui.wallet", "tao_tui.consensus"}
HEAVY = {"numpy", "websockets", "sqlite3", "bittensor_core", "nacl", "keyring", "typer", "markdown_it"}
SHEETS = {
    "tao_tui.screens.sheets.picker",
    "tao_tui.screens.sheets.network_sheet",
    "tao_tui.screens.signing.deed",
}


def test_the_first_place_is_imported_without_what_it_will_read(tmp_path: Path) -> None:
    program = "import sys, tao_tui.__main__, tao_tui.app, tao_tui.screens.places.home; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "TAO_TUI_HOME": str(tmp_path)},
        check=True,
    )
    loaded = set(done.stdout.split())
    assert not loaded & (HEAVY | SHEETS)
    assert not {name for name in loaded if ".".join(name.split(".")[:2]) in LATER and name.count(".") > 1}


async def test_walking_through_the_places_parses_each_style_sheet_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textual.css import stylesheet

    parsed: Counter[Any] = Counter()
    parse = vars(stylesheet)["parse"]

    def counting(scope: str, css: str, read_from: Any, **options: Any) -> Any:
        parsed[read_from] += 1
        return parse(scope, css, read_from, **options)

    monkeypatch.setattr(stylesheet, "parse", counting)
    session, _, _ = make_session(tmp_path, World())
    app = TaoApp(session.settings, session=session)
    async with app.run_test(size=(120, 40)) as pilot:
        for number in "2345678":
            await pilot.press(number)
            await pilot.pause()
        assert app.place is not None
        assert app.place.name_of_place == "settings"
    assert len(parsed) > 20
    # Textual parses a source again where another widget gives it a lower rank among its defaults.
    again = sum(times - 1 for times in parsed.values())
    assert again <= 3, parsed
