"""People: who is signed in, and who can be assigned."""

from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.world import Person, Project


@answers("getCurrentUser")
def get_me(call: Call) -> Reply:
    """Show who is signed in."""
    return Reply({**(call.shapes.person(call.world.me) or {}), "locale": "en_US"})


@answers("getUser")
def get_user(call: Call) -> Reply:
    """Show somebody, by the id of the account."""
    person = call.world.people.get(call.query.get("accountId", ""))
    if person is None:
        raise Problem(404, "Specified user does not exist or you do not have required permissions")
    return Reply(call.shapes.person(person.account_id))


@answers("findAssignableUsers")
def find_assignable(call: Call) -> Reply:
    """List those who can be assigned in a project or to an issue, by the beginnings of words."""
    query = call.query
    if "username" in query:
        raise Problem(400, "The query parameter 'username' is no longer available.")
    project = _project(call)
    people = [call.world.people[each] for each in project.assignable]
    found = [each for each in people if each.active and _fits(each, query.get("query", ""))]
    if "accountId" in query:
        found = [each for each in found if each.account_id == query["accountId"]]
    start = query["startAt"]
    page = found[start : start + query["maxResults"]]
    return Reply([call.shapes.person(each.account_id) for each in page])


def _project(call: Call) -> Project:
    query, world = call.query, call.world
    asked = [query[name] for name in ("issueKey", "issueId") if name in query]
    if asked:
        issue = world.issue(asked[0])
        if issue is None:
            raise Problem(404, "Issue does not exist or you do not have permission to see it.")
        return world.projects[issue.project]
    if "project" not in query:
        raise Problem(400, "At least one of 'project', 'issueKey' or 'issueId' is needed.")
    project = world.project(query["project"])
    if project is None:
        raise Problem(404, f"No project could be found with key '{query['project']}'.")
    return project


def _fits(person: Person, query: str) -> bool:
    """Return whether each word of a query begins a word of a name, or the address."""
    known = [*person.name.casefold().split(), person.email.casefold()]
    return all(any(each.startswith(word) for each in known) for word in query.casefold().split())
