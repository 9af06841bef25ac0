"""The work behind the tasks on spending rules and on the system's keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.errors import Declined, KeyfileMissing
from tao_tui.screens.keys.task import Told, Work
from tao_tui.screens.keys.work import thread

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, Rules

FIELDS = ("per_transaction", "per_day", "destinations", "netuids", "calls", "alpha_prices")


async def set_rules(work: Work) -> Told:
    """Sign other rules and put them in force; what stayed empty stays as it was."""
    from tao_tui.actions.lifecycle.rules_remark import remark_of
    from tao_tui.wallet import Book, Rules, is_ledger, known_names, lock, write_rules
    from tao_tui.wallet.ledger import write_ledger_rules
    from tao_tui.wallet.rules.words import changed_rules, rule_lines

    folder, key = work.session.folder, work.key()
    typed = {name: work.text(name) for name in FIELDS if work.text(name).strip()}
    try:
        old = await thread(lambda: _rules_of(key))
    except Declined:
        old = Rules()  # not as they were signed, or gone: the new ones begin from none
    known = await thread(lambda: known_names(folder.list(), Book().entries()))
    new = changed_rules(old, typed, known)
    if is_ledger(key):
        await write_ledger_rules(key, new, remark_of(work.session.online, key))
    else:
        await write_rules(key, work.secret("old"), new)
    await lock(key)
    await work.session.lock()
    lines = await thread(lambda: rule_lines(key, new))
    return Told("The rules are in force.", "\n".join(lines), changed=False)


async def show_rules(work: Work) -> Told:
    """The rules in force."""
    from tao_tui.wallet.rules.words import rule_lines

    key = work.key()
    lines = await thread(lambda: rule_lines(key, _rules_of(key)))
    return Told("", "\n".join(lines), changed=False)


async def save_password(work: Work) -> Told:
    """Keep the password in the system's keyring once it opened the key."""
    from tao_tui.wallet import keyring_save, open_signer

    key, password = work.key(), work.secret("old")
    async with open_signer(key, password):
        assert password is not None
    await thread(lambda: keyring_save(key.path, password))
    return Told(f"The keyring has the password of {work.target.title} now.", changed=False)


async def forget_password(work: Work) -> Told:
    """Take it out again."""
    from tao_tui.wallet import keyring_delete

    key = work.key()
    there = await thread(lambda: keyring_delete(key.path))
    return Told(f"The keyring {'no longer has' if there else 'did not have'} it.", changed=False)


def _rules_of(key: KeyRef) -> Rules:
    from tao_tui.wallet import Rules, read_rules, rules_path

    try:
        return read_rules(rules_path(key.path), key.address).rules
    except KeyfileMissing:
        return Rules()
