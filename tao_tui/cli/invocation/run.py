"""What one invocation knows: its flags, the settings in force, where it writes and how it reaches a node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from tao_tui.cli.invocation.flags import Flags
from tao_tui.cli.terminal.diagnostics import Diagnostics
from tao_tui.cli.terminal.output import Output
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from tao_tui.chain.client import Client
    from tao_tui.chain.connection.state import ConnectionState
    from tao_tui.chain.networks import Network
    from tao_tui.config import Settings
    from tao_tui.wallet import WalletFolder

T = TypeVar("T")

_SLOW = 2.0
"""Seconds of connecting after which a person is told what is being waited for."""


@dataclass(frozen=True, slots=True)
class OfflineOrder:
    """How an action is to leave this machine instead of being signed on it."""

    file: str | None
    qr: bool
    with_metadata: bool
    valid_blocks: int


@dataclass(slots=True)
class Run:
    """One invocation; every command gets it as `context.obj`."""

    flags: Flags = field(default_factory=Flags)
    exit_code: int = 0
    offline: OfflineOrder | None = None
    """Set when an action is to be written down for a machine that is never online, not signed here."""
    _settings: Settings | None = None
    _network: Network | None = None
    _out: Output | None = None
    _folder: WalletFolder | None = None

    @property
    def settings(self) -> Settings:
        """Flag, then environment, then config file, then default."""
        if self._settings is None:
            from tao_tui.config import load_settings

            self._settings = load_settings(self.flags.setting_flags())
        return self._settings

    def wallet_folder(self) -> WalletFolder:
        """The wallet folder in force; what others could read or change in it is mended first, and said."""
        from tao_tui.wallet import WalletFolder

        if self._folder is None:
            from tao_tui.wallet.files.permissions import mend_permissions

            self._folder = WalletFolder(self.settings.wallet_path)
            for found in mend_permissions(self._folder.path):
                self.say.warning(found)
        return self._folder

    def refuse_dry_run(self) -> None:
        """Raise where --dry-run has no meaning and nothing would hold it back from writing."""
        if self.flags.dry_run:
            raise UsageError("This command has no --dry-run.", hint="Leave it out; nothing was done.")

    def use_network(self, endpoint: str) -> None:
        """From now on this run is about the node at `endpoint`; the other settings stay."""
        from dataclasses import replace

        self._settings = replace(self.settings, network=endpoint)
        self._network = None

    def use_wallet(self, name: str) -> None:
        """From now on this run acts for the wallet called `name`; the other settings stay."""
        from dataclasses import replace

        self._settings = replace(self.settings, wallet=name)

    @property
    def out(self) -> Output:
        """Standard output."""
        if self._out is None:
            self._out = Output(json=self.flags.json)
        return self._out

    @property
    def say(self) -> Diagnostics:
        """Standard error."""
        return Diagnostics(quiet=self.flags.quiet)

    def network(self) -> Network:
        """The network in force; the embedded node is started when it is asked for and not running."""
        from tao_tui.chain.networks import configured_network

        if self._network is None:
            if self.settings.network == "dev":
                from tao_tui.cli.invocation.embedded_node import ensure_running

                ensure_running(self.say)
            self._network = configured_network(self.settings)
        return self._network

    def on_node(self, work: Callable[[Client], Awaitable[T]], *, sends: bool = False) -> T:
        """Connect, do `work`, disconnect; the answer will name this network.

        Unless it `sends` something, `work` is done again where only an older runtime refused it.
        """
        network = self.network()

        async def session() -> T:
            import asyncio

            from tao_tui.chain.client import connect
            from tao_tui.chain.metadata.current import by_current_runtime

            trying = f"Connecting to {', '.join(network.endpoints)} ..."
            slow = asyncio.get_running_loop().call_later(_SLOW, self.say.progress, trying)
            try:
                async with connect(network) as client:
                    slow.cancel()
                    client.on_state(self._say_state)
                    if client.warning:
                        self.say.warning(client.warning)
                    self._name_network(client)
                    if sends:
                        return await work(client)
                    answer = await by_current_runtime(client, lambda: work(client))
                    self._name_network(client)
                    return answer
            finally:
                slow.cancel()

        return self.wait(session())

    def _name_network(self, client: Client) -> None:
        """Have answers name the network; its runtime may turn out to be newer than the one known before."""
        self.out.network = {
            "name": client.network.name,
            "genesis": client.genesis,
            "spec_version": client.runtime.spec_version,
        }

    def _say_state(self, state: ConnectionState) -> None:
        """Say what the connection does while a person waits for it."""
        import time

        if state.phase not in ("live", "closed") or state.retry_at is not None:
            self.say.progress(state.words(time.monotonic()))

    def network_name(self) -> str:
        """The connected network's name, for headings."""
        return str((self.out.network or {}).get("name", self.settings.network))

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end on a loop of its own."""
        import asyncio
        import gc

        gc.enable()
        return asyncio.run(work)


def run_of(context: Any) -> Run:
    """The run behind a command's context."""
    found = context.find_root().obj
    assert isinstance(found, Run)
    return found
