"""Turns a plan into acts: the concrete requests that a person approves and an executor sends; pure.

From the policy to the seals, everything looks at acts. Each step becomes one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition, digest_of
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields.fields import commitments, from_stdin, kinds_of, resolved_ids
from aegis_cli.actions.links import (
    LinkAt,
    longest,
    numbered_fields,
    page_before_number,
    text_before,
    with_stand_in,
)
from aegis_cli.actions.new_things import is_number_of_new
from aegis_cli.actions.results.templates import fill
from aegis_cli.core.http import Request
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.plan import EachRow, Link, Origin, Plan, Provenance, Stdin, Step, Value

EACH = "each row"
"""What stands for a row in the words about a step that is done for each."""


def things_of_rows(step: Step) -> tuple[str, ...]:
    """Return the fields that the key of a row fills, and not its place."""
    kinds = kinds_of(step.action)
    return tuple(name for name in step.row_fields if kinds[name].container is None)


_TAKEN = {"file": Origin.FILE, "secret": Origin.RESOLVED}
"""Where a commitment comes from, by what the call takes: a secret is typed or piped in."""


@dataclass(frozen=True, slots=True)
class Act:
    """One concrete request."""

    step: Step
    """The step that it does, with the origin of each value."""
    action: Action[Any]
    """Complete: with the standard input and, once it is bound, the login of `@me`."""
    base: str
    """The root of the API that it goes to."""
    preconditions: tuple[Precondition, ...] = ()
    related: tuple[str, ...] = ()
    """The names of the related reads that the policy lets through; none before it is judged."""
    links: tuple[LinkAt, ...] = ()
    """The links that its texts end with, which its executor makes, and the numbers of what earlier
    ones make."""
    planned: Step | None = None
    """The step that was planned, where its target is of another kind than that says."""
    undoes: Action[Any] | None = None
    """The call whose replaced values it puts back, where nothing changed them since."""
    left: tuple[tuple[str, Any], ...] = ()
    """Paths in the answer about its target, and the values there without which it is not done."""

    @property
    def id(self) -> str:
        """What names it in a plan."""
        return self.step.id

    @property
    def effect(self) -> Effect:
        """How much it can change."""
        return self.action.facts.effect

    @property
    def approval(self) -> Approval:
        """How a person approves it."""
        return self.action.facts.approval

    @property
    def says(self) -> str:
        """What it does, as a sentence; of a step for each row, with that in place of a name."""
        if not self.step.row_fields:
            return self.action.says()
        things = dict.fromkeys(things_of_rows(self.step), EACH)
        return fill(self.action.facts.says, self.action.sent_arguments() | things, now=None)

    @property
    def path(self) -> str:
        """The path of its request; of a step for each row, with that in place of a name."""
        path = self.request.path
        for name in things_of_rows(self.step):
            path = path.replace(str(getattr(self.action, name)), f"({EACH})")
        return path

    @property
    def provenance(self) -> Provenance:
        """The origin of each argument: of the step's values, and of what aegis found."""
        found = dict.fromkeys(resolved_ids(type(self.action)), Origin.RESOLVED)
        facts = self.action.facts  # what a program at a door sends, it has no name for
        takes = Origin.RESOLVED if facts.converses else _TAKEN.get(facts.takes, Origin.RESOLVED)
        taken = dict.fromkeys(commitments(type(self.action)), takes)
        origins = {**found, **taken, **self.step.provenance}
        return {name: origins[name] for name in self.action.sent_arguments()}

    @property
    def needs_approval(self) -> bool:
        """Whether somebody must approve it: it changes something, or sends standard input."""
        return self.effect > Effect.READ or bool(self.step.fields_from(Origin.STDIN))

    @property
    def call(self) -> Call:
        """What the executor gets, without a seal."""
        return Call(
            self.id,
            self.action,
            None,
            self.preconditions,
            related=self.related,
            links=self.links,
            row=self.step.row,
        )

    @property
    def request(self) -> Request:
        """The request as sent; of a list, the first page; with links, its approved template."""
        return self.call.request(self.base)

    @property
    def told_arguments(self) -> dict[str, Any]:
        """The arguments that may be shown; what has or names a new thing is an object."""
        links = {
            each.field: {"text": text_before(getattr(self.action, each.field)), "link_of": each.of}
            for each in self.links
            if not each.is_number
        }
        names = numbered_fields(type(self.action))
        made = {
            names[each.field]: {"text": getattr(self.action, names[each.field]), "made_by": each.of}
            for each in self.links
            if each.is_number
        }
        rows = {name: {"row_of": self.step.over} for name in self.step.row_fields}
        lists = {
            name: {"text": link.text, "links_of": link.of}
            for name, link in self.step.links_of_lists.items()
        }
        return self.action.told_arguments() | links | made | rows | lists

    @property
    def fingerprint(self) -> str:
        """The SHA-256 over all that a person approves of it."""
        return self.call.fingerprint(self.request)


def expand(
    plan: Plan,
    bases: Mapping[str, str],
    stdin: str = "",
    sites: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Act, ...]:
    """Make the acts of a plan, at the bases of their providers; `stdin` is its whole content.

    `sites` has the hosts of web pages that the settings name, by the provider's name.
    Raises `UsageError` if standard input, a row of a list, or a link does not fit a field: no
    planner can correct that.
    """
    acts: dict[str, Act] = {}
    for step in plan.steps:
        base = step.action.provider.base_in(bases)
        act = Act(step, _action(step, stdin), base)
        acts[step.id] = _with_links(act, acts, sites)
    return tuple(acts.values())


def _with_links(act: Act, before: Mapping[str, Act], sites: Mapping[str, str]) -> Act:
    """Return an act with the addresses of its links, each up to its number, and other numbers."""
    texts = (
        LinkAt(name, link.of, _page(before[link.of], sites))
        for name, link in act.step.links.items()
    )
    links = (*texts, *_numbers(act, before.values()))
    try:
        longest(act.action, links)
    except ValidationError as error:
        reason = f"With the link, it does not fit {act.action.facts.action}: {explain(error)}"
    else:
        return replace(act, links=links)
    raise UsageError(reason, code=Code.BAD_INPUT)


def with_bound_pages(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return acts with the pages of their links as their targets are, once `@me` is bound."""
    actions = {act.id: act.action for act in acts}
    return tuple(
        replace(act, links=tuple(_with_bound_page(link, actions[link.of]) for link in act.links))
        for act in acts
    )


def _with_bound_page(link: LinkAt, of: Action[Any]) -> LinkAt:
    host = urlsplit(link.page).netloc
    return replace(link, page=page_before_number(of, host) or link.page)


def _numbers(act: Act, before: Iterable[Act]) -> Iterator[LinkAt]:
    """Yield the numbers of an act that are of what an act before it makes, the last of that name.

    NOTE: a row of a list is there already.
    """
    for field, name in numbered_fields(type(act.action)).items():
        if name in act.step.fields_from(Origin.RESULT) or getattr(act.action, name) is None:
            continue
        makers = [each.id for each in before if is_number_of_new(act.action, field, each.action)]
        yield from (LinkAt(field, of) for of in makers[-1:])


def _page(act: Act, sites: Mapping[str, str]) -> str:
    provider = act.action.provider
    page = page_before_number(
        act.action, provider.host_of_pages(act.base, sites.get(provider.name, ""))
    )
    if page is None:
        raise UsageError(
            f"What {act.action.facts.action} makes has no page at {provider.title}.",
            code=Code.BAD_INPUT,
        )
    return page


def digest(acts: Iterable[Act]) -> str:
    """Return the digest of acts: it covers all that they send, and what is pinned."""
    return digest_of(act.fingerprint for act in acts)


_SEND_LESS = "Send less, or cut it first, as in `head -c 60000 crash.log | aegis ask …`."


def _action(step: Step, stdin: str) -> Action[Any]:
    values = {
        name: [_fill_value(step, name, item, stdin) for item in value]
        if isinstance(value, tuple)
        else _fill_value(step, name, value, stdin)
        for name, value in step.values.items()
    }
    try:
        return step.action.model_validate(values)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors() if each["loc"]}
        what, hint = _what_does_not_fit(step, is_row=not wrong.isdisjoint(_from_rows(step)))
        reason = f"{what} does not fit {step.action.facts.action}: {explain(error)}"
    raise UsageError(reason, code=Code.BAD_INPUT, hint=hint)


def _from_rows(step: Step) -> tuple[str, ...]:
    return step.fields_from(Origin.RESULT)


def _what_does_not_fit(step: Step, *, is_row: bool) -> tuple[str, str | None]:
    """Say what makes a value too long or wrong, and what helps."""
    if not is_row:
        return "Standard input", _SEND_LESS
    return ("With the links, it", _FEWER) if step.linked else ("A row of the list", None)


_FEWER = "Say more of them, so that fewer are listed."


def _fill_value(step: Step, name: str, value: Value, stdin: str) -> Any:
    if isinstance(value, Stdin):
        return from_stdin(step.action.model_fields[name], stdin)
    assert not isinstance(value, EachRow), "its list was not read"
    return with_stand_in(value.text) if isinstance(value, Link) else value.value
