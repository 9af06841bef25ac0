"""Mend a key that is damaged but not lost: a missing public file, a keyfile in a faulty or outdated form."""

from __future__ import annotations

from dataclasses import replace

from tao_tui.errors import KeyfileCorrupt, WalletError
from tao_tui.wallet.agent.keywork import whose
from tao_tui.wallet.disk.reading import parse_object, read_file, shown
from tao_tui.wallet.files.encryption import encryption_of
from tao_tui.wallet.files.folder import KeyRef, WalletFolder
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.upkeep.changes import change_password, public_path


def repair_key(
    folder: WalletFolder, wallet: str, hotkey: str | None, password: Secret | None
) -> tuple[KeyRef, tuple[str, ...]]:
    """The mended key, and in words what was mended; nothing when it was sound.

    A public file that says another address is never touched: that is for a person to decide. Blocks for
    3.5 s and 512 MB, in a child, per encrypted key opened. Raises what opening the key raises.
    """
    path = folder.keyfile(wallet, hotkey)
    mended = []
    public = whose(path, password)
    try:
        key = folder.coldkey(wallet) if hotkey is None else folder.hotkey(wallet, hotkey)
        known = public_path(key).exists()
    except WalletError as error:
        if error.code != "address_unknown":
            raise
        known = False
    if known and key.address != public.address:
        raise KeyfileCorrupt(
            f"{shown(path)} holds the key of {public.address}, but its public file says {key.address}.",
            hint="One of the two files belongs to another wallet. Where the key is the right one, move the "
            "public file away and repair again.",
            code="key_mismatch",
        )
    if not known:
        key = folder.restore_public(wallet, public, hotkey)
        mended.append(f"The public file of {shown(path)} was missing; it was made anew from the key.")
    if _outdated(read_file(path)):
        key = change_password(folder, replace(key, address=public.address), password, password)
        mended.append(f"{shown(path)} was in an older or faulty form; it has today's now.")
    return key, tuple(mended)


def _outdated(blob: bytes) -> bool:
    """Whether a keyfile is in a form that is only read: an older encryption, a bare secret, a raw seed."""
    encryption = encryption_of(blob)
    if encryption != "none":
        return encryption != "nacl"
    fields = parse_object(blob)
    if fields is None or not {"publicKey", "ss58Address", "cryptoType", "privateKey"} <= fields.keys():
        return True
    seed = fields.get("secretSeed")
    return seed is not None and (not isinstance(seed, str) or len(seed) != 66)
