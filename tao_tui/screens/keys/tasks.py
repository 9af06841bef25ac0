"""The tasks on keys: make, bring, watch, check, protect, rename, put away, back up, take elsewhere, sign."""

from __future__ import annotations

from collections.abc import Callable

from tao_tui.screens.keys import rule_work
from tao_tui.screens.keys import work as key_work
from tao_tui.screens.keys.elsewhere import ELSEWHERE
from tao_tui.screens.keys.multisig_menu import NEW_MULTISIG
from tao_tui.screens.keys.task import Ask, Target, Task

WORDS = Ask(
    "words",
    "words",
    "Words",
    "12 to 24 words; → or space completes one. Or a seed, a private key, words//path, an export.json.",
)
PASSPHRASE = Ask(
    "passphrase",
    "secret",
    "Passphrase",
    "Only if the words were made with a BIP-39 passphrase; an export's own password.",
    optional=True,
)
NEW = Ask("new", "new", "Password", "It encrypts the key on this machine. Nobody can reset it.")
AGAIN = Ask("again", "again", "Once more", "The same password again.")
CRYPTO = Ask(
    "sr25519", "yes", "Kind of key", "Nearly every Bittensor key is sr25519.", words=("sr25519", "ed25519")
)
COLDKEY_NAME = Ask(
    "name", "name", "Name", "Letters, digits, - and _; the folder it lives in.", value="default"
)
HOTKEY_NAME = Ask("name", "hotkey", "Name", "What neurons call it: default, miner, validator.")


RULES = (
    Ask("per_transaction", "text", "Transaction", "TAO one may take at most, such as 5.", optional=True),
    Ask("per_day", "text", "24 hours", "TAO at most in any 24 hours.", optional=True),
    Ask(
        "destinations", "text", "Destinations", "Who may be paid: names or addresses, commas.", optional=True
    ),
    Ask("netuids", "text", "Subnets", "Which may be touched, such as 0,1,64.", optional=True),
    Ask("calls", "text", "Calls", "Pallet.function that rules cannot judge, but may pass.", optional=True),
    Ask("alpha_prices", "text", "Alpha at most", "What one alpha counts for: 1=0.3,0.05.", optional=True),
)


def old_password(target: Target) -> tuple[Ask, ...]:
    """The key's password, where it has one."""
    if not target.encrypted:
        return ()
    return (Ask("old", "password", "Password now", "The one that opens the key today."),)


def _file(label: str, note: str, ending: str) -> Callable[[Target], Ask]:
    return lambda target: Ask(
        "file", "text", label, note, value=f"~/{target.title.replace('/', '-')}{ending}"
    )


_BACKUP_FILE = _file("File", "A new file; keep it away from this machine.", ".tao-backup")
_JSON_FILE = _file("File", "A new file.", ".json")
_PAPER_FILE = _file("File", "A new file; print it, then delete it.", "-paper.txt")
_EXPORT_PASSWORD = Ask(
    "new", "new", "Its password", "The export's own; it is asked for where it is imported."
)
_BACKUP_PASSWORD = Ask(
    "new", "new", "Its password", "The backup's own; plain hotkeys are encrypted in it too."
)


def _is_watched(target: Target) -> bool:
    key = target.hotkey or target.wallet
    return bool(key and key.watch_only)


def _can_sign(target: Target) -> bool:
    return not _is_watched(target)


def _can_act(target: Target) -> bool:
    """Whether its key can sign transactions, here or in a device."""
    return _can_sign(target) or bool(target.wallet and not target.hotkey and target.wallet.on_ledger)


CREATE = Task(
    "Create a wallet",
    "Its words are shown once and asked for again; only then is anything written.",
    key_work.create,
    lambda target: (
        COLDKEY_NAME,
        NEW,
        AGAIN,
        Ask("count", "text", "How many words", "12, 15, 18, 21 or 24.", value="12"),
        CRYPTO,
    ),
    on="folder",
    button="Create a wallet",
)
BRING = Task(
    "Bring a wallet",
    "Never type your words where somebody asked you to: only you need them.",
    key_work.bring,
    lambda target: (COLDKEY_NAME, WORDS, NEW, AGAIN, PASSPHRASE, CRYPTO),
    on="folder",
    button="Bring a wallet",
)
WATCH = Task(
    "Watch an address",
    "See everything, sign nothing.",
    key_work.watch,
    lambda target: (
        COLDKEY_NAME,
        Ask("address", "address", "Address", "A coldkey; it begins with 5."),
        CRYPTO,
    ),
    on="folder",
    button="Watch it",
)
NEW_HOTKEY = Task(
    "New hotkey",
    "Hotkeys are usually not encrypted, because neurons sign with them all day.",
    key_work.new_hotkey,
    lambda target: (HOTKEY_NAME,),
    button="Create",
)

TASKS: tuple[Task, ...] = (
    NEW_HOTKEY,
    Task(
        "Bring a hotkey",
        "A hotkey you already have.",
        key_work.bring_hotkey,
        lambda target: (HOTKEY_NAME, WORDS, PASSPHRASE, CRYPTO),
        button="Bring it",
    ),
    Task(
        "Watch a hotkey",
        "One that runs elsewhere.",
        key_work.watch_hotkey,
        lambda target: (HOTKEY_NAME, Ask("address", "address", "Address", "The hotkey; it begins with 5.")),
        button="Watch it",
    ),
    Task(
        "Check a backup",
        "Tells whether the words on paper are this key's. Nothing is written.",
        key_work.check,
        lambda target: (WORDS, PASSPHRASE),
        button="Check",
    ),
    Task(
        "Change the password",
        "Whatever form the file has, it gets today's.",
        key_work.passwd,
        lambda target: (*old_password(target), NEW, AGAIN),
        button="Change it",
        fits=_can_sign,
    ),
    Task("QR code", "The address for a camera.", key_work.qr, button="Show it", at_once=True),
    Task(
        "Sign a message",
        "So that others can check who wrote it. It cannot move money.",
        key_work.sign,
        lambda target: (Ask("message", "text", "Message", "The text, exactly."), *old_password(target)),
        button="Sign",
        fits=_can_sign,
    ),
    Task(
        "Back up",
        "The whole wallet in one encrypted file, which is read back to be sure.",
        key_work.back_up,
        lambda target: (_BACKUP_FILE(target), _BACKUP_PASSWORD, AGAIN),
        button="Back up",
    ),
    Task(
        "Export for polkadot.js",
        "An encrypted JSON that polkadot.js and browser extensions import.",
        key_work.export,
        lambda target: (_JSON_FILE(target), *old_password(target), _EXPORT_PASSWORD, AGAIN),
        button="Export",
        fits=_can_sign,
    ),
    Task(
        "Write a paper sheet",
        "The words as a text to print: whoever reads the file has the key.",
        key_work.paper,
        lambda target: (_PAPER_FILE(target), *old_password(target)),
        button="Write it",
        confirm="PAPER",
        fits=_can_sign,
    ),
    Task(
        "Spending rules",
        "What the key may sign, kept by the signing process. Empty leaves a rule as it is, any lifts it.",
        rule_work.set_rules,
        lambda target: (*RULES, *old_password(target)),
        button="Sign the rules",
        fits=_can_act,
    ),
    Task(
        "Show the rules",
        "Which spending rules are in force, and what was signed today.",
        rule_work.show_rules,
        button="Show them",
        at_once=True,
    ),
    Task(
        "Use the keyring",
        "Keep the password there: whoever is logged in as you then signs without it.",
        rule_work.save_password,
        old_password,
        button="Keep it",
        fits=lambda target: _can_sign(target) and target.encrypted,
    ),
    Task(
        "Leave the keyring",
        "Take the password out; from then on it is asked for again.",
        rule_work.forget_password,
        button="Take it out",
        fits=lambda target: _can_sign(target) and target.encrypted,
    ),
    Task(
        "Rename",
        "Only the name changes.",
        key_work.rename,
        lambda target: (Ask("name", "name", "New name", "Letters, digits, - and _."),),
        button="Rename",
    ),
    Task(
        "Repair",
        "Makes a missing public file anew, and gives an older or faulty keyfile today's form.",
        key_work.repair,
        old_password,
        button="Repair",
        fits=_can_sign,
    ),
    Task(
        "Put away",
        "It leaves every list and nothing is deleted; “Take back” returns it.",
        key_work.put_away,
        button="Put away",
        confirm="REMOVE",
    ),
)
"""What can be done with one wallet, in the order of the menu."""

_ALSO_OF_HOTKEYS = {
    key_work.check,
    key_work.qr,
    key_work.sign,
    key_work.export,
    key_work.paper,
    key_work.rename,
    key_work.repair,
    key_work.put_away,
}

HOTKEY_TASKS: tuple[Task, ...] = (
    *(task for task in TASKS if task.do in _ALSO_OF_HOTKEYS),
    Task(
        "Encrypt",
        "Then nothing signs with it without its password, neurons neither.",
        key_work.passwd,
        lambda target: (*old_password(target), NEW, AGAIN),
        button="Encrypt",
        fits=_can_sign,
    ),
    Task(
        "Decrypt",
        "Whoever gets at the file can sign with it.",
        key_work.decrypt,
        old_password,
        button="Decrypt",
        confirm="PLAIN",
        fits=lambda target: _can_sign(target) and target.encrypted,
    ),
)
"""What can be done with one hotkey."""

FOLDER_TASKS: tuple[Task, ...] = (
    CREATE,
    BRING,
    WATCH,
    Task(
        "Add a Ledger",
        "Open its Polkadot app. Its screen shows the address: compare and approve it there.",
        key_work.add_ledger,
        lambda target: (
            COLDKEY_NAME,
            Ask("account", "text", "Account", "Which account of the device; usually 0.", value="0"),
            Ask("index", "text", "Key", "Which key of that account; usually 0.", value="0"),
        ),
        on="folder",
        button="Add it",
        busy="Compare the address on the Ledger's screen, and approve it there.",
    ),
    Task(
        "Restore a backup",
        "Makes the wallet again; never over another one.",
        key_work.restore,
        lambda target: (
            Ask("file", "text", "File", "The backup."),
            Ask("old", "password", "Its password", "The one given when it was made."),
            Ask("name", "name", "Name", "Its own unless you say otherwise.", optional=True),
        ),
        on="folder",
        button="Restore",
    ),
    Task(
        "Verify a message",
        "Tells whether a text was signed by an address.",
        key_work.verify,
        lambda target: (
            Ask("address", "address", "Who", "An address, a wallet, or a name of the address book."),
            Ask("message", "text", "Message", "The text, exactly."),
            Ask("signature", "text", "Signature", "0x and 128 digits."),
        ),
        on="folder",
        button="Verify",
    ),
    Task(
        "Name an address",
        "Names are good wherever an address is asked for.",
        key_work.book_add,
        lambda target: (
            Ask("name", "name", "Name", "What it is called here."),
            Ask("address", "address", "Address", "It begins with 5."),
            Ask("note", "text", "Note", "Anything worth remembering.", optional=True),
        ),
        on="folder",
        button="Keep it",
    ),
    *ELSEWHERE,
    NEW_MULTISIG,
)
"""What is about no wallet in particular."""
