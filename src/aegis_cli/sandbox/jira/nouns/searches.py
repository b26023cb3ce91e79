"""Search with JQL: pages by a token, and how many there are."""

from hashlib import sha256

from aegis_cli.sandbox.engine.cursors import cursor, place
from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.jql import search

_MOST = 5000
_MOST_WITH_FIELDS = 100
_FEW = frozenset({"id", "key"})


@answers("searchAndReconsileIssuesUsingJql")
def search_issues(call: Call) -> Reply:
    """Return one page of what a query finds; of an issue its id alone, unless fields are asked."""
    query = call.query
    text, fields = query.get("jql", ""), query.get("fields") or ["id"]
    found = search(call.world, text)
    most = min(query["maxResults"], _MOST if set(fields) <= _FEW else _MOST_WITH_FIELDS)
    if not most:
        raise Problem(400, "maxResults must be at least 1.")
    token = query.get("nextPageToken")
    first = _place(token, text) if token else 0
    page = found[first : first + most]
    if fields == ["id"]:
        issues = [{"id": each.id} for each in page]
    else:
        issues = [call.shapes.issue(each, fields) for each in page]
    is_last = first + most >= len(found)
    following = {} if is_last else {"nextPageToken": cursor(_digest(text), first + most)}
    return Reply({"issues": issues, "isLast": is_last, **following})


@answers("countIssues")
def count_issues(call: Call) -> Reply:
    """Return about how many issues a query finds."""
    if "jql" not in call.body:
        raise Problem(400, "jql is required")
    return Reply({"count": len(search(call.world, call.body["jql"]))})


def _place(token: str, text: str) -> int:
    try:
        return place(_digest(text), token)
    except ValueError:
        raise Problem(400, "The nextPageToken is not valid for this query.") from None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
