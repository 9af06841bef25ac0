"""Why a dispatch failed: `DispatchError` as the chain encodes it, and the exceptions that carry it."""

from __future__ import annotations

import enum

from tao_tui.devnet.frame.weight import Post
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import Bytes4, u8
from tao_tui.devnet.scale.variants import ScaleEnum, Variant, unit_enum


@struct("sp_runtime::ModuleError")
class ModuleError:
    """An error of a pallet: the pallet's index and the error's number in the first byte."""

    index: u8
    error: Bytes4


@unit_enum("sp_runtime::token::TokenError")
class TokenError(enum.Enum):
    """Why a token operation failed."""

    FundsUnavailable = 0
    OnlyProvider = 1
    BelowMinimum = 2
    CannotCreate = 3
    UnknownAsset = 4
    Frozen = 5
    Unsupported = 6
    CannotCreateHold = 7
    NotExpendable = 8
    Blocked = 9


@unit_enum("sp_arithmetic::ArithmeticError")
class ArithmeticFault(enum.Enum):
    """Why a calculation failed."""

    Underflow = 0
    Overflow = 1
    DivisionByZero = 2


@unit_enum("sp_runtime::TransactionalError")
class TransactionalError(enum.Enum):
    """Why a storage layer failed."""

    LimitReached = 0
    NoLayer = 1


@unit_enum("sp_runtime::proving_trie::TrieError")
class TrieError(enum.Enum):
    """Why a trie proof failed; never raised here, part of the type."""

    InvalidStateRoot = 0
    IncompleteDatabase = 1
    ValueAtIncompleteKey = 2
    DecoderError = 3
    InvalidHash = 4
    DuplicateKey = 5
    ExtraneousNode = 6
    ExtraneousValue = 7
    ExtraneousHashReference = 8
    InvalidChildReference = 9
    ValueMismatch = 10
    IncompleteProof = 11
    RootMismatch = 12
    DecodeError = 13


class DispatchError(ScaleEnum, path="sp_runtime::DispatchError"):
    """Why a dispatch failed."""

    Other = Variant(0)
    CannotLookup = Variant(1)
    BadOrigin = Variant(2)
    Module = Variant(3, ModuleError)
    ConsumerRemaining = Variant(4)
    NoProviders = Variant(5)
    TooManyConsumers = Variant(6)
    Token = Variant(7, TokenError)
    Arithmetic = Variant(8, ArithmeticFault)
    Transactional = Variant(9, TransactionalError)
    Exhausted = Variant(10)
    Corruption = Variant(11)
    Unavailable = Variant(12)
    RootNotAllowed = Variant(13)
    Trie = Variant(14, TrieError)


class DispatchResult(ScaleEnum, path="Result", params={"T": tuple[()], "E": DispatchError}):
    """What a nested dispatch ended with, as events carry it."""

    Ok = Variant(0, tuple[()])
    Err = Variant(1, DispatchError)


def result_of(error: DispatchError | None) -> DispatchResult:
    """`Ok` for None, else `Err`."""
    made = DispatchResult.Ok(()) if error is None else DispatchResult.Err(error)
    assert isinstance(made, DispatchResult)
    return made


class DispatchFailure(Exception):
    """A call that fails: raised inside a call, rolls back its layer, ends up in `ExtrinsicFailed`.

    `post` is what the call learnt about its own cost before it failed.
    """

    def __init__(self, error: DispatchError, text: str) -> None:
        super().__init__(text)
        self.error = error
        self.post = Post()


def BadOrigin() -> DispatchFailure:
    """The origin may not make this call."""
    return DispatchFailure(DispatchError.BadOrigin(), "BadOrigin")


def CannotLookup() -> DispatchFailure:
    """An address that stands for no account."""
    return DispatchFailure(DispatchError.CannotLookup(), "CannotLookup")


def OtherFailure(text: str = "Other") -> DispatchFailure:
    """A failure with no number of its own; `text` never leaves the node."""
    return DispatchFailure(DispatchError.Other(), text)


def TokenFailure(name: str) -> DispatchFailure:
    """A token error by name."""
    return DispatchFailure(DispatchError.Token(TokenError[name]), f"Token.{name}")


def ArithmeticFailure(name: str) -> DispatchFailure:
    """An arithmetic error by name."""
    return DispatchFailure(DispatchError.Arithmetic(ArithmeticFault[name]), f"Arithmetic.{name}")
