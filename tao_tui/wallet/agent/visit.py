"""A connection to a key that stays unlocked in a process of its own."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from tao_tui.wallet.agent import wire
from tao_tui.wallet.agent.client import checked, lost, received
from tao_tui.wallet.agent.peer import same_user


class Visit:
    """A connection to a key that stays unlocked; leaving it leaves the key unlocked."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._turn = asyncio.Lock()

    @property
    def alive(self) -> bool:
        """Whether the way there is open."""
        return not self._reader.at_eof()

    async def ask(self, question: wire.Message) -> wire.Message:
        """The answer, or its error raised; `SignerLost` when the key was locked meanwhile."""
        async with self._turn:
            try:
                self._writer.write(wire.encode(question))
                await self._writer.drain()
                answer = await received(self._reader)
            except (OSError, asyncio.IncompleteReadError, wire.BadFrame) as error:
                raise lost() from error
            except BaseException:
                self._writer.close()  # the next answer would be taken for the wrong question's
                raise
        return checked(answer)

    async def stop(self) -> None:
        """Hang up."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()


async def call(path: Path) -> Visit | None:
    """A connection to the door at `path`, or None when there is none, or it is not this user's."""
    try:
        reader, writer = await asyncio.open_unix_connection(os.fspath(path), limit=wire.MAX_FRAME)
    except ConnectionRefusedError:
        with suppress(OSError):
            os.unlink(path)  # whoever made it was killed
        return None
    except OSError:
        return None
    connection: Any = writer.get_extra_info("socket")
    if not same_user(connection):
        writer.close()
        return None
    return Visit(reader, writer)
