"""The flags of `scores`, as typer reads them."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Netuid: TypeAlias = Annotated[
    int, typer.Argument(help="The subnet's number.", metavar="NETUID", min=0, max=65535)
]
Watch: TypeAlias = Annotated[bool, typer.Option("--watch", help="Go on with every block until ctrl-c.")]
Uids: TypeAlias = Annotated[
    list[int] | None, typer.Option("--uid", help="Only this uid; may be repeated.", metavar="U", min=0)
]
Blocks: TypeAlias = Annotated[
    int | None, typer.Option("--blocks", help="With --watch: end after N blocks.", metavar="N", min=1)
]
Explain: TypeAlias = Annotated[
    int | None, typer.Option("--explain", help="Why this uid scores what it scores.", metavar="U", min=0)
]
Audit: TypeAlias = Annotated[
    bool, typer.Option("--audit", help="Compute the last epoch again and compare every score.")
]
WhatIf: TypeAlias = Annotated[
    str | None,
    typer.Option("--what-if", help="The last epoch with “drop 12, kappa = 0.6”.", metavar="CHANGES"),
]
History: TypeAlias = Annotated[
    int | None, typer.Option("--history", help="The last N epochs kept here.", metavar="N", min=1)
]
Alerts: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--alert", help="With --watch: “mine incentive falls 10%”; repeatable.", metavar="RULE"),
]
AlertCommand: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--alert-command",
        help="Run this, without a shell, at an alert; TAO_TUI_ALERT tells it.",
        metavar="COMMAND",
    ),
]
Record: TypeAlias = Annotated[
    str | None, typer.Option("--record", help="With --watch: write the feed to a file.", metavar="FILE")
]
Replay: TypeAlias = Annotated[
    str | None, typer.Option("--replay", help="Watch a recorded feed instead of a node.", metavar="FILE")
]
Speed: TypeAlias = Annotated[
    float,
    typer.Option("--speed", help="With --replay: how many times as fast; 0 at once.", metavar="TIMES", min=0),
]
InApp: TypeAlias = Annotated[
    bool, typer.Option("--in-app", help="Open the app on this subnet, or on the --replay.")
]
Mechanism: TypeAlias = Annotated[
    int, typer.Option("--mechanism", help="Which of the subnet's mechanisms.", metavar="M", min=0, max=15)
]
