"""`wallet ledger`: a wallet whose key never leaves a Ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from tao_tui.cli.invocation.run import run_of


def ledger(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help="The wallet's name.", metavar="NAME")],
    account: Annotated[int, typer.Option("--account", help="The account on the device.", metavar="N")] = 0,
    index: Annotated[int, typer.Option("--index", help="The key of that account.", metavar="N")] = 0,
) -> None:
    """Add a wallet for a key of the connected Ledger, once its address was confirmed on the device.

    Its Polkadot app must be open. From then on the wallet acts like any other; each transaction is shown
    and approved on the device; what its spending rules forbid does not get there.
    """
    from tao_tui.wallet import Derivation, add_ledger_wallet

    run = run_of(context)
    run.refuse_dry_run()
    derivation = Derivation(account, index)
    run.say.progress("Compare the address on the Ledger's screen, and approve it there.")
    key = run.wait(add_ledger_wallet(run.wallet_folder(), name, derivation))
    data = {"name": key.wallet, "coldkey": key.address, "account": account, "index": index}
    run.out.answer(data, lambda: [f"Wallet {key.wallet}: {key.address}, on the Ledger"])
