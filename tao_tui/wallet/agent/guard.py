"""Holds a key to its owner's rules, inside the process that has the key: no face can go around it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from tao_tui.addresses import Address
from tao_tui.errors import Declined, KeyfileMissing, TaoTuiError
from tao_tui.paths import write_private
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.files.keyfile import public_of_keypair, serialise
from tao_tui.wallet.files.listing import COLDKEY
from tao_tui.wallet.files.public import PublicKey
from tao_tui.wallet.keysource import Keypair
from tao_tui.wallet.rules.rules import Rules, judged
from tao_tui.wallet.rules.signed import SignedRules, read_rules, rules_path
from tao_tui.wallet.rules.spent import (
    Entry,
    Head,
    SpentLog,
    log_path,
    read_entries,
    read_head,
    spent_within_a_day,
    within_a_day,
)
from tao_tui.wallet.transaction import Reader, Transaction


class Guard:
    """The rules of one opened key and the log of what it signed; both are read before the process is sealed.

    The rules lie signed in the wallet's folder; the log, in the program's own folder, names their
    version. So rules that were removed, changed or put back to an older version are noticed, and so
    is a log that is missing while rules are there: in each case nothing is signed until the owner
    sets the rules anew, which takes the key's password.
    """

    def __init__(self, address: Address, keyfile: Path, log: Path, key: bytes) -> None:
        """`key` proves the log's lines. Raises what `rules_in_force` raises, and `rules_tampered`."""
        self._address = address
        self._log: SpentLog | None = None
        with suppress(FileNotFoundError):
            self._log = SpentLog.kept_short(log, key)
        self.rules = rules_in_force(keyfile, log, address, self._log.head if self._log else None)

    def allow(self, transaction: Transaction, reader: Reader) -> None:
        """Write down what `transaction` takes, or raise `Declined`; to be called before it is signed."""
        rules = self.rules
        if rules.empty or self._log is None:
            return
        spending = judged(
            rules, reader.call(transaction), self._address, tip=transaction.tip, proven=transaction.proven
        )
        with self._log.locked() as (_, entries):
            now = time.time()
            before = spent_within_a_day(entries, transaction.genesis, transaction.nonce, now)
            rules.refuse_day(spending, before)
            if spending.rao:
                self._log.add(Entry(int(now), spending.rao, transaction.genesis, transaction.nonce))


def rules_in_force(keyfile: Path, log: Path, address: Address, head: Head | None) -> Rules:
    """The rules of a key whose log begins with `head`, or has none.

    Raises `Declined` (codes `rules_tampered`, `rules_removed`, `rules_changed`, `rules_unmarked`).
    """
    rules_file = rules_path(keyfile)
    if head is None:
        if keyfile.name == COLDKEY and rules_file.exists():
            raise _unmarked(log)
        return Rules()
    try:
        signed = read_rules(rules_file, address)
    except KeyfileMissing:
        raise _removed(rules_file) from None
    if head != Head(signed.version, signed.digest):
        raise _older(rules_file)
    return signed.rules


def foresee(keyfile: Path, address: Address, call: Mapping[str, Any], *, genesis: str, proven: bool) -> str:
    """What the rules will say of a call before its key or device is asked: nothing, or a warning.

    Raises `Declined` for what no signer will sign. What was signed today is a warning only, because a
    transaction that takes another's place does not count beside it. The log is not proven here.
    """
    log = log_path(address)
    rules = rules_in_force(keyfile, log, address, read_head(log))
    if rules.empty:
        return ""
    spending = judged(rules, call, address, proven=proven)
    try:
        rules.refuse_day(spending, spent_within_a_day(read_entries(log), genesis, -1, time.time()))
    except Declined as error:
        return error.message
    return ""


def set_rules(keypair: Keypair, keyfile: Path, log: Path, rules: Rules) -> SignedRules:
    """Sign `rules` as the next version and put them in force; what was spent of late is carried over."""
    public = public_of_keypair(keypair)
    key, version = log_key(keypair), 0
    entries: tuple[Entry, ...] = ()
    try:
        with SpentLog(log, key).locked() as (head, known):
            version, entries = head.version, known
    except FileNotFoundError:
        pass
    except Declined:
        entries = ()
    unsigned = next_version(public, keyfile, version, rules)
    signed = replace(unsigned, signature=bytes(keypair.sign(unsigned.body)))
    put_in_force(signed, keyfile, log, key, entries)
    return signed


def next_version(public: PublicKey, keyfile: Path, version: int, rules: Rules) -> SignedRules:
    """`rules` as the version after `version`, or after that in the file; not signed yet."""
    with suppress(TaoTuiError):
        version = max(version, read_rules(rules_path(keyfile), public.address).version)
    return SignedRules(public.address, public.crypto_type, version + 1, rules)


def put_in_force(
    signed: SignedRules, keyfile: Path, log: Path, key: bytes, entries: tuple[Entry, ...]
) -> None:
    """Write them and their log; the log first: rules without theirs are refused, and so is a log alone."""
    head = Head(signed.version, signed.digest)
    SpentLog.replace(log, key, head, within_a_day(entries, time.time()))
    write_private(rules_path(keyfile), signed.to_file(), overwrite=True)


def log_key(keypair: Keypair) -> bytes:
    """The secret that proves lines of the log; only who has the key can make it."""
    private = str(json.loads(serialise(keypair))["privateKey"])
    return blake2b(private.encode(), digest_size=32, person=b"tao-tui log key").digest()


_ANEW: Final = "set the rules anew: tao-tui wallet rules set (it asks for the password)"


def _removed(path: Path) -> Declined:
    return Declined(
        f"This key has spending rules, but {shown(path)} is gone.",
        hint=f"Put the file back, or {_ANEW}. Until then nothing is signed.",
        code="rules_removed",
    )


def _older(path: Path) -> Declined:
    return Declined(
        f"The spending rules in {shown(path)} are not the ones last set for this key.",
        hint=f"An older or another file was put there: put the right one back, or {_ANEW}.",
        code="rules_changed",
    )


def _unmarked(log: Path) -> Declined:
    return Declined(
        f"This wallet has spending rules, but the record of what it signed, {shown(log)}, is not here.",
        hint=f"If the wallet was moved to this machine, or the record was lost, {_ANEW}.",
        code="rules_unmarked",
    )
