"""Commands that change the chain, made from the action registry: check, review, agree, sign, send, follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperCommand, TyperOption

from tao_tui.actions.registry import ACTIONS, ActionSpec, Argument, Danger, Kind
from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import OutcomeUnknown

if TYPE_CHECKING:
    from tao_tui.actions.offline.document import Document
    from tao_tui.actions.plan import Outcome, Review, Step
    from tao_tui.chain.client import Client
    from tao_tui.journal.journal import Journal
    from tao_tui.text import Clean
    from tao_tui.wallet import KeyRef


def action_command(name: str) -> ActionCommand:
    """The command of the action `name`, its options and help as the registry has them."""
    return ActionCommand(ACTIONS[name])


class ActionCommand(TyperCommand):
    """One action as a command: its parameters are the action's arguments."""

    def __init__(self, spec: ActionSpec) -> None:
        super().__init__(
            name=spec.path[-1],
            params=[*(_parameter(argument) for argument in spec.arguments), *_of_every_action()],
            help=spec.help,
            rich_markup_mode=None,
        )
        self.spec = spec

    def invoke(self, ctx: Any) -> None:
        """Do it with the arguments that were given; the rest keep their defaults."""
        given = {name: value for name, value in ctx.params.items() if value is not None and value != ()}
        again = bool(given.pop("again", False))
        act(run_of(ctx), self.spec, given, again=again)


def act(run: Run, spec: ActionSpec, arguments: Mapping[str, object], *, again: bool = False) -> None:
    """Carry an action from its arguments to finality, or to its review with --dry-run."""
    from tao_tui.actions.arguments.preferences import with_preferences
    from tao_tui.actions.arguments.reading import parse_arguments
    from tao_tui.actions.origin.route import route_named
    from tao_tui.cli.signing.account import key_for, refuse_public_key, signing_account
    from tao_tui.cli.signing.secrets import can_unlock

    account = signing_account(run, spec.signer)
    # What cannot be right is said before a password is missed or a node is asked.
    typed = parse_arguments(spec, with_preferences(spec, arguments, run.settings), account)
    spec.load().of(typed, route_named(typed, account).acting)
    sent: list[str] = []
    names: dict[str, Clean] = {}
    key = key_for(run, spec.signer)
    run.network()
    if not (run.flags.dry_run or run.offline):
        can_unlock(run, key)

    async def work(client: Client) -> Review | Outcome | Document:
        from tao_tui.actions.lifecycle.reviewing import review
        from tao_tui.actions.offline.document import prepare
        from tao_tui.cli.signing.validator_names import read_names
        from tao_tui.journal.journal import Journal

        refuse_public_key(client, key)
        with Journal() as journal:
            reviewed = await review(spec.name, typed, client, account, journal=journal)
            is_shown = run.flags.dry_run or not (run.flags.yes and run.flags.quiet)
            if is_shown and run.offline is None:
                names.update(await read_names(reviewed, client))
            if run.flags.dry_run:
                return reviewed
            if run.offline:
                return await prepare(reviewed, client, run.offline.valid_blocks)
            _agree(run, reviewed, names)
            return await _Sending(run, client, key, journal, names, sent, again).carry_out(reviewed)

    try:
        result = run.on_node(work, sends=True)
    except KeyboardInterrupt:
        if not sent:
            raise
        raise OutcomeUnknown(
            f"Interrupted after extrinsic {sent[0]} was sent; it may still be carried out.",
            hint="tao-tui activity resume finds out.",
            code="interrupted",
        ) from None
    _answer(run, result, names)


def _agree(run: Run, review: Review, names: Mapping[str, Clean]) -> None:
    from tao_tui.cli.signing.review_text import review_lines

    if not (run.flags.yes and run.flags.quiet):
        run.say.show(review_lines(review, run.network_name(), names))
    review.source.require()
    if not run.flags.yes:
        word = "yes" if review.danger is Danger.CALM else review.confirm_word
        run.say.agree("Sign and send this?", word)


@dataclass(slots=True)
class _Sending:
    """What it takes to carry out a review; `sent` gets the hash once it is journaled."""

    run: Run
    client: Client
    key: KeyRef
    journal: Journal
    names: Mapping[str, Clean]
    sent: list[str]
    again: bool

    async def carry_out(self, review: Review) -> Outcome:
        """Sign, send and follow, asking again when the price moved or the same was sent before."""
        from tao_tui.actions.lifecycle.flow import submit
        from tao_tui.actions.lifecycle.repeats import SentBefore
        from tao_tui.actions.lifecycle.reviewing import refresh
        from tao_tui.actions.review.limits import NoLongerAgreed
        from tao_tui.cli.signing.secrets import unlocked

        run, journal = self.run, self.journal
        async with unlocked(run, self.key) as signer:
            while True:
                try:
                    return await submit(
                        review, self.client, signer.sign, journal, on_step=self._follow, again=self.again
                    )
                except NoLongerAgreed as moved:
                    if run.flags.yes:
                        raise
                    run.say.warning(moved.message)
                    review = await refresh(review, self.client, journal)
                    _agree(run, review, self.names)
                except SentBefore as before:
                    if run.flags.yes or self.again:
                        raise
                    run.say.warning(before.message)
                    run.say.agree("Send a second one all the same?", "again")
                    self.again = True

    def _follow(self, step: Step) -> None:
        if step.extrinsic_hash and not self.sent:
            self.sent.append(step.extrinsic_hash)
        self.run.say.progress(step.text)


def _answer(run: Run, result: Review | Outcome | Document, names: Mapping[str, Clean]) -> None:
    from tao_tui.actions.plan import Outcome, Review
    from tao_tui.chain.query import BlockRef
    from tao_tui.cli.signing.review_text import outcome_lines, outcome_row, review_lines, review_row

    if isinstance(result, Review):
        network = run.network_name()
        row = review_row(result, names)
        run.out.answer(row, lambda: review_lines(result, network, names), block=result.block)
    elif isinstance(result, Outcome):
        block = BlockRef(result.block_number, result.block_hash)
        run.out.answer(outcome_row(result), lambda: outcome_lines(result, names), block=block)
    else:
        from tao_tui.cli.signing.offline_document import deliver

        assert run.offline is not None
        deliver(run, run.offline, result)


def _of_every_action() -> tuple[TyperOption, ...]:
    """The options that mean the same for whatever is signed."""
    return (
        TyperOption(
            param_decls=["again", "--again"],
            is_flag=True,
            default=None,
            help="Send it although the same was sent before and has not ended, or ended unseen.",
        ),
    )


def _parameter(argument: Argument) -> TyperArgument | TyperOption:
    """One argument as typer sees it; values stay text and are read by `actions.arguments`."""
    if argument.positional:
        return TyperArgument(
            param_decls=[argument.name],
            nargs=-1 if argument.kind is Kind.FIELDS else 1,
            type=str,
            required=argument.required,
            metavar=argument.name.upper(),
            help=argument.help,
        )
    if argument.kind is Kind.BOOL:
        names = f"{argument.flag}/--{argument.negative}" if argument.negative else argument.flag
        return TyperOption(
            param_decls=[argument.name, names],
            is_flag=True,
            default=None,
            required=argument.required,
            help=_help(argument),
        )
    return TyperOption(
        param_decls=[argument.name, argument.flag],
        type=str,
        multiple=argument.several,
        required=argument.required,
        metavar=argument.metavar or _METAVARS.get(argument.kind, argument.kind.name),
        help=_help(argument),
    )


def _help(argument: Argument) -> str:
    """Its line of help, with what holds when it is left out."""
    from tao_tui.actions.arguments.reading import write_argument

    if argument.default is None:
        return argument.help
    default = write_argument(argument, argument.default)
    if isinstance(argument.default, bool):
        default = argument.flag.removeprefix("--") if argument.default else argument.negative
    if argument.setting:
        default += f", or the setting {argument.setting}"
    return f"{argument.help}  [default: {default}]"


_METAVARS = {
    Kind.ADDRESS: "ADDRESS|NAME",
    Kind.HOTKEY: "ADDRESS|NAME",
    Kind.NETUID: "N",
    Kind.TAO: "AMOUNT",
    Kind.ALPHA: "AMOUNT",
    Kind.PPM: "SHARE",
    Kind.NETUIDS: "N,N",
    Kind.SHARES: "HOTKEY=SHARE,..",
    Kind.CHOICE: "NAME",
    Kind.INTEGER: "N",
    Kind.BLOCKS: "N",
}
