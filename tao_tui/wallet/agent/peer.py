"""Who is at the other end of a local socket."""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import Final

LINUX: Final = sys.platform.startswith("linux")
_LOCAL_PEERCRED: Final = 1
_SOL_LOCAL: Final = 0


def same_user(connection: socket.socket) -> bool:
    """Whether the other end of a Unix socket belongs to the user this process runs as."""
    return peer_uid(connection) == os.geteuid()


def peer_uid(connection: socket.socket) -> int | None:
    """The user id the kernel vouches for, or None where it cannot be told."""
    try:
        if LINUX:
            size = struct.calcsize("3i")
            _, uid, _ = struct.unpack(
                "3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
            )
            return int(uid)
        # The kernel's `struct xucred`: its version, then the effective user.
        _, uid = struct.unpack_from("II", connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, 128))
        return int(uid)
    except (OSError, struct.error):
        return None
