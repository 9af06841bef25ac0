"""The words an action is described in: arguments with kinds and help, danger, the signer."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tao_tui.actions.plan import Action


class Danger(enum.Enum):
    """How much an action can cost when it goes wrong."""

    CALM = "calm"
    """Costs a fee at most and can be undone."""
    MONEY = "money"
    """Moves funds or takes a price."""
    RIGHTS = "rights"
    """Changes who may do what, or how a subnet or the chain works."""


class Kind(enum.Enum):
    """What an argument's text means; `tao_tui.actions.arguments.reading` reads each kind."""

    ADDRESS = "address"
    """An address, or the name of one: a wallet, `wallet/hotkey`, a name of the address book."""
    HOTKEY = "hotkey"
    """An address, the name of one of the wallet's hotkeys, `wallet/hotkey`, or a name of the address book."""
    NETUID = "netuid"
    NETUIDS = "netuids"
    """Several subnets, such as `1,5,64`; kept ascending, each once."""
    SHARES = "shares"
    """`HOTKEY=SHARE` pairs with commas between them, or `none`; kept as pairs of address and millionths."""
    CHOICE = "choice"
    """One of the alternatives the connected runtime has for an argument of a call; see `choice_of`."""
    TAO = "tao"
    ALPHA = "alpha"
    PRICE = "price"
    """TAO per alpha; kept as rao per alpha."""
    PPM = "ppm"
    """A share written as a fraction (0.05) or per cent (5%); kept in millionths."""
    BOOL = "bool"
    TEXT = "text"
    INTEGER = "integer"
    HASH = "hash"
    """A proposal: its hash or its number."""
    BLOCKS = "blocks"
    CALL = "call"
    """`Pallet.function`, or a whole call as JSON."""
    FIELDS = "fields"
    """`NAME=VALUE` words, or one JSON object; kept by name."""
    JSON = "json"
    FILE = "file"
    """A path whose text is read; `-` is standard input."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an action, the same in the command line, a form and the JSON schema."""

    name: str
    """As in the flag, in snake_case: `max_burn` is `--max-burn`."""
    kind: Kind
    label: str
    help: str
    required: bool = False
    default: object = None
    """The typed value an absent argument has; None leaves the choice to the action."""
    positional: bool = False
    allows_all: bool = False
    """Whether `all` stands for everything there is."""
    negative: str = ""
    """For a BOOL: the flag that says no, without its dashes, such as `allow-death`."""
    setting: str = ""
    """The setting a person may keep their own default in; such an argument is always written out."""
    several: bool = False
    """Whether it may be given more than once: the flag repeated, or values with a semicolon between them."""
    metavar: str = ""
    """What stands for its value in help, where its kind says too little."""
    choice_of: tuple[str, str, str] | None = None
    """For a CHOICE: pallet, call and the argument whose alternatives are meant."""

    @property
    def flag(self) -> str:
        """The long option, such as `--max-burn`."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a person can do, described without importing what does it."""

    name: str
    """Such as `stake.add`; also the `action` field of the JSON outcome."""
    label: str
    help: str
    danger: Danger
    signer: str
    """`coldkey` or `hotkey`: whose signature it takes."""
    confirm_word: str
    """What the review sheet asks to be typed."""
    where: str
    """`module:Class` under `tao_tui.actions`, imported when first used."""
    arguments: tuple[Argument, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The words of the command: `("stake", "add")`; `stake.child_take` is `stake child-take`."""
        return tuple(self.name.replace("_", "-").split("."))

    @property
    def load(self) -> Callable[[], type[Action]]:
        """A function importing and returning the class that does it."""

        def load() -> type[Action]:
            module, _, name = self.where.partition(":")
            found: type[Action] = getattr(import_module(f"tao_tui.actions.{module}"), name)
            return found

        return load

    def argument(self, name: str) -> Argument:
        """The argument called `name`; `KeyError` when there is none."""
        for argument in self.arguments:
            if argument.name == name:
                return argument
        raise KeyError(name)
