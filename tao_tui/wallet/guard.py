"""Holds a key to its owner's rules, inside the process that has the key: no face can go around it."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

from tao_tui.errors import Declined, KeyfileMissing, TaoTuiError
from tao_tui.paths import write_private
from tao_tui.wallet.keyfile import public_of_keypair, serialise
from tao_tui.wallet.keysource import Keypair
from tao_tui.wallet.listing import COLDKEY
from tao_tui.wallet.reading import shown
from tao_tui.wallet.rules import Rules, SignedRules, read_rules, refusal, rules_path
from tao_tui.wallet.spending import spending_of
from tao_tui.wallet.spent import DAY_SECONDS, Entry, Head, SpentLog, spent_within_a_day
from tao_tui.wallet.transaction import Reader, Transaction

_TOO_DEEP: Final = "its calls are nested too deeply to be judged"


class Guard:
    """The rules of one opened key and the log of what it signed; both are read before the process is sealed.

    The rules lie signed in the wallet's folder; the log, in the program's own folder, names their
    version. So rules that were removed, changed or put back to an older version are noticed, and so
    is a log that is missing while rules are there: in each case nothing is signed until the owner
    sets the rules anew, which takes the key's password.
    """

    def __init__(self, keypair: Keypair, keyfile: Path, log: Path) -> None:
        """Raises `Declined` (codes `rules_tampered`, `rules_removed`, `rules_changed`, `rules_unmarked`)."""
        self._address = public_of_keypair(keypair).address
        self.rules = Rules()
        self._log: SpentLog | None = None
        rules_file = rules_path(keyfile)
        try:
            self._log = SpentLog(log, log_key(keypair))
        except FileNotFoundError:
            if keyfile.name == COLDKEY and rules_file.exists():
                raise _unmarked(log) from None
            return
        try:
            signed = read_rules(rules_file, self._address)
        except KeyfileMissing:
            raise _removed(rules_file) from None
        if self._log.head != Head(signed.version, signed.digest):
            raise _older(rules_file)
        self.rules = signed.rules

    def allow(self, transaction: Transaction, reader: Reader) -> None:
        """Write down what `transaction` takes, or raise `Declined`; to be called before it is signed."""
        rules = self.rules
        if rules.empty or self._log is None:
            return
        if not transaction.proven:
            raise refusal(
                "unproven",
                "this chain's runtime does not check the metadata hash, so what a call does cannot be proven",
            )
        try:
            spending = spending_of(reader.call(transaction), transaction.tip, frozenset(rules.calls))
        except RecursionError:
            raise refusal("unknown_call", _TOO_DEEP) from None
        rules.refuse(spending, self._address)
        with self._log.locked() as (_, entries):
            now = time.time()
            before = spent_within_a_day(entries, transaction.genesis, transaction.nonce, now)
            rules.refuse_day(spending, before)
            if spending.rao:
                self._log.add(Entry(int(now), spending.rao, transaction.genesis, transaction.nonce))


def set_rules(keypair: Keypair, keyfile: Path, log: Path, rules: Rules) -> SignedRules:
    """Sign `rules` as the next version and put them in force; what was spent of late is carried over."""
    public = public_of_keypair(keypair)
    key, version = log_key(keypair), 0
    entries: tuple[Entry, ...] = ()
    try:
        with SpentLog(log, key).locked() as (head, known):
            version, entries = head.version, _recent(known)
    except FileNotFoundError:
        pass
    except Declined:
        entries = ()
    with suppress(TaoTuiError):
        version = max(version, read_rules(rules_path(keyfile), public.address).version)
    unsigned = SignedRules(public.address, public.crypto_type, version + 1, rules)
    signed = SignedRules(
        public.address, public.crypto_type, version + 1, rules, bytes(keypair.sign(unsigned.body))
    )
    # The log first: rules without their log are refused, a log without its rules as well.
    SpentLog.replace(log, key, Head(signed.version, signed.digest), entries)
    write_private(rules_path(keyfile), signed.to_file(), overwrite=True)
    return signed


def log_key(keypair: Keypair) -> bytes:
    """The secret that proves lines of the log; only who has the key can make it."""
    private = str(json.loads(serialise(keypair))["privateKey"])
    return blake2b(private.encode(), digest_size=32, person=b"tao-tui log key").digest()


def _recent(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.at > time.time() - DAY_SECONDS)


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
