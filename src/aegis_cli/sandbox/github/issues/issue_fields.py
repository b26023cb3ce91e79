"""The fields of an issue that a request may set; some are ignored without push access."""

from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import names
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.collection import Limit
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Label, Repo, Role

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
LABEL_NAME = Limit(50, needed=True)


def title_and_body(body: dict[str, Any], *, resource: str = "Issue") -> dict[str, Any]:
    """Return the title and body that were sent, or refuse them."""
    texts: dict[str, Any] = {name: body[name] for name in ("title", "body") if name in body}
    if texts.get("title", "") is None:
        del texts["title"]  # `null` does not change the title
    problems = errors.text_problems(resource, "body", texts.get("body") or "", most=LONGEST_BODY)
    if "title" in texts:
        title = texts["title"] = str(texts["title"])
        problems[:0] = errors.text_problems(
            resource, "title", title, most=LONGEST_TITLE, needed=True
        )
    if problems:
        raise errors.invalid(*problems)
    return texts


def triage(call: Call, repo: Repo, body: dict[str, Any]) -> dict[str, Any]:
    """Return the labels, assignees and milestone that were sent; nothing without push access.

    GitHub says: "Only users with push access can set labels for new issues. Labels are silently
    dropped otherwise." It says the same of assignees and of the milestone.
    """
    if repo.role_of(call.viewer) < Role.WRITE:
        return {}
    changes: dict[str, Any] = {}
    if "milestone" in body:
        number, numbers = body["milestone"], {str(each): each for each in repo.milestones}
        if number is not None and str(number) not in numbers:
            raise errors.invalid_field("Issue", "milestone", "invalid", value=number)
        changes["milestone"] = numbers.get(str(number))
    if "assignees" in body:
        changes["assignees"] = _assignees(call, repo, names(body["assignees"], "login"))
    if "labels" in body:
        changes["labels"] = labels_named(call, repo, names(body["labels"], "name"))
    return changes


def labels_named(call: Call, repo: Repo, wanted: list[str]) -> tuple[Label, ...]:
    """Return the labels with these names, each once; GitHub creates those that do not exist."""
    for name in wanted:
        LABEL_NAME.require("Label", "name", name)
    for name in wanted:
        if name.casefold() not in repo.labels:
            repo.labels[name.casefold()] = Label(next(call.world.ids), name)
    return tuple(dict.fromkeys(repo.labels[name.casefold()] for name in wanted))


def assignable(call: Call, repo: Repo, login: str) -> Person | None:
    """Return the person if they can be assigned in this repository."""
    person = call.world.person(login)
    works_here = person is not None and person.login in repo.roles
    return person if works_here else None


def _assignees(call: Call, repo: Repo, logins: list[str]) -> tuple[Person, ...]:
    people = {login: assignable(call, repo, login) for login in logins}
    wrong = [login for login, person in people.items() if person is None]
    if wrong:
        problems = (errors.error("Issue", "assignees", "invalid", value=login) for login in wrong)
        raise errors.invalid(*problems)
    return tuple(dict.fromkeys(person for person in people.values() if person))
