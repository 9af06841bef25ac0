"""Type a mnemonic word by word: completed while typing, checked at once, nothing of it left on the screen."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tao_tui.counted import counted
from tao_tui.errors import Declined

if TYPE_CHECKING:
    from tao_tui.wallet import Secret

_CLEAR: Final = "\r\x1b[K"
_OFFERED: Final = 5
_ENTER, _BACK, _END, _WIPE = "\r\n", "\x7f\x08", "\x04", "\x15"


@dataclass(slots=True)
class WordEntry:
    """The words so far and the one being typed; knows no terminal."""

    words: list[str] = field(default_factory=list)
    current: str = ""
    trouble: str = ""
    """What is wrong with the word just finished."""
    done: bool = False

    def press(self, key: str) -> bool:
        """Take one key; False when it made trouble, so that the rest of what was pasted is dropped."""
        self.trouble = ""
        if key.isalpha() and key.isascii():
            self.current += key.lower()
        elif key in _BACK:
            self._back()
        elif key in _WIPE:
            self.current = ""
        elif key.isspace():
            if self.current:
                return self._finish()
            if key in _ENTER:
                return self._end()
        return True

    def line(self) -> str:
        """What the person sees: the number, the word, and what it may become."""
        from tao_tui.wallet import WORD_COUNTS, complete_word

        number = len(self.words) + 1
        offered = [word for word in complete_word(self.current, _OFFERED) if word != self.current]
        end = "  enter: that is all" if not self.current and len(self.words) in WORD_COUNTS else ""
        head = self.trouble or f"Word {number}:"
        return f"{head} {self.current}{'  ' if offered else ''}{' '.join(offered)}{end}"

    def _back(self) -> None:
        if self.current:
            self.current = self.current[:-1]
        elif self.words:
            self.words.pop()

    def _finish(self) -> bool:
        from tao_tui.wallet.mnemonic import complete_word, is_word, nearest_words

        found = complete_word(self.current, 2)
        word = self.current if is_word(self.current) else found[0] if len(found) == 1 else ""
        if not word:
            near = ", ".join(found or nearest_words(self.current))
            self.trouble = f"Word {len(self.words) + 1}, “{self.current[:16]}”, is not in the list"
            self.trouble += f" ({near}):" if near else ":"
            self.current = ""
            return False
        self.words.append(word)
        self.current = ""
        return True

    def _end(self) -> bool:
        """Enter in an empty word. One that ends a word is not enough: one phrase cut short in 16 fits."""
        from tao_tui.errors import UsageError
        from tao_tui.wallet import WORD_COUNTS, check_mnemonic

        if len(self.words) not in WORD_COUNTS:
            so_far = counted(len(self.words), "word is", "words are")
            self.trouble = f"{so_far} no mnemonic. Word {len(self.words) + 1}:"
            return False
        try:
            check_mnemonic(" ".join(self.words))
        except UsageError:
            # Which word is wrong cannot be known, and those typed are no longer on the screen.
            self.trouble = "The checksum is wrong: a word differs from your paper. Begin again. Word 1:"
            self.words.clear()
            return False
        self.done = True
        return True


def ask_words() -> Secret:
    """The mnemonic a person types on the terminal; each word vanishes once it is accepted.

    Tab, space or enter end a word, and complete it once it can be only one; backspace in an empty
    word goes back to the one before. Raises `Declined` at the end of input.
    """
    import termios
    import tty

    from tao_tui.wallet import Secret

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    entry = WordEntry()
    sys.stderr.write("Type the words of the mnemonic; tab or space completes one, ctrl-c leaves.\n")
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        while not entry.done:
            sys.stderr.write(_CLEAR + entry.line())
            sys.stderr.flush()
            typed = os.read(handle, 4096).decode("utf-8", "ignore")
            if not typed or _END in typed:
                raise Declined("No mnemonic was typed; nothing was written.")
            for key in typed:
                if not entry.press(key) or entry.done:
                    break
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
    return Secret(" ".join(entry.words))
