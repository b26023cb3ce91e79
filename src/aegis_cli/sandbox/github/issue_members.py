"""The labels and the assignees of an issue."""

from collections.abc import Sequence

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked, names
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.issue_fields import assignable, labels_named
from aegis_cli.sandbox.github.members import Members
from aegis_cli.sandbox.github.world import Issue, Label, Person, Repo, Role


def list_assignees(call: Call) -> Reply:
    """List the people who can be assigned in a repository."""
    repo = call.repo
    people = [person for login in sorted(repo.roles) if (person := assignable(call, repo, login))]
    return queries.paged(call, people)


def _label_asked(call: Call, _: Repo, issue: Issue) -> Sequence[Label]:
    name = call.params["name"].casefold()
    asked = [label for label in issue.labels if label.name.casefold() == name]
    if not asked:
        raise errors.Refusal(404, "Label does not exist")
    return asked


def _people_sent(call: Call, repo: Repo, _: Issue) -> Sequence[Person]:
    """Return those who can be assigned; none without push access: GitHub says nothing of it."""
    logins = names(checked(call).get("assignees", []), "login")
    people = [person for login in logins if (person := assignable(call, repo, login))]
    return people if repo.role_of(call.viewer) >= Role.WRITE else ()


def _people_asked(call: Call, _: Repo, issue: Issue) -> Sequence[Person]:
    logins = {login.casefold() for login in checked(call)["assignees"]}
    return [person for person in issue.assignees if person.login.casefold() in logins]


LABELS_OF_ISSUE = Members(
    field="labels",
    shape=shapes.label,
    added=lambda call, repo, _: labels_named(call, repo, names(checked(call)["labels"], "name")),
    removed=_label_asked,
    answer=lambda call, repo, issue: [shapes.label(call, repo, each) for each in issue.labels],
)
"""The labels of an issue; the answer to a write is all of them."""

ASSIGNEES = Members(
    field="assignees",
    shape=lambda _, __, person: person,
    added=_people_sent,
    removed=_people_asked,
    answer=shapes.issue,
    to_add=Role.READ,
    to_remove=Role.WRITE,
)
"""The people whom an issue is assigned to; the answer to a write is the issue."""
