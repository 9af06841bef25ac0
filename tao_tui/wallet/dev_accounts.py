"""Substrate's development accounts: their keys are public, so real money sent to them is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SR25519_ACCOUNTS: Final[Mapping[str, str]] = {
    "//Alice": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
    "//Alice//stash": "5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY",
    "//Bob": "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
    "//Bob//stash": "5HpG9w8EBLe5XCrbczpwq5TSXvedjrBGCwqxK1iQ7qUsSWFc",
    "//Charlie": "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y",
    "//Charlie//stash": "5Ck5SLSHYac6WFt5UZRSsdJjwmpSZq85fd5TRNAdZQVzEAPT",
    "//Dave": "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
    "//Dave//stash": "5HKPmK9GYtE1PSLsS1qiYU9xQ9Si1NcEhdeCq9sw5bqu4ns8",
    "//Eve": "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw",
    "//Eve//stash": "5FCfAonRZgTFrTd9HREEyeJjDpT397KMzizE6T3DvebLFE7n",
    "//Ferdie": "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL",
    "//Ferdie//stash": "5CRmqmsiNFExV6VbdmPJViVxrWmkaXXvBrSX8oqBT8R9vmWk",
    "//One": "5Fxune7f71ZbpP2FoY3mhYcmM596Erhv1gRue4nsPwkxMR4n",
    "//One//stash": "5Evqgnb7B4xvLUpBjFHiB5Fj9j6ia7rguZpYRzFmTg5kVs8q",
    "//Two": "5CUjxa4wVKMj3FqKdqAUf7zcEMr4MYAjXeWmUf44B41neLmJ",
    "//Two//stash": "5D23a1f6g4jC2dGjuhXR2J9cpBFK8nka9XWnL2dxLBc3Pnin",
    "": "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV",
}
"""Address by derivation URI; the empty one is the development phrase itself."""

ED25519_ACCOUNTS: Final[Mapping[str, str]] = {
    "//Alice": "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu",
    "//Alice//stash": "5DdJ9KX9gm9UvZpcpY6av29Q4uzbjuHdp5zEmV6FCh2FXiBc",
    "//Bob": "5GoNkf6WdbxCFnPdAnYYQyCjAKPJgLNxXwPjwTh6DGg6gN3E",
    "//Bob//stash": "5CzfGC7p9sC39Zvb2bg4WgtVvx6c6JVb1SMwsNDVTmRrEas2",
    "//Charlie": "5DbKjhNLpqX3zqZdNBc9BGb4fHU1cRBaDhJUskrvkwfraDi6",
    "//Charlie//stash": "5H523KwDBYhU1ZksgeZ5tywrQPCc4MZsHzm8Cwuu1ZMDudpd",
    "//Dave": "5ECTwv6cZ5nJQPk6tWfaTrEk8YH2L7X1VT4EL5Tx2ikfFwb7",
    "//Dave//stash": "5CikVYumd29SdWTRtjnrWQiyB2FhLnh22m6S9AF5zvuwY8po",
    "//Eve": "5Ck2miBfCe1JQ4cY3NDsXyBaD6EcsgiVmEFTWwqNSs25XDEq",
    "//Eve//stash": "5GbCociVVNug7QH8bZcHU7JCRAYvVZ4pjamDe9apy7Retd6u",
    "//Ferdie": "5E2BmpVFzYGd386XRCZ76cDePMB3sfbZp5ZKGUsrG1m6gomN",
    "//Ferdie//stash": "5CeHpznwUuoj9FKLj7MK7Z15f7ejJgid7fTdCmWnKRLgEaav",
    "//One": "5Caq1V1MnhfNNoGza9sqx1so37LNq2N5xMeR7xpVpv7Nqgnf",
    "//One//stash": "5GTNSAq1HNNxGqFkjGv5B9pjEqEM9HbW76rEL6WxBkFhxkGx",
    "//Two": "5DtDrLseQBezH6PQuGniJL8kXLK1sFzYDbw74M6ZoQ9W34Qb",
    "//Two//stash": "5EVNkvtPjH8FcDYYuumgKiuijR1U5bBbXfJFatFM9MxK5yw3",
    "": "5DFJF7tY4bpbpcKPJcBTQaKuCDEPCpiz8TRjpmLeTtweqmXL",
}
"""The same accounts with ed25519 keys."""

DEV_NAMES: Final[Mapping[str, str]] = {
    address: uri
    for accounts in (ED25519_ACCOUNTS, SR25519_ACCOUNTS)
    for uri, address in accounts.items()
    if uri
}
"""The derivation URI of each that has one, by its address: what everybody calls it."""

_ADDRESSES: Final = frozenset(SR25519_ACCOUNTS.values()) | frozenset(ED25519_ACCOUNTS.values())


def is_dev_account(address: str) -> bool:
    """Whether everybody holds the key of `address`: never to be used on a network with real money."""
    return address in _ADDRESSES
