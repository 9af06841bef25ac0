"""`wallet rules`: what a wallet's key may sign, set by its owner and kept by the signing process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.lazy import Noun
from tao_tui.cli.run import Run, run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, Rules, SignedRules

app = Noun("Spending rules: what the wallet's key may sign, in the app, in scripts and offline.")

_ANY = "any"
_NONE = "none"


def command() -> Any:
    """The `rules` group."""
    return app.group()


@app.verb("show")
def show(context: typer.Context) -> None:
    """Show the rules of the chosen wallet, and what it signed away in the last 24 hours."""
    run = run_of(context)
    key = run.wallet_folder().coldkey(run.settings.wallet)
    _tell(run, key, _signed(key))


@app.verb("set")
def set_(
    context: typer.Context,
    per_transaction: Annotated[
        str | None,
        typer.Option("--per-transaction", help="TAO one transaction may take, or any.", metavar="AMOUNT"),
    ] = None,
    per_day: Annotated[
        str | None,
        typer.Option("--per-day", help="TAO any 24 hours may take, or any.", metavar="AMOUNT"),
    ] = None,
    destinations: Annotated[
        str | None,
        typer.Option(
            "--destinations",
            help="Who may be paid: addresses or names, commas between; any, none.",
            metavar="LIST",
        ),
    ] = None,
    netuids: Annotated[
        str | None,
        typer.Option(
            "--netuids", help="Subnets that may be touched, commas between; any, none.", metavar="LIST"
        ),
    ] = None,
    calls: Annotated[
        str | None,
        typer.Option(
            "--calls",
            help="Calls to sign though rules cannot judge them, as Pallet.function; none.",
            metavar="LIST",
        ),
    ] = None,
) -> None:
    """Set rules; those not named stay as they are, `any` lifts one. It takes the coldkey's password.

    A call whose cost or effect cannot be told from the call itself is refused while a rule is set, unless
    it is named with --calls. Fees are not counted. Whoever has the keyfile and its password can sign
    elsewhere: rules hold back scripts, mistakes and whoever finds the key unlocked.
    """
    from tao_tui.cli.secrets import can_unlock, with_password
    from tao_tui.wallet import Rules, lock, write_rules

    run = run_of(context)
    key = run.wallet_folder().coldkey(run.settings.wallet)
    old = _old_rules(run, key)
    new = Rules(
        old.per_transaction_rao if per_transaction is None else _amount(per_transaction),
        old.per_day_rao if per_day is None else _amount(per_day),
        old.destinations if destinations is None else _destinations(run, destinations),
        old.netuids if netuids is None else _netuids(netuids),
        old.calls if calls is None else _calls(calls),
    )
    if run.flags.dry_run:
        run.out.answer(_row(key, new, None), lambda: _lines(key, new))
        return
    can_unlock(run, key)
    if not run.flags.yes:
        run.say.show([f"Rules of wallet {key.wallet} from now on:", *_lines(key, new)])
        run.say.agree("Sign these rules?", "yes")

    async def work() -> None:
        await with_password(run, key, lambda password: write_rules(key, password, new))
        await lock(key)  # it was unlocked under the old rules

    run.wait(work())
    _tell(run, key, _signed(key))


def _old_rules(run: Run, key: KeyRef) -> Rules:
    """The rules new ones begin from; where the old cannot be trusted, none, and that is said."""
    from tao_tui.errors import Declined
    from tao_tui.wallet import Rules
    from tao_tui.wallet.spent import log_path

    try:
        signed = _signed(key)
    except Declined as error:
        run.say.warning(f"{error.message} The new rules begin from none.")
        return Rules()
    if signed is None and log_path(key.address).exists():
        run.say.warning("The old rules of this wallet are gone. The new ones begin from none.")
    return Rules() if signed is None else signed.rules


def _signed(key: KeyRef) -> SignedRules | None:
    """The rules in force, proven to be the key's own; None when none were ever set."""
    from tao_tui.errors import KeyfileMissing
    from tao_tui.wallet import read_rules, rules_path

    try:
        return read_rules(rules_path(key.path), key.address)
    except KeyfileMissing:
        return None


def _tell(run: Run, key: KeyRef, signed: SignedRules | None) -> None:
    from tao_tui.wallet import Rules

    rules = Rules() if signed is None else signed.rules
    row = _row(key, rules, None if signed is None else signed.version)
    run.out.answer(row, lambda: _lines(key, rules))


def _row(key: KeyRef, rules: Rules, version: int | None) -> dict[str, Any]:
    return {
        "wallet": key.wallet,
        "coldkey": key.address,
        "version": version,
        **rules.to_fields(),
        "last_day": [{"genesis": genesis, "signed_rao": rao} for genesis, rao in _last_day(key)],
    }


def _last_day(key: KeyRef) -> list[tuple[str, int]]:
    """What was signed away on each chain in the last 24 hours, by the log, in rao."""
    import time

    from tao_tui.wallet.spent import log_path, read_entries, spent_within_a_day

    entries = read_entries(log_path(key.address))
    chains = dict.fromkeys(entry.genesis for entry in entries)
    found = [(chain, spent_within_a_day(entries, chain, -1, time.time())) for chain in chains]
    return [pair for pair in found if pair[1]]


def _lines(key: KeyRef, rules: Rules) -> Iterable[str]:
    from tao_tui.amounts import Tao

    if rules.empty:
        return [f"Wallet {key.wallet} has no rules: its key signs whatever is agreed to."]
    rows = [
        (
            "per transaction",
            "any amount"
            if rules.per_transaction_rao is None
            else f"at most {Tao(rules.per_transaction_rao)}",
        ),
        ("per 24 hours", "any amount" if rules.per_day_rao is None else f"at most {Tao(rules.per_day_rao)}"),
        ("netuids", "any" if rules.netuids is None else ", ".join(map(str, rules.netuids)) or "none"),
        ("calls allowed", ", ".join(rules.calls) or "those the rules can judge"),
    ]
    lines = [f"  {label:<16}{value}" for label, value in rows]
    if rules.destinations is None:
        lines.append(f"  {'destinations':<16}any")
    else:
        shown = rules.destinations or ("nobody but the wallet itself",)
        lines += [f"  {'destinations' if index == 0 else '':<16}{to}" for index, to in enumerate(shown)]
    lines += [f"  {'signed today':<16}{Tao(rao)} on chain {chain[:10]}…" for chain, rao in _last_day(key)]
    return lines


def _amount(text: str) -> int | None:
    from tao_tui.amounts import Tao

    return None if text.strip() == _ANY else Tao.parse(text).rao


def _items(text: str) -> list[str] | None:
    if text.strip() == _ANY:
        return None
    return [] if text.strip() == _NONE else [item.strip() for item in text.split(",") if item.strip()]


def _destinations(run: Run, text: str) -> tuple[Any, ...] | None:
    from tao_tui.cli.account import known_here

    items = _items(text)
    if items is None:
        return None
    known = known_here(run)
    return tuple(dict.fromkeys(known.address(item) for item in items))


def _netuids(text: str) -> tuple[int, ...] | None:
    items = _items(text)
    if items is None:
        return None
    if not all(item.isascii() and item.isdigit() and int(item) < 1 << 16 for item in items):
        raise UsageError("A netuid is a whole number from 0 to 65535.", hint="Such as: --netuids 0,1,64")
    return tuple(sorted({int(item) for item in items}))


def _calls(text: str) -> tuple[str, ...]:
    from tao_tui.wallet import check_call_name

    return tuple(sorted({check_call_name(item) for item in _items(text) or ()}))
