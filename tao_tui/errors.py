"""The errors people meet: what happened, what to do next, and the exit code a script sees.

TaoTuiError
├── Fault               1  a defect or a broken machine
├── UsageError          2  an argument, file or setting that cannot be right
├── Declined            3  refused by the person or by a safety rule
├── NodeError           4  the node, not the money
│   ├── NodeUnreachable      nobody answers there
│   ├── NodeProtocolError    it answers nonsense
│   ├── WrongNetwork         it is not the chain it should be
│   └── Unsupported          its runtime lacks what was asked for
├── ChainRejected       5  the pool or the runtime said no; `code` is the chain's own name
├── WalletError         6  key, password or signer
│   ├── WalletNotFound
│   ├── KeyfileMissing
│   ├── KeyfileCorrupt
│   ├── KeyExists
│   ├── WrongPassword
│   ├── PasswordNeeded
│   └── SignerLost
└── OutcomeUnknown      7  sent, and its fate is not yet known; journaled
"""

from __future__ import annotations

from typing import ClassVar


class TaoTuiError(Exception):
    """A failure worded for a person; `code` is a stable name for scripts."""

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code


class Fault(TaoTuiError):
    """Something this program, or the machine under it, did wrong."""

    default_code = "fault"


class UsageError(TaoTuiError):
    """An argument, a file or a setting that cannot be right."""

    exit_code = 2
    default_code = "usage"


class Declined(TaoTuiError):
    """The person, or one of their safety rules, said no."""

    exit_code = 3
    default_code = "declined"


class NodeError(TaoTuiError):
    """The node could not serve: nothing was lost, nothing was sent."""

    exit_code = 4
    default_code = "node"


class NodeUnreachable(NodeError):
    """Nobody answers at the endpoint."""

    default_code = "node_unreachable"


class NodeProtocolError(NodeError):
    """The node answered something that is not the protocol."""

    default_code = "node_protocol"


class WrongNetwork(NodeError):
    """The node follows another chain than the one asked for."""

    default_code = "wrong_network"


class Unsupported(NodeError):
    """The connected runtime lacks what was asked for."""

    default_code = "unsupported"


class ChainRejected(TaoTuiError):
    """The pool or the runtime refused; `code` is the chain's own error name."""

    exit_code = 5
    default_code = "rejected"


class WalletError(TaoTuiError):
    """A key, a password or a signer."""

    exit_code = 6
    default_code = "wallet"


class WalletNotFound(WalletError):
    """No wallet of that name in the wallet folder."""

    default_code = "wallet_not_found"


class KeyfileMissing(WalletError):
    """The wallet is there, the file holding the key is not."""

    default_code = "keyfile_missing"


class KeyfileCorrupt(WalletError):
    """The keyfile cannot be a key any more."""

    default_code = "keyfile_corrupt"


class KeyExists(WalletError):
    """Writing would replace a key; nothing ever does."""

    default_code = "key_exists"


class WrongPassword(WalletError):
    """The password does not open the keyfile."""

    default_code = "wrong_password"


class PasswordNeeded(WalletError):
    """The key is encrypted and no password was given."""

    default_code = "password_needed"


class SignerLost(WalletError):
    """The process that held the key ended before it signed."""

    default_code = "signer_lost"


class OutcomeUnknown(TaoTuiError):
    """The extrinsic was sent and its fate is not yet known."""

    exit_code = 7
    default_code = "outcome_unknown"
