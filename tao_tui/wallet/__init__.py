"""Keys: the one room that ever touches a secret; what others may use is loaded when first named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.wallet.agent.held import (
        LONGEST_MINUTES,
        Held,
        held_now,
        held_signer,
        hold,
        is_held,
        lock,
        lock_all,
        lock_wallet,
    )
    from tao_tui.wallet.agent.signing import derive_public, open_signer, write_rules
    from tao_tui.wallet.book import Book, BookEntry
    from tao_tui.wallet.dev_accounts import is_dev_account
    from tao_tui.wallet.files.folder import CreatedKey, CreatedWallet, KeyRef, WalletFolder
    from tao_tui.wallet.files.listing import HotkeySummary, WalletSummary, list_wallets
    from tao_tui.wallet.files.public import PublicKey
    from tao_tui.wallet.keysource import ED25519, SR25519, KeySource
    from tao_tui.wallet.known import Known, known_names
    from tao_tui.wallet.ledger import Derivation, add_ledger_wallet, is_ledger, ledger_signer
    from tao_tui.wallet.messages import sign_message, verify_message
    from tao_tui.wallet.mnemonic import WORD_COUNTS, check_mnemonic, complete_word, new_mnemonic
    from tao_tui.wallet.names import check_name
    from tao_tui.wallet.passwords import Prompt, find_password, password_from_file, secret_from_file
    from tao_tui.wallet.rules.rules import Rules, check_call_name
    from tao_tui.wallet.rules.signed import SignedRules, read_rules, rules_path
    from tao_tui.wallet.secret import Secret
    from tao_tui.wallet.signer import Signer
    from tao_tui.wallet.strength import Judgement, judge_password, require_strong
    from tao_tui.wallet.system_keyring import (
        keyring_delete,
        keyring_get,
        keyring_save,
        uses_keyring,
    )
    from tao_tui.wallet.transaction import RuntimeFacts, Transaction

_HOMES = {
    "book": "Book BookEntry",
    "dev_accounts": "is_dev_account",
    "files.folder": "CreatedKey CreatedWallet KeyRef WalletFolder",
    "agent.held": "LONGEST_MINUTES Held held_now held_signer hold is_held lock lock_all lock_wallet",
    "keysource": "ED25519 SR25519 KeySource",
    "known": "Known known_names",
    "ledger": "Derivation add_ledger_wallet is_ledger ledger_signer",
    "files.listing": "HotkeySummary WalletSummary list_wallets",
    "messages": "sign_message verify_message",
    "mnemonic": "WORD_COUNTS check_mnemonic complete_word new_mnemonic",
    "names": "check_name",
    "passwords": "Prompt find_password password_from_file secret_from_file",
    "files.public": "PublicKey",
    "rules.rules": "Rules check_call_name",
    "rules.signed": "SignedRules read_rules rules_path",
    "secret": "Secret",
    "agent.signing": "derive_public open_signer write_rules",
    "signer": "Signer",
    "strength": "Judgement judge_password require_strong",
    "system_keyring": "keyring_delete keyring_get keyring_save uses_keyring",
    "transaction": "RuntimeFacts Transaction",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "ED25519",
    "LONGEST_MINUTES",
    "SR25519",
    "WORD_COUNTS",
    "Book",
    "BookEntry",
    "CreatedKey",
    "CreatedWallet",
    "Derivation",
    "Held",
    "HotkeySummary",
    "Judgement",
    "KeyRef",
    "KeySource",
    "Known",
    "Prompt",
    "PublicKey",
    "Rules",
    "RuntimeFacts",
    "Secret",
    "SignedRules",
    "Signer",
    "Transaction",
    "WalletFolder",
    "WalletSummary",
    "add_ledger_wallet",
    "check_call_name",
    "check_mnemonic",
    "check_name",
    "complete_word",
    "derive_public",
    "find_password",
    "held_now",
    "held_signer",
    "hold",
    "is_dev_account",
    "is_held",
    "is_ledger",
    "judge_password",
    "keyring_delete",
    "keyring_get",
    "keyring_save",
    "known_names",
    "ledger_signer",
    "list_wallets",
    "lock",
    "lock_all",
    "lock_wallet",
    "new_mnemonic",
    "open_signer",
    "password_from_file",
    "read_rules",
    "require_strong",
    "rules_path",
    "secret_from_file",
    "sign_message",
    "uses_keyring",
    "verify_message",
    "write_rules",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
