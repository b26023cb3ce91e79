"""JQL: what each field takes, what nobody wrote, and the pages of what is found."""

from base64 import urlsafe_b64encode

from tests.helpers.rows import for_each
from tests.sandbox.jira.conftest import Clock, Jira, words

WEB = 'project = "WEB"'
OPEN = "sprint in openSprints()"


@for_each(
    ("query", "keys"),
    [
        ('project = "OPS"', ["OPS-3", "OPS-2", "OPS-1"]),
        ('project = "Operations"', ["OPS-3", "OPS-2", "OPS-1"]),
        ('(project = "OPS" OR project = "DOCS")', ["DOCS-1", "OPS-3", "OPS-2", "OPS-1"]),
        ('project != "WEB" AND project != "OPS"', ["DOCS-1"]),
        (f'{WEB} AND status = "Done"', ["WEB-7", "WEB-3"]),
        (f'{WEB} AND (status = "In Progress")', ["WEB-6", "WEB-2", "WEB-1"]),
        (f'{WEB} AND statusCategory = "Done"', ["WEB-7", "WEB-3"]),
        (f'{WEB} AND statusCategory != "done" AND issuetype = "Epic"', ["WEB-1"]),
        (f'{WEB} AND issuetype = "Bug"', ["WEB-11", "WEB-6", "WEB-5"]),
        (f"{WEB} AND assignee = currentUser()", ["WEB-8", "WEB-7", "WEB-3", "WEB-2"]),
        (f'{WEB} AND assignee = "Sam Lee"', ["WEB-5"]),
        (f'{WEB} AND assignee = "5b10ac8d82e05b22cc7d4ef8"', ["WEB-5"]),
        (f'{WEB} AND reporter = "bob@acme.example"', ["WEB-9", "WEB-6"]),
        (f"{WEB} AND assignee is EMPTY", ["WEB-12", "WEB-11", "WEB-9"]),
        (f"{WEB} AND assignee != currentUser()", ["WEB-10", "WEB-6", "WEB-5", "WEB-4", "WEB-1"]),
        ('labels = "login"', ["WEB-6", "WEB-5", "WEB-2"]),
        ('labels = "LOGIN" AND labels != "mobile"', ["WEB-6", "WEB-2"]),
        ('labels = "nothing"', []),
        (f'{WEB} AND priority = "High"', ["WEB-5"]),
        (OPEN, ["WEB-8", "WEB-6", "WEB-5", "WEB-2"]),
        ('sprint = "WEB Sprint 1"', ["WEB-7"]),
        ("sprint in closedSprints()", ["WEB-7"]),
        (f'{WEB} AND issuetype = "Task" AND sprint is EMPTY', ["WEB-12", "WEB-9"]),
        ('text ~ "login page"', ["DOCS-1", "WEB-5"]),
        ('text ~ "proxy"', ["WEB-5"]),
        (f'{WEB} AND created >= "2026-11-19"', ["WEB-12", "WEB-11"]),
        (f'{WEB} AND updated >= "2026-11-22"', ["WEB-6", "WEB-5"]),
    ],
)
def test_a_query_finds_what_it_means(query: str, keys: list[str], jira: Jira) -> None:
    assert keys == jira.keys(query)


@for_each(
    ("order", "keys"),
    [
        ("priority DESC", ["WEB-6", "WEB-5", "WEB-8", "WEB-2"]),
        ("updated ASC", ["WEB-8", "WEB-2", "WEB-5", "WEB-6"]),
        ("created DESC", ["WEB-8", "WEB-6", "WEB-5", "WEB-2"]),
    ],
)
def test_what_is_found_is_ordered(order: str, keys: list[str], jira: Jira) -> None:
    assert keys == jira.keys(f"{OPEN} ORDER BY {order}")


@for_each(
    ("query", "why"),
    [
        ('project = "SECRET"', "The value 'SECRET' does not exist for the field 'project'."),
        ('status = "Doing"', "The value 'Doing' does not exist for the field 'status'."),
        ('assignee = "nobody"', "The value 'nobody' does not exist for the field 'assignee'."),
        ('priority = "Urgent"', "The value 'Urgent' does not exist for the field 'priority'."),
        (r'project = "x\" OR project = \"WEB"', "The value 'x\" OR project = \"WEB' does not"),
    ],
)
def test_a_value_that_nothing_has_is_refused(query: str, why: str, jira: Jira) -> None:
    status, messages = jira.refusal("GET", "/search/jql", jql=query)

    assert 400 == status
    assert messages.startswith(why)
    assert 400 == jira.refusal("POST", "/search/approximate-count", {"jql": query})[0]


@for_each(
    "query",
    [
        *("", "ORDER BY created DESC", "project = WEB", "project = 'WEB'", f"({WEB}", f"{WEB})"),
        *(f'{WEB} OR project = "OPS"', f"NOT {WEB}", f"{WEB} and {WEB}", f"{WEB}  AND {WEB}"),
        *('colour = "red"', 'key = "WEB-5"', 'status ~ "Done"', 'project >= "WEB"'),
        *('project in ("WEB", "OPS")', 'sprint in "3"', "sprint = openSprints()"),
        *('assignee in membersOf("x")', "text ~ currentUser()", 'text = "x"', "labels is NULL"),
        *('created >= "-5d"', 'created >= "soon"', "created >= startOfDay()", 'created = "x"'),
        *('text ~ ""', 'text ~ "*x"', 'text ~ "a (b"', r'text ~ "\"a\""', 'text ~ "log*"'),
        *(f"{WEB} ORDER BY key ASC", f"{WEB} ORDER BY created", f"{WEB} ORDER BY a ASC, b ASC"),
        *(r'project = "\x41"', r'project = "\u12"', 'project = "\t"', 'project = "WEB'),
        *('project = "\x7f"', 'project = "\ufdd0"', 'text ~ "x" OR project = "SECRET"'),
    ],
)
def test_a_query_that_nobody_wrote_says_so(query: str, jira: Jira) -> None:
    assert 501 == jira.refusal("GET", "/search/jql", jql=query)[0]
    assert 501 == jira.refusal("POST", "/search/approximate-count", {"jql": query})[0]


def test_what_is_found_comes_in_pages_until_the_last(jira: Jira) -> None:
    query = {"jql": f"{WEB} ORDER BY created DESC", "fields": "summary", "maxResults": 5}
    found, sizes = [], []
    page = jira.get("/search/jql", **query)
    while True:
        found += [each["key"] for each in page["issues"]]
        sizes.append(len(page["issues"]))
        assert page["isLast"] == ("nextPageToken" not in page)
        if page["isLast"]:
            break
        page = jira.get("/search/jql", **query, nextPageToken=page["nextPageToken"])

    assert ([5, 5, 2], {f"WEB-{number}" for number in range(1, 13)}) == (sizes, {*found})


@for_each("token", ["x", urlsafe_b64encode(b"5:abc").decode()])
def test_a_token_is_of_its_own_query(token: str, jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/search/jql", jql=WEB, nextPageToken=token)[0]
    other = jira.get("/search/jql", jql='project = "OPS"', maxResults=1)["nextPageToken"]
    assert 400 == jira.refusal("GET", "/search/jql", jql=WEB, nextPageToken=other)[0]


def test_a_page_has_a_size(jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/search/jql", jql=WEB, maxResults="0")[0]


def test_without_fields_there_are_ids_alone(jira: Jira) -> None:
    found = jira.get("/search/jql", jql='text ~ "proxy"')["issues"]

    assert [{"id": "10105"}] == found


def test_what_is_found_is_counted(jira: Jira) -> None:
    counted = jira.send("POST", "/search/approximate-count", {"jql": WEB})

    assert {"count": 12} == counted
    assert 400 == jira.refusal("POST", "/search/approximate-count", {})[0]


def test_what_was_written_is_found(jira: Jira, clock: Clock) -> None:
    clock.at += 86_400
    jira.send("POST", "/issue/WEB-9/comment", {"body": words("a zebra crosses")})

    assert ["WEB-9"] == jira.keys('text ~ "zebra"')
    assert ["WEB-9"] == jira.keys('updated >= "2026-11-25"')
