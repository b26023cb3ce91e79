"""Reads of people, and what finds one by a name: several people may have it."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import At, Doc, ResolvedId, Unsent
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Card
from aegis_cli.actions.words.forms import SHOW, Form
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_resources import SlackPerson
from aegis_cli.providers.slack.slack_types import PersonName, UserId, person_in

_LARGEST = "999"
"""The length of a page in which one person is looked for."""
_NAMES = (
    "id",
    "name",
    "real_name",
    "profile.display_name",
    "profile.real_name",
    "profile.email",
)
"""Where a person has what they are called by."""
_CARD = Card(
    heading="Person {real_name|name}",
    reference="@{name}",
    facts=(
        ("Shown as", "{profile.display_name}"),
        ("Title", "{profile.title}"),
        ("Status", "{profile.status_emoji} {profile.status_text}"),
        ("E-mail", "{profile.email}"),
        ("Time zone", "{tz}"),
        ("Id", "{id}"),
    ),
    piped=(("id", "{id}"), ("handle", "{name}"), ("name", "{real_name}")),
)
Who: TypeAlias = Annotated[PersonName, Unsent(), Doc("Person, by handle, name, address or id.")]


def is_called(person: Any, name: str) -> bool:
    """Tell whether a person has a name; its case does not matter."""
    names = (pick(person, path) for path in _NAMES)
    return name.casefold() in {each.casefold() for each in names if isinstance(each, str)}


def by_name(person: Any, name: str | None) -> Any:
    """Return a person with the name by which they were looked for, if they have it."""
    return {**person, "called": name} if name and is_called(person, name) else person


def person_of(action: Any) -> str:
    """Return the id that a call has in the place of a person's name; "" if it has the name."""
    return person_in(action.person)


class ListPeople(
    SlackAction[list[SlackPerson]],
    method="users.list",
    envelope="members",
    action="slack.users.list",
    says="List the people of the workspace",
    utterances=(
        "SHOW the slack people|users|members",
        Form(SHOW, ("people|users|members of|in|on|at slack",), example="list the people in slack"),
    ),
    verbs=("list", "show"),
):
    """List the people of the workspace."""

    person: Annotated[PersonName | None, Unsent()] = None
    """Only those with this handle, name, address or id."""
    limit: Limit = 100

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a person is still there, and has the name that is looked for."""
        return not item.get("deleted") and (self.person is None or is_called(item, self.person))

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the one who is looked for by that name; of several, each by the handle."""
        return [by_name(items[0], self.person)] if len(items) == 1 else items

    def _page_size(self) -> tuple[tuple[str, str], ...]:
        is_usual = self.person is None and self.limit <= type(self).page[1]
        return super()._page_size() if is_usual else (("limit", _LARGEST),)


class GetPerson(
    SlackAction[SlackPerson],
    method="users.info",
    envelope="user",
    action="slack.users.get",
    says="Show {person}",
    view=_CARD,
    utterances=("SHOW the slack user|person|profile {person}", "who is {person} at|on|in slack"),
    verbs=("show", "get", "view"),
):
    """Show a person."""

    person: Who
    person_id: Annotated[
        UserId | None,
        At("user"),
        ResolvedId(read=ListPeople, path="id", by={"limit": ""}, itself=person_of),
    ] = None
    """The person's id."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether it is the person who was asked for."""
        return item.get("id") == (person_in(self.person) or self.person_id)

    def shape(self, item: Any) -> Any:
        """Return the person by the name that the call has."""
        return by_name(item, self.person)


EmailAddress: TypeAlias = Annotated[
    str,
    named_kind("address", "ada@acme.example"),
    StringConstraints(pattern=r"^[^\s@<>]{1,64}@[^\s@<>]{1,190}$"),
]


class FindPersonByEmail(
    SlackAction[SlackPerson],
    method="users.lookupByEmail",
    envelope="user",
    action="slack.users.find_by_email",
    says="Find the person with the address {email}",
    view=_CARD,
    utterances=("find|show the? slack user|person with the? email|address? address? {email}",),
    verbs=("find", "show"),
):
    """Find a person by an e-mail address."""

    email: EmailAddress
    """The address that they use at Slack."""
