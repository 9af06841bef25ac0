"""A fresh mnemonic's way out: to a file, or to the screen once, and a proof that it was written down."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run
    from tao_tui.wallet import Secret

ASKED: Final = 3
"""Words that are asked for again."""
_ENTER: Final = "\x1b[?1049h\x1b[2J\x1b[H"
"""To the terminal's second screen, which leaves nothing behind in the first one's history."""
_WIPE: Final = "\x1b[2J\x1b[3J\x1b[H"
_LEAVE: Final = _WIPE + "\x1b[?1049l"


class PhraseKeeper:
    """Gives a mnemonic a place to go before its key is written; without one nothing is written."""

    def __init__(self, run: Run, file: str | None, *, must_be_kept: bool, proof: bool = True) -> None:
        self._run = run
        self._file = None if file is None else Path(file).expanduser()
        self._must_be_kept = must_be_kept
        self._proof = proof and must_be_kept
        self._done = False

    def __enter__(self) -> PhraseKeeper:
        from tao_tui.wallet.disk.storing import store_file

        if self._file is None:
            self._need_terminal()
        elif self._file.parent.is_dir():
            store_file(self._file, b"")
        else:
            raise UsageError(f"There is no folder {self._file.parent}.", hint="Make it first.")
        return self

    def keep(self, mnemonic: Secret, of: str) -> None:
        """Write the mnemonic to its file, or show it once and ask for some of its words.

        Whoever leaves here, with ctrl-c, leaves before any key is written.
        """
        from tao_tui.wallet.disk.storing import store_file

        if self._file is not None:
            store_file(self._file, mnemonic.reveal().encode() + b"\n", overwrite=True)
        elif self._run.say.interactive():
            self._show(mnemonic.reveal().split(), of)
        else:
            self._run.say.progress(f"The mnemonic of the {of} was not shown: it is inside the keyfile alone.")

    def done(self) -> None:
        """The key is written, so its mnemonic's file stays."""
        self._done = True

    def __exit__(self, *_: object) -> None:
        if self._file is not None and not self._done:
            self._file.unlink(missing_ok=True)

    def _show(self, words: list[str], of: str) -> None:
        """All of it on the terminal's second screen, so that nothing of it stays in the history."""
        say = self._run.say
        sys.stderr.write(_ENTER)
        try:
            while True:
                say.show(_phrase_lines(words, of))
                say.ask("Press enter once the words are on paper; they will be hidden. ")
                sys.stderr.write(_WIPE)
                sys.stderr.flush()
                if not self._proof or self._prove(words):
                    return
                sys.stderr.write(_WIPE)
        finally:
            sys.stderr.write(_LEAVE)
            sys.stderr.flush()

    def _prove(self, words: list[str]) -> bool:
        """Whether some of the words were typed again; False shows all of them once more."""
        numbers = sorted(secrets.SystemRandom().sample(range(len(words)), ASKED))
        self._run.say.show(["Type these words from your copy; enter alone shows all again."])
        for number in numbers:
            typed = self._run.say.ask_hidden(f"  Word {number + 1}: ").strip().lower()
            if typed == words[number]:
                continue
            if typed:
                self._run.say.ask("That is not what was shown. Press enter to see the words again. ")
            return False
        return True

    def _need_terminal(self) -> None:
        """A log must not get the mnemonic, and a coldkey's must not go unseen unless that is agreed to."""
        if self._must_be_kept and not self._run.say.interactive() and not self._run.flags.yes:
            raise UsageError(
                "The mnemonic of a new coldkey is shown on a terminal only, and there is none.",
                hint="Give --mnemonic-file FILE to have it written there, readable by you alone; "
                "--yes goes without: then the keyfile is the only copy.",
                code="mnemonic_needs_a_place",
            )


def _phrase_lines(words: list[str], of: str) -> list[str]:
    numbered = [f"{number:>2} {word:<10}" for number, word in enumerate(words, 1)]
    rows = ["  " + "".join(numbered[start : start + 4]).rstrip() for start in range(0, len(numbered), 4)]
    return [
        f"The mnemonic of the {of}. Write it down, in this order; it is shown only now.",
        "Whoever has it has everything in this wallet. Nobody who helps you needs it.",
        "",
        *rows,
        "",
    ]
