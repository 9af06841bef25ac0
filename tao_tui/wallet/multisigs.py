"""Accounts that several keys control together: named here, in one file of the program's own folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tao_tui import paths
from tao_tui.addresses import Address, address_of, parse_address, public_key_of
from tao_tui.counted import counted
from tao_tui.errors import UsageError
from tao_tui.text import Clean
from tao_tui.wallet.disk.locking import one_writer
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.names import check_name

FILE: Final = "multisigs.json"
MOST: Final = 100
"""Signatories of one account (`Multisig.MaxSignatories` of subtensor's runtime)."""
_MAX_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """An account that acts once `threshold` of its signatories agree."""

    name: Clean
    threshold: int
    signatories: tuple[Address, ...]
    """In the order of their public keys, as the chain wants them."""

    @classmethod
    def of(cls, name: str, threshold: int, signatories: list[str]) -> SharedAccount:
        """A checked account; `UsageError` (code `bad_multisig`) for one that could never act."""
        known = [parse_address(each) for each in signatories]
        if len(set(known)) != len(known):
            raise _bad("one signatory is named twice")
        if not 2 <= len(known) <= MOST:
            raise _bad(f"it needs 2 to {MOST} signatories")
        if not 1 <= threshold <= len(known):
            raise _bad(f"{threshold} of {counted(len(known), 'signatory', 'signatories')} can never agree")
        return cls(check_name(name, "multisig"), threshold, tuple(sorted(known, key=public_key_of)))

    @property
    def address(self) -> Address:
        """The account's own address, which follows from threshold and signatories."""
        import bittensor_core as core

        keys = [public_key_of(each) for each in self.signatories]
        account, _ = core.multisig_account_id(keys, self.threshold)
        return address_of(bytes(account))

    def others(self, signer: Address) -> tuple[Address, ...]:
        """The signatories beside `signer`; `UsageError` (code `not_signatory`) when that is none of them."""
        if signer not in self.signatories:
            raise UsageError(
                f"{signer} is not a signatory of the multisig {self.name}.",
                hint="Choose a wallet that is, with --wallet: tao-tui wallet multisig list names them.",
                code="not_signatory",
            )
        return tuple(each for each in self.signatories if each != signer)


class Multisigs:
    """The named accounts of one file; a missing file has none."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.home() / FILE

    def entries(self) -> tuple[SharedAccount, ...]:
        """Every account by name; `UsageError` (code `bad_multisigs`) when the file is not as written."""
        try:
            with self.path.open("rb") as file:
                data = file.read(_MAX_BYTES)
            rows = json.loads(data)["multisigs"]
            found = [SharedAccount.of(row["name"], row["threshold"], row["signatories"]) for row in rows]
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, LookupError, TypeError, RecursionError, UsageError) as error:
            raise UsageError(
                f"The file {shown(self.path)} cannot be used: it does not hold multisig accounts.",
                hint="Mend it, or move it away and add them again: tao-tui wallet multisig add.",
                code="bad_multisigs",
            ) from error
        return tuple(sorted(found, key=lambda each: str(each.name)))

    def find(self, name: str) -> SharedAccount:
        """The account called `name`; `UsageError` (code `unknown_multisig`) when there is none."""
        entries = self.entries()
        for each in entries:
            if each.name == name:
                return each
        names = ", ".join(str(each.name) for each in entries) or "none"
        raise UsageError(
            f"There is no multisig “{name[:60]}” here.",
            hint=f"Known: {names}. Add one with: tao-tui wallet multisig add.",
            code="unknown_multisig",
        )

    def add(self, account: SharedAccount) -> None:
        """Keep `account`; a name that is taken stays with its account (code `name_taken`)."""
        with one_writer(self.path):
            kept = self.entries()
            if any(each.name == account.name for each in kept):
                raise UsageError(
                    f"There is a multisig {account.name} already.", hint="Remove it first.", code="name_taken"
                )
            self._write([*kept, account])

    def remove(self, name: str) -> SharedAccount:
        """Forget the account called `name`, and return it."""
        with one_writer(self.path):
            found = self.find(name)
            self._write([each for each in self.entries() if each.name != name])
        return found

    def _write(self, accounts: list[SharedAccount]) -> None:
        rows: list[dict[str, Any]] = [
            {"name": each.name, "threshold": each.threshold, "signatories": list(each.signatories)}
            for each in accounts
        ]
        text = json.dumps({"version": 1, "multisigs": rows}, ensure_ascii=False, indent=1)
        paths.write_private(self.path, text.encode() + b"\n", overwrite=True)


def _bad(why: str) -> UsageError:
    return UsageError(
        f"That cannot be a multisig account: {why}.",
        hint="Such as a threshold of 2 and the signatories alice,bob,5F…",
        code="bad_multisig",
    )
