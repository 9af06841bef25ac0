"""`wallet rules`: what a wallet's key may sign, set by its owner and kept by the signing process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.wallet import KeyRef, Rules, SignedRules

app = Noun("Spending rules: what the wallet's key may sign, in the app, in scripts and offline.")

_PerTransaction: TypeAlias = Annotated[
    str | None,
    typer.Option("--per-transaction", help="TAO one transaction may take, or any.", metavar="AMOUNT"),
]
_PerDay: TypeAlias = Annotated[
    str | None, typer.Option("--per-day", help="TAO any 24 hours may take, or any.", metavar="AMOUNT")
]
_Destinations: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--destinations",
        help="Who may be paid: addresses or names, commas between; any, none.",
        metavar="LIST",
    ),
]
_Netuids: TypeAlias = Annotated[
    str | None,
    typer.Option("--netuids", help="Subnets that may be touched, commas between; any, none.", metavar="LIST"),
]
_Calls: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--calls",
        help="Calls to sign though rules cannot judge them, as Pallet.function; none.",
        metavar="LIST",
    ),
]
_AlphaPrices: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--alpha-prices",
        help="What an alpha is worth at most: N=PRICE on a subnet, PRICE on others, commas; none.",
        metavar="LIST",
    ),
]


def command() -> LazyGroup:
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
    per_transaction: _PerTransaction = None,
    per_day: _PerDay = None,
    destinations: _Destinations = None,
    netuids: _Netuids = None,
    calls: _Calls = None,
    alpha_prices: _AlphaPrices = None,
) -> None:
    """Set rules; those not named stay as they are, `any` lifts one. It takes the coldkey's password.

    A call whose cost or effect cannot be told from the call itself is refused while a rule is set, unless
    it is named with --calls. Whoever signs knows no price: where an amount is limited, alpha is sold, given
    or taken to another subnet only once --alpha-prices says what it counts for. Fees are not counted.
    Whoever has the keyfile and its password can sign elsewhere: rules hold back scripts, mistakes and
    whoever finds the key unlocked. A Ledger signs them inside a transaction that is never sent, for which a
    node is asked; elsewhere it is not bound by them.
    """
    from tao_tui.cli.signing.account import known_here
    from tao_tui.cli.signing.secrets import can_unlock
    from tao_tui.wallet.rules.words import changed_rules, rule_lines, rules_command

    run = run_of(context)
    key = run.wallet_folder().coldkey(run.settings.wallet)
    old = _old_rules(run, key)
    typed = {
        "per_transaction": per_transaction,
        "per_day": per_day,
        "destinations": destinations,
        "netuids": netuids,
        "calls": calls,
        "alpha_prices": alpha_prices,
    }
    new = changed_rules(
        old, {name: text for name, text in typed.items() if text is not None}, known_here(run)
    )
    if run.flags.dry_run:
        run.out.answer(_row(key, new, None), lambda: rule_lines(key, new))
        return
    can_unlock(run, key)
    if not run.flags.yes:
        run.say.show([f"Rules of wallet {key.wallet} from now on:", *rule_lines(key, new)])
        run.say.agree("Sign these rules?", "yes")

    _sign(run, key, new)
    if old != new:
        run.say.progress(f"To go back: {rules_command(str(key.wallet), old)}")
    _tell(run, key, _signed(key))


def _sign(run: Run, key: KeyRef, rules: Rules) -> None:
    """Have the coldkey sign them, wherever it is, and forget it as unlocked under the old ones."""
    from tao_tui.cli.signing.secrets import with_password
    from tao_tui.wallet import is_ledger, lock, write_rules

    async def work() -> None:
        await with_password(run, key, lambda password: write_rules(key, password, rules))
        await lock(key)

    if is_ledger(key):
        _on_the_device(run, key, rules)
    else:
        run.wait(work())


def _on_the_device(run: Run, key: KeyRef, rules: Rules) -> None:
    """Have a Ledger sign them, inside a transaction it can show."""

    async def work(client: Client) -> int:
        from tao_tui.actions.lifecycle.rules_remark import remark_of
        from tao_tui.wallet.ledger import write_ledger_rules

        run.say.progress("The Ledger shows a remark with the rules' digest; it is signed and never sent.")
        return await write_ledger_rules(key, rules, remark_of(client, key))

    run.on_node(work)


def _old_rules(run: Run, key: KeyRef) -> Rules:
    """The rules new ones begin from; where the old cannot be trusted, none, and that is said."""
    from tao_tui.errors import Declined
    from tao_tui.wallet import Rules
    from tao_tui.wallet.rules.spent import log_path

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
    from tao_tui.wallet.rules.words import rule_lines

    rules = Rules() if signed is None else signed.rules
    row = _row(key, rules, None if signed is None else signed.version)
    run.out.answer(row, lambda: rule_lines(key, rules))


def _row(key: KeyRef, rules: Rules, version: int | None) -> dict[str, Any]:
    from tao_tui.wallet.rules.words import last_day

    return {
        "wallet": key.wallet,
        "coldkey": key.address,
        "version": version,
        **rules.to_fields(),
        "last_day": [{"genesis": genesis, "signed_rao": rao} for genesis, rao in last_day(key)],
    }
