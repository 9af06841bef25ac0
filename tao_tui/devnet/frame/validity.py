"""Why a transaction may not enter the pool or a block."""

from __future__ import annotations


class InvalidTransaction(Exception):
    """A transaction the node refuses; `text` is the data of JSON-RPC error 1010."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name
        self.text = text

    @classmethod
    def call(cls) -> InvalidTransaction:
        """The call is not allowed at this time."""
        return cls("Call", "Transaction call is not expected")

    @classmethod
    def payment(cls) -> InvalidTransaction:
        """The signer cannot pay the fee."""
        return cls("Payment", "Inability to pay some fees (e.g. account balance too low)")

    @classmethod
    def future(cls) -> InvalidTransaction:
        """The nonce is ahead of the account's."""
        return cls("Future", "Transaction will be valid in the future")

    @classmethod
    def stale(cls) -> InvalidTransaction:
        """The nonce was used."""
        return cls("Stale", "Transaction is outdated")

    @classmethod
    def bad_proof(cls) -> InvalidTransaction:
        """The signature does not fit."""
        return cls("BadProof", "Transaction has a bad signature")

    @classmethod
    def ancient(cls) -> InvalidTransaction:
        """The era is over or its birth block unknown."""
        return cls("AncientBirthBlock", "Transaction has an ancient birth block")

    @classmethod
    def exhausts(cls) -> InvalidTransaction:
        """Too heavy or too long for a block."""
        return cls("ExhaustsResources", "Transaction would exhaust the block limits")

    @classmethod
    def bad_signer(cls) -> InvalidTransaction:
        """The signer may not make this call."""
        return cls("BadSigner", "Invalid signing address")

    @classmethod
    def cannot_lookup(cls) -> InvalidTransaction:
        """The signer's address stands for no account (JSON-RPC error 1011)."""
        return cls("CannotLookup", "Could not lookup information required to validate the transaction")

    @classmethod
    def custom(cls, number: int) -> InvalidTransaction:
        """A runtime's own reason by number."""
        return cls(f"Custom({number})", f"Custom error: {number}")
