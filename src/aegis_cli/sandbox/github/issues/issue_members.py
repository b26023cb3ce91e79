"""The labels and the assignees of an issue."""

from collections.abc import Sequence

from aegis_cli.sandbox.github.api import queries
from aegis_cli.sandbox.github.api.bodies import check_body, names
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.issues.issue_fields import assignable, labels_named
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Issue, Label, Repo, Role


def list_assignees(call: Call) -> Reply:
    """List the people who can be assigned in a repository."""
    repo = call.repo
    people = [person for login in sorted(repo.roles) if (person := assignable(call, repo, login))]
    return queries.page_of(call, people)


def labels_sent(call: Call, repo: Repo, _: Issue) -> Sequence[Label]:
    """Return the labels that are sent; GitHub creates those that do not exist."""
    return labels_named(call, repo, names(check_body(call)["labels"], "name"))


def people_sent(call: Call, repo: Repo, _: Issue) -> Sequence[Person]:
    """Return those who can be assigned; none without push access: GitHub says nothing of it."""
    logins = names(check_body(call).get("assignees", []), "login")
    people = [person for login in logins if (person := assignable(call, repo, login))]
    return people if repo.role_of(call.viewer) >= Role.WRITE else ()
