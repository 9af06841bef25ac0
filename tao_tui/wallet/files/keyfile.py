"""Keyfiles, byte for byte as the ecosystem writes them, and every older form it ever wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tao_tui.addresses import address_of
from tao_tui.errors import KeyfileCorrupt, PasswordNeeded, WrongPassword
from tao_tui.wallet.disk.reading import parse_object, read_file, shown
from tao_tui.wallet.files import nacl_box
from tao_tui.wallet.files.encryption import Encryption, encryption_of
from tao_tui.wallet.files.public import PublicKey, public_of
from tao_tui.wallet.keysource import Keypair
from tao_tui.wallet.secret import Secret


def serialise(keypair: Keypair) -> bytes:
    """The plain keyfile of `keypair`: one line of JSON with every secret that is known of it."""
    import bittensor_core as core

    return bytes(core.serialized_keypair_to_keyfile_data(keypair))


def public_of_keypair(keypair: Keypair) -> PublicKey:
    """The open half of `keypair`."""
    return PublicKey(address_of(bytes(keypair.public_key)), int(keypair.crypto_type))


def open_keyfile(path: Path, password: Secret | None) -> Keypair:
    """The keypair in `path`.

    Raises `PasswordNeeded`, `WrongPassword`, `KeyfileMissing` or `KeyfileCorrupt`. A wrong
    password and a damaged `$NACL` file cannot be told apart unless `nacl_box.damage` shows.
    """
    blob = read_file(path)
    encryption = encryption_of(blob)
    if encryption == "none":
        return parse_keypair(blob, path)
    if password is None:
        raise PasswordNeeded(
            f"The key {shown(path)} is encrypted.",
            hint="Give its password at the prompt or with --password-file.",
        )
    return parse_keypair(_decrypt(blob, encryption, password, path), path)


def parse_keypair(data: bytes, path: Path) -> Keypair:
    """The keypair in decrypted keyfile content: JSON, a bare mnemonic or a bare hexadecimal seed.

    The stated public key must be the derived one. A keyfile whose seed btwallet wrote as raw
    bytes instead of hexadecimal is opened by those bytes, or by its private key.
    """
    import bittensor_core as core

    fields = parse_object(data)
    stated = None
    if fields is not None and not fields.keys().isdisjoint(("ss58Address", "publicKey", "accountId")):
        stated = public_of(fields, path)
    try:
        if fields is not None and stated is not None and _has_raw_seed(fields.get("secretSeed")):
            keypair = _of_raw_seed(fields, stated)
        else:
            keypair = core.deserialize_keypair_from_keyfile_data(data)
        keypair.sign(b"")
    except (core.KeyfileError, ValueError, TypeError) as error:
        raise _damaged(path, error, len(data)) from None
    if stated is not None and address_of(bytes(keypair.public_key)) != stated.address:
        raise _damaged(path, ValueError("does not match"), len(data))
    return keypair


def _decrypt(blob: bytes, encryption: Encryption, password: Secret, path: Path) -> bytes:
    if encryption == "nacl":
        if shows := nacl_box.damage(blob):
            raise _broken(path, shows)
        try:
            return nacl_box.decrypt(blob, password)
        except nacl_box.Unopened:
            raise _wrong_password(path) from None
    import bittensor_core as core

    for candidate in nacl_box.password_forms(password):
        try:
            return bytes(core.decrypt_keyfile_data(blob, candidate))
        except core.WrongPasswordError:
            continue
        except (core.KeyfileError, ValueError) as error:
            raise _damaged(path, error, len(blob)) from None
    raise _wrong_password(path)


def _of_raw_seed(fields: dict[str, Any], stated: PublicKey) -> Keypair:
    """The key of a file whose seed was written as text: from those very bytes, else from the private key."""
    import bittensor_core as core

    seed = fields["secretSeed"][2:].encode("utf-8", "surrogatepass")
    if len(seed) == 32:
        keypair = core.Keypair.from_seed(seed, stated.crypto_type)
        if address_of(bytes(keypair.public_key)) == stated.address:
            return keypair
    return core.Keypair.create_from_private_key(fields.get("privateKey"), stated.crypto_type)


def _has_raw_seed(seed: object) -> bool:
    """btwallet wrote a seed that happened to be valid UTF-8 as that text, after `0x`."""
    if not isinstance(seed, str) or not seed.startswith("0x"):
        return False
    try:
        return len(bytes.fromhex(seed[2:])) != 32
    except ValueError:
        return True


def _wrong_password(path: Path) -> WrongPassword:
    return WrongPassword(
        f"The password does not open {shown(path)}.",
        hint="Check caps lock and the keyboard's language. If it is surely right, the file is damaged where "
        "it does not show: put it back from a backup, or import the mnemonic under another name.",
    )


def _damaged(path: Path, error: Exception, size: int) -> KeyfileCorrupt:
    # The library's words may quote the content, so only their meaning is kept.
    text = str(error)
    if "does not match" in text:
        why = "its address does not belong to its key"
    elif "no private key" in text:
        why = "it holds a public key only"
    elif size == 0:
        why = "it is empty"
    else:
        why = "what it holds is not a key"
    return _broken(path, why)


def _broken(path: Path, why: str) -> KeyfileCorrupt:
    return KeyfileCorrupt(
        f"{shown(path)} is damaged: {why}.",
        hint="Put it back from a backup, or import the mnemonic under another name.",
    )
