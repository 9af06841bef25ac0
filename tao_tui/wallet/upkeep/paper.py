"""A sheet to print: what brings a key back, and how, for whoever finds it in ten years."""

from __future__ import annotations

import time

from tao_tui.qr.codes import qr_lines
from tao_tui.wallet.agent.keywork import Revealed
from tao_tui.wallet.files.folder import KeyRef

_ROW_WORDS = 4


def paper_sheet(key: KeyRef, revealed: Revealed) -> str:
    """The text of the sheet for `key`: its words or digits, its address, also as QR code, and what to do."""
    what = f"hotkey {key.hotkey} of wallet {key.wallet}" if key.hotkey else f"coldkey of wallet {key.wallet}"
    kind = "ed25519" if key.crypto_type == 0 else "sr25519"
    lines = [
        f"Bittensor {what}",
        f"written {time.strftime('%Y-%m-%d')}; {kind}",
        "",
        "Whoever reads this sheet can take everything the key owns.",
        "Keep it as you keep cash.",
        "",
        f"The {revealed.kind}:",
        "",
        *_secret_lines(revealed),
        "",
        f"Its address: {key.address}",
        "",
        *qr_lines(key.address),
        "",
        f"To get the key back, import the {revealed.kind} into any Bittensor wallet, or with",
        f"  tao-tui wallet import --name NAME{'' if kind == 'sr25519' else ' --crypto ed25519'}"
        + ("" if revealed.kind == "mnemonic" else f" --{revealed.kind.replace(' ', '-')}-file FILE"),
        "and compare the address. To see whether this sheet still fits a wallet:",
        "  tao-tui wallet check --wallet NAME",
    ]
    return "\n".join(lines) + "\n"


def _secret_lines(revealed: Revealed) -> list[str]:
    text = revealed.text.reveal()
    if revealed.kind != "mnemonic":
        digits = text.removeprefix("0x")
        return ["  0x", *(f"  {digits[start : start + 32]}" for start in range(0, len(digits), 32))]
    numbered = [f"{number:>2} {word:<12}" for number, word in enumerate(text.split(), 1)]
    rows = range(0, len(numbered), _ROW_WORDS)
    return ["  " + "".join(numbered[start : start + _ROW_WORDS]).rstrip() for start in rows]
