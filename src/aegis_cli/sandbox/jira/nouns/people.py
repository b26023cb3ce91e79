"""People: who is signed in, and who can be assigned."""

from aegis_cli.sandbox.jira.call import Call, Reply, answers, shows
from aegis_cli.sandbox.jira.errors import Problem, no_issue
from aegis_cli.sandbox.jira.shapes import Shapes
from aegis_cli.sandbox.jira.world import Person, Project


def _user(call: Call) -> Person:
    person = call.world.people.get(call.query.get("accountId", ""))
    if person is None:
        raise Problem(404, "Specified user does not exist or you do not have required permissions")
    return person


answers.add(
    (
        ("getCurrentUser", shows(lambda call: call.world.me, Shapes.me)),
        ("getUser", shows(_user)),
    )
)


@answers("findAssignableUsers")
def find_assignable(call: Call) -> Reply:
    """List those who can be assigned in a project or to an issue, by the beginnings of words."""
    query = call.query
    if "username" in query:
        raise Problem(400, "The query parameter 'username' is no longer available.")
    found = [
        each
        for each in _project(call).assignable
        if each.active
        and _fits(each, query.get("query", ""))
        and query.get("accountId") in (None, each.account_id)
    ]
    start = query["startAt"]
    return Reply([call.shapes.write(each) for each in found[start : start + query["maxResults"]]])


def _project(call: Call) -> Project:
    query, world = call.query, call.world
    asked = [query[name] for name in ("issueKey", "issueId") if name in query]
    if asked:
        issue = world.issue(asked[0])
        if issue is None:
            raise no_issue()
        return issue.project
    if "project" not in query:
        raise Problem(400, "At least one of 'project', 'issueKey' or 'issueId' is needed.")
    return call.project(query["project"])


def _fits(person: Person, query: str) -> bool:
    """Return whether each word of a query begins a word of a name, or the address."""
    known = f"{person.display_name} {person.email_address or ''}".casefold().split()
    return all(any(each.startswith(word) for each in known) for word in query.casefold().split())
