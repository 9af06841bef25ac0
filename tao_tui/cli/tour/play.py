"""The tour from raising the curtain to the last step."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tao_tui.cli.tour import steps, watching
from tao_tui.cli.tour.cast import TRAVELLER, Person, Scene, account, import_known
from tao_tui.cli.tour.tale import Tale
from tao_tui.errors import Fault

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.cli.invocation.run import Run
    from tao_tui.wallet import KeyRef, Secret


def play(run: Run, home: Path) -> None:
    """Go through every step on the network in force; whatever is not confirmed on chain raises."""
    from tao_tui.wallet import WalletFolder

    tale = Tale(run.out)
    folder = WalletFolder(home / "wallets")
    password = _password()
    with tale.step("Create a wallet") as row:
        traveller = folder.create(TRAVELLER, password=password).coldkey
        row["coldkey"] = traveller.address
        tale.say(f"   {TRAVELLER}: {traveller.address}, encrypted")
    keys = (traveller, *import_known(folder))

    async def work(client: Client) -> None:
        from tao_tui.journal.journal import Journal

        async with AsyncExitStack() as stack:
            people = {key.wallet: await _enter(stack, folder, key, password) for key in keys}
            with Journal() as journal:
                await _steps(Scene(client, journal, tale, folder, people))

    run.on_node(work, sends=True)
    tale.end()


async def _steps(scene: Scene) -> None:
    await steps.get_funds(scene)
    await steps.transfer(scene)
    await steps.stake_and_unstake(scene)
    scene = await steps.register(scene)
    await steps.propose_and_vote(scene)
    await watching.watch_scores(scene)
    unsettled = [row.action for row in scene.journal.rows(100) if row.status != "finalized"]
    if unsettled:
        raise Fault(f"The journal does not hold these as final: {', '.join(unsettled)}.")


async def _enter(stack: AsyncExitStack, folder: object, key: KeyRef, password: Secret) -> Person:
    from tao_tui.wallet import WalletFolder, open_signer

    assert isinstance(folder, WalletFolder)
    signer = await stack.enter_async_context(open_signer(key, password if key.encrypted else None))
    return Person(account(folder, key), signer)


def _password() -> Secret:
    """A password nobody needs again: the wallet lives as long as the tour."""
    import secrets

    from tao_tui.wallet import Secret

    return Secret(secrets.token_urlsafe(24))
