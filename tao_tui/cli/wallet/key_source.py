"""Where an existing key comes from on the command line: one secret, from a file or typed, never from argv."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run
    from tao_tui.wallet import KeySource, Secret


def _file(option: str, what: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(
        option, help=f"Read {what} from FILE; - is standard input.", metavar="FILE"
    )
    return found


Crypto = Annotated[str, typer.Option("--crypto", help="The kind of key: sr25519 or ed25519.", metavar="KIND")]


@dataclass(frozen=True, slots=True)
class Given:
    """The options of one command line that say where a key comes from."""

    mnemonic_file: Annotated[str | None, _file("--mnemonic-file", "the mnemonic")] = None
    derive: Annotated[
        str | None,
        typer.Option(
            "--derive", help="Go down this path from the mnemonic, such as //work/1.", metavar="PATH"
        ),
    ] = None
    ask_passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for the BIP-39 passphrase the mnemonic was made with.")
    ] = False
    passphrase_file: Annotated[
        str | None, _file("--passphrase-file", "the BIP-39 passphrase, or the export's password,")
    ] = None
    seed_file: Annotated[str | None, _file("--seed-file", "a 32-byte hex seed")] = None
    private_key_file: Annotated[str | None, _file("--private-key-file", "a hex private key")] = None
    uri_file: Annotated[str | None, _file("--uri-file", "a secret URI, WORDS//hard/soft,")] = None
    json_file: Annotated[str | None, _file("--json-file", "a Polkadot-JS export")] = None
    uri: Annotated[
        str | None, typer.Option("--uri", help="A development account such as //Alice.", metavar="URI")
    ] = None
    crypto: Crypto = "sr25519"

    def source(self, run: Run) -> KeySource:
        """The one source they name, checked before anything else is asked or written.

        Without one, the mnemonic is asked for word by word.
        """
        from tao_tui.wallet import KeySource

        self._check(run)
        kind = crypto_type(self.crypto)
        if self.uri is not None:
            return KeySource.uri(_public_uri(self.uri), crypto_type=kind)
        if self.uri_file is not None:
            return KeySource.uri(_secret(run, self.uri_file, "URI"), crypto_type=kind)
        if self.seed_file is not None:
            return KeySource.seed(_secret(run, self.seed_file, "seed"), crypto_type=kind)
        if self.private_key_file is not None:
            return KeySource.private_key(_secret(run, self.private_key_file, "private key"), crypto_type=kind)
        if self.json_file is not None:
            text = _secret(run, self.json_file, "export")
            return KeySource.polkadot_json(text, self._passphrase(run, "Password of the export: "))
        from tao_tui.cli.signing.secrets import phrase

        words = phrase(run, self.mnemonic_file).reveal()
        passphrase = None
        if self.passphrase_file is not None or self.ask_passphrase:
            passphrase = self._passphrase(run, "BIP-39 passphrase (not the wallet's password): ")
        return KeySource.mnemonic(words, crypto_type=kind, passphrase=passphrase, path=self.derive or "")

    def _check(self, run: Run) -> None:
        files = [self.seed_file, self.private_key_file, self.uri_file, self.json_file, self.uri]
        others = [each for each in files if each is not None]
        if len(others) + (self.mnemonic_file is not None) > 1:
            raise UsageError("A key has one source.", hint="Give one of the options that name one.")
        if others and self.derive is not None:
            raise UsageError("--derive goes with a mnemonic.", hint="Write the path into the URI's file.")
        if others and not self.json_file and (self.passphrase_file or self.ask_passphrase):
            raise UsageError("A passphrase goes with a mnemonic or an export.", hint="Leave it out.")
        inputs = [self.mnemonic_file, *files, self.passphrase_file, run.flags.password_file]
        if inputs.count("-") > 1:
            raise UsageError(
                "Standard input cannot be two secrets, such as the mnemonic and the password.",
                hint="Put one of them in a file only you can read.",
            )

    def _passphrase(self, run: Run, question: str) -> Secret:
        from tao_tui.wallet import Secret, secret_from_file

        if self.passphrase_file is not None:
            return secret_from_file(self.passphrase_file, "passphrase")
        if not run.say.interactive():
            raise UsageError(
                "The passphrase is missing, and there is no terminal to ask for it on.",
                hint="Give it with --passphrase-file FILE, or - for standard input.",
            )
        return Secret(run.say.ask_hidden(question))


def takes_key_source(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command have the options of `Given` in the place of its parameter `given`, some left out."""
    kinds = get_type_hints(Given, include_extras=True)
    options = [
        Parameter(each.name, Parameter.KEYWORD_ONLY, default=each.default, annotation=kinds[each.name])
        for each in fields(Given)
        if each.name not in without
    ]

    def equipped(command: Callable[..., None]) -> Callable[..., None]:
        own = signature(command, eval_str=True)
        parameters: list[Parameter] = []
        for parameter in own.parameters.values():
            if parameter.name == "given":
                parameters += options
            else:
                parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))

        @wraps(command)
        def with_source(**values: Any) -> None:
            given = Given(**{option.name: values.pop(option.name) for option in options})
            command(given=given, **values)

        with_source.__dict__["__signature__"] = own.replace(parameters=parameters)
        return with_source

    return equipped


def crypto_type(name: str) -> int:
    """The chain's number for `sr25519` or `ed25519`."""
    from tao_tui.wallet import ED25519, SR25519

    kinds = {"sr25519": SR25519, "ed25519": ED25519}
    if name not in kinds:
        raise UsageError(f"“{name[:40]}” is no kind of key.", hint="Say sr25519 or ed25519.")
    return kinds[name]


def crypto_name(number: int | None) -> str | None:
    """The name of the chain's number for a kind of key."""
    return {0: "ed25519", 1: "sr25519"}.get(number) if number is not None else None


def _public_uri(uri: str) -> str:
    if uri.startswith("//"):
        return uri
    raise UsageError(
        "Only development accounts may be named on the command line.",
        hint="Write --uri //Alice; put a mnemonic or seed in a file: others can read command lines.",
        code="secret_on_command_line",
    )


def _secret(run: Run, file: str, what: str) -> str:
    from tao_tui.wallet import secret_from_file

    return secret_from_file(file, what).reveal()
