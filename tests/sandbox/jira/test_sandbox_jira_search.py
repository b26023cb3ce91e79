"""JQL: its words, its clauses, what each field takes, and the pages of what is found."""

from base64 import urlsafe_b64encode

import pytest

from aegis_cli.sandbox.jira import jql
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.jql_words import words as words_of
from tests.helpers.rows import for_each
from tests.sandbox.jira.conftest import Clock, Jira, words

WEB = "project = WEB"


def text_of(query: str) -> list[str]:
    return [each.text for each in words_of(query)]


@for_each(
    ("query", "found"),
    [
        ('a = "b c"', ["a", "=", "b c"]),
        ("a='b'", ["a", "=", "b"]),
        (r'"a\"b" \'c\''.replace("\\'", "'"), ['a"b', "c"]),
        (r'"\t\n\r\\\'\ \u00e9"', ["\t\n\r\\' é"]),
        ("a>=b!~c<d", ["a", ">=", "b", "!~", "c", "<", "d"]),
        ("in(a,b)", ["in", "(", "a", ",", "b", ")"]),
        ("cf[10020] is empty", ["cf", "[", "10020", "]", "is", "empty"]),
        ("a && b || !c", ["a", "&&", "b", "||", "!", "c"]),
        ('"日本" x-1', ["日本", "x-1"]),
    ],
)
def test_a_query_is_of_words(query: str, found: list[str]) -> None:
    assert found == text_of(query)


@for_each(
    ("query", "why"),
    [
        ('"a', "has not been completed"),
        ("'a\"", "has not been completed"),
        (r'"\x41"', "illegal JQL escape"),
        (r'"\u12"', "illegal JQL escape"),
        ('"a\\', "illegal JQL escape"),
        ("a = b; c", "reserved JQL character"),
        ("a = b@c", "reserved JQL character"),
        ("a = *", "reserved JQL character"),
        ('"a\x00"', "is not allowed, escape it"),
        ('"a\x7f"', "is not allowed, escape it"),
        ('"a\t"', "is not allowed, escape it"),
        ('"\ufdd0"', "is not allowed, escape it"),
    ],
)
def test_a_wrong_word_is_refused(query: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        text_of(query)

    assert 400 == refused.value.status
    assert why in refused.value.body["errorMessages"][0]


def clause(field: str, operator: str, *values: str) -> jql.Clause:
    return jql.Clause(field, operator, tuple(jql.Value(each) for each in values))


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    a, b, c = (clause(name, "=", "1") for name in "abc")

    assert jql.Any((a, jql.Every((b, c)))) == jql.read("a=1 or b=1 and c=1").condition
    assert jql.Every((jql.Any((a, b)), c)) == jql.read("(a=1 OR b=1) AND c=1").condition
    assert jql.Every((jql.Not(a), b)) == jql.read("not a=1 and b=1").condition
    assert jql.Not(jql.Any((a, b))) == jql.read("!(a=1 | b=1)").condition


def test_operators_and_operands_are_read() -> None:
    assert clause("a", "not in", "x", "y") == jql.read('a not in (x, "y")').condition
    assert jql.Clause("a", "is not", (jql.Empty(),)) == jql.read("a is not EMPTY").condition
    assert (
        jql.Clause("a", ">", (jql.Function("startofday", ("-1d",)),))
        == jql.read('a > startOfDay("-1d")').condition
    )
    assert (
        jql.Clause("a", "in", (jql.Function("opensprints", ()),))
        == jql.read("a in openSprints()").condition
    )
    assert clause("cf[10020]", "=", "2") == jql.read("cf[10020] = 2").condition
    assert (
        clause("story point estimate", "=", "2") == jql.read('"Story point estimate" = 2').condition
    )


def test_the_order_stands_at_the_end() -> None:
    query = jql.read("a = 1 ORDER BY b, c DESC, d asc")

    assert (("b", False), ("c", True), ("d", False)) == query.order
    assert jql.Query(None, (("b", False),)) == jql.read("order by b")
    assert jql.Query(None, ()) == jql.read(" ")


@for_each(
    "query",
    [
        *("a", "a =", "= 1", "a = 1 b = 2", "a = 1 and", "(a = 1", "a = 1)", "a in 1", "a in ()"),
        *("a is 1", "a not 1", "a = (1)", "a = and", "do = 1", "a = do", "order b", "cf[x] = 1"),
        *("a = 1 order by", "a = f(", "a = 1 order by b,", "a = 1, 2", "a in (1", "a = f(1 2)"),
        "a = 1 order by b, c, d, e, f, g, h, i",
        "(" * 60 + "a = 1" + ")" * 60,
        "not " * 60 + "a = 1",
    ],
)
def test_a_query_that_is_none_is_refused(query: str) -> None:
    with pytest.raises(Problem) as refused:
        jql.read(query)

    assert 400 == refused.value.status


def test_a_value_that_was_quoted_stays_one_value() -> None:
    hostile = 'x" OR project = "SECRET'
    quoted = hostile.replace("\\", "\\\\").replace('"', '\\"')

    assert clause("text", "~", hostile) == jql.read(f'text ~ "{quoted}"').condition
    # What was only put between quotes is two clauses, and no error.
    injected = jql.read(f'text ~ "{hostile}"').condition
    assert jql.Any((clause("text", "~", "x"), clause("project", "=", "SECRET"))) == injected


@for_each(
    ("query", "keys"),
    [
        ('project = "OPS"', ["OPS-3", "OPS-2", "OPS-1"]),
        ('project = "Operations"', ["OPS-3", "OPS-2", "OPS-1"]),
        ('project in ("OPS", "DOCS")', ["DOCS-1", "OPS-3", "OPS-2", "OPS-1"]),
        ('project not in ("WEB", "OPS")', ["DOCS-1"]),
        ("key = WEB-5", ["WEB-5"]),
        ("key in (WEB-5, OLD-3)", ["WEB-7", "WEB-5"]),
        ("key > WEB-10 and project = WEB", ["WEB-12", "WEB-11"]),
        (f"{WEB} AND status = Done", ["WEB-7", "WEB-3"]),
        (f'{WEB} AND status = "In Progress"', ["WEB-6", "WEB-2", "WEB-1"]),
        (f"{WEB} AND statusCategory = Done", ["WEB-7", "WEB-3"]),
        (f"{WEB} AND statusCategory != done AND type = Epic", ["WEB-1"]),
        (f"{WEB} AND issuetype in (Bug, Story)", ["WEB-11", "WEB-10", "WEB-6", "WEB-5", "WEB-2"]),
        (f"{WEB} AND assignee = currentUser()", ["WEB-8", "WEB-7", "WEB-3", "WEB-2"]),
        (f'{WEB} AND assignee = "Sam Lee"', ["WEB-5"]),
        (f'{WEB} AND assignee = "5b10ac8d82e05b22cc7d4ef8"', ["WEB-5"]),
        (f'{WEB} AND reporter = "bob@acme.example"', ["WEB-9", "WEB-6"]),
        (f"{WEB} AND assignee is EMPTY", ["WEB-12", "WEB-11", "WEB-9"]),
        (f"{WEB} AND assignee != currentUser()", ["WEB-10", "WEB-6", "WEB-5", "WEB-4", "WEB-1"]),
        ("watcher = currentUser()", ["OPS-3", "WEB-8", "WEB-5", "WEB-4", "WEB-3"]),
        ("labels = login", ["WEB-6", "WEB-5", "WEB-2"]),
        ("labels = LOGIN and labels != mobile", ["WEB-6", "WEB-2"]),
        ("labels = nothing", []),
        (f"{WEB} AND priority > Medium", ["WEB-6", "WEB-5"]),
        (f"{WEB} AND priority <= Low", ["WEB-12", "WEB-9"]),
        ("sprint in openSprints()", ["WEB-8", "WEB-6", "WEB-5", "WEB-2"]),
        ("sprint = 3", ["WEB-10"]),
        ('sprint = "WEB Sprint 1"', ["WEB-7"]),
        ("cf[10020] in futureSprints()", ["WEB-10"]),
        ("sprint in closedSprints()", ["WEB-7"]),
        (f"{WEB} AND type = Task AND sprint is EMPTY", ["WEB-12", "WEB-9"]),
        ("component = Login", ["WEB-5", "WEB-2"]),
        ('fixVersion = "2.4"', ["WEB-8", "WEB-6", "WEB-2"]),
        ("parent = WEB-2", ["WEB-4", "WEB-3"]),
        ('"Story point estimate" >= 5', ["WEB-10", "WEB-2"]),
        ("cf[10016] = 3", ["WEB-5"]),
        ('text ~ "login page"', ["DOCS-1", "WEB-5"]),
        ('text ~ "proxy"', ["WEB-5"]),
        ('summary ~ "log*" and project = WEB', ["WEB-5"]),
        (r'text ~ "\"page times\""', ["WEB-5"]),
        (r'text ~ "\"times page\""', []),
        (r'summary ~ "web 2\\.4"', ["WEB-8"]),
        (r'text ~ "\\(login\\)"', ["DOCS-1", "WEB-5"]),
        ('summary ~ "login -describe"', ["WEB-5"]),
        (f'{WEB} AND summary !~ "the"', ["WEB-11", "WEB-6", "WEB-2", "WEB-1"]),
        (f"{WEB} AND description is not EMPTY", ["WEB-5", "WEB-2"]),
        ("comment ~ proxy", ["WEB-5"]),
        ("due is not EMPTY", ["WEB-8"]),
        ('due <= "2027-01-15"', ["WEB-8"]),
        ('due < "2027/01/15 00:00"', []),
        (f"{WEB} AND created >= -5d", ["WEB-12", "WEB-11"]),
        (f'{WEB} AND created >= "-1w"', ["WEB-12", "WEB-11", "WEB-8"]),
        (f'{WEB} AND updated >= startOfDay("-2d")', ["WEB-6", "WEB-5"]),
        ("updated < startOfYear()", []),
        ("resolved >= startOfMonth(-1) and project = WEB", ["WEB-7", "WEB-3"]),
        ("created > now()", []),
        (
            f"{WEB} AND created < startOfWeek() AND created >= startOfWeek(-1)",
            ["WEB-12", "WEB-11", "WEB-8", "WEB-6"],
        ),
        ("created in (now(), startOfDay())", []),
        ("created < endOfMonth(-2) and project = WEB", ["WEB-7", "WEB-1"]),
        ("cf[10016] is not EMPTY and type = Bug", ["WEB-6", "WEB-5"]),
        (r'summary ~ "\\(" and type = Epic', ["WEB-1"]),
        (f"{WEB} AND (key = WEB-1 OR key = WEB-2) AND status != Done", ["WEB-2", "WEB-1"]),
        (f"{WEB} AND NOT status in (Done, 'To Do')", ["WEB-6", "WEB-2", "WEB-1"]),
        ('project = "WEB" AND key = "OPS-1"', []),
    ],
)
def test_a_query_finds_what_it_means(query: str, keys: list[str], jira: Jira) -> None:
    assert keys == jira.keys(query)


@for_each(
    ("order", "keys"),
    [
        ("key", ["WEB-2", "WEB-5", "WEB-6", "WEB-8"]),
        ("rank", ["WEB-2", "WEB-5", "WEB-6", "WEB-8"]),
        ("priority DESC, key", ["WEB-6", "WEB-5", "WEB-2", "WEB-8"]),
        ("updated", ["WEB-8", "WEB-2", "WEB-5", "WEB-6"]),
        ("created DESC", ["WEB-8", "WEB-6", "WEB-5", "WEB-2"]),
        ("summary", ["WEB-6", "WEB-2", "WEB-5", "WEB-8"]),
        ("cf[10016], key", ["WEB-8", "WEB-6", "WEB-5", "WEB-2"]),
        ("due DESC, key DESC", ["WEB-8", "WEB-6", "WEB-5", "WEB-2"]),
        ("status, key", ["WEB-5", "WEB-8", "WEB-2", "WEB-6"]),
    ],
)
def test_what_is_found_is_ordered(order: str, keys: list[str], jira: Jira) -> None:
    assert keys == jira.keys(f"sprint in openSprints() ORDER BY {order}")


@for_each(
    ("query", "why"),
    [
        ("", "Unbounded JQL queries are not allowed here"),
        ("ORDER BY created DESC", "Unbounded JQL queries are not allowed here"),
        ("colour = red", "Field 'colour' does not exist"),
        ("project = SECRET", "The value 'SECRET' does not exist for the field 'project'."),
        ("key = SECRET-1", "The value 'SECRET-1' does not exist for the field 'key'."),
        ("key = OPS-4", "The value 'OPS-4' does not exist for the field 'key'."),
        ("status = Doing", "The value 'Doing' does not exist for the field 'status'."),
        ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
        ("priority = Urgent", "The value 'Urgent' does not exist for the field 'priority'."),
        ("status ~ Done", "The operator '~' is not supported by the 'status' field."),
        ("status > Done", "The operator '>' is not supported by the 'status' field."),
        ("summary = x", "The operator '=' is not supported by the 'summary' field."),
        ("created ~ x", "The operator '~' is not supported by the 'created' field."),
        ("created = soon", "Date value 'soon' for field 'created' is invalid."),
        ('created = ""', "Date value '' for field 'created' is invalid."),
        ("created in (now(), EMPTY)", "The operator 'in' is not supported by the 'created' field."),
        ("created in (EMPTY)", "The operator 'in' is not supported by the 'created' field."),
        ("cf[10016] = many", "The operator '=' is not supported by the 'cf[10016]' field."),
        ("priority > EMPTY", "The operator '>' is not supported by the 'priority' field."),
        ("sprint = currentUser()", "Unable to find JQL function 'currentuser'"),
        ("assignee in membersOf(x)", "Unable to find JQL function 'membersof'"),
        ("created > openSprints()", "Unable to find JQL function 'opensprints'"),
        ("created > startOfDay(x)", "Function 'startofday' cannot read 'x'"),
        ("created > startOfDay(1, 2)", "Function 'startofday' expected 0 or 1 arguments."),
        ('text ~ ""', "can not be searched for an empty string"),
        ('text ~ "*x"', "is not allowed to start with '*'"),
        ('text ~ "a (b"', "Unable to parse the text 'a (b' for field 'text'."),
        (r'text ~ "\"a"', "Unable to parse the text"),
        ('text ~ "a OR b"', "Unable to parse the text"),
        ("key = WEB-1 order by colour", "Not able to sort using field 'colour'."),
    ],
)
def test_a_query_that_means_nothing_is_refused(query: str, why: str, jira: Jira) -> None:
    status, messages = jira.refusal("GET", "/search/jql", jql=query)

    assert 400 == status
    assert messages.startswith(why) or why in messages
    assert 400 == jira.refusal("POST", "/search/approximate-count", {"jql": query})[0]


def test_what_is_found_comes_in_pages_until_the_last(jira: Jira) -> None:
    query = {"jql": f"{WEB} ORDER BY key", "fields": "summary", "maxResults": 5}
    found, sizes = [], []
    page = jira.get("/search/jql", **query)
    while True:
        found += [each["key"] for each in page["issues"]]
        sizes.append(len(page["issues"]))
        assert page["isLast"] == ("nextPageToken" not in page)
        if page["isLast"]:
            break
        page = jira.get("/search/jql", **query, nextPageToken=page["nextPageToken"])

    assert ([5, 5, 2], [f"WEB-{number}" for number in range(1, 13)]) == (sizes, found)


@for_each("token", ["x", urlsafe_b64encode(b"5:abc").decode()])
def test_a_token_is_of_its_own_query(token: str, jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/search/jql", jql=WEB, nextPageToken=token)[0]
    other = jira.get("/search/jql", jql="project = OPS", maxResults=1)["nextPageToken"]
    assert 400 == jira.refusal("GET", "/search/jql", jql=WEB, nextPageToken=other)[0]


def test_a_page_has_a_size(jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/search/jql", jql=WEB, maxResults="0")[0]


def test_without_fields_there_are_ids_alone(jira: Jira) -> None:
    found = jira.get("/search/jql", jql="key = WEB-5")["issues"]

    assert [{"id": "10105"}] == found


def test_what_is_found_is_counted(jira: Jira) -> None:
    counted = jira.send("POST", "/search/approximate-count", {"jql": WEB})

    assert {"count": 12} == counted
    assert 400 == jira.refusal("POST", "/search/approximate-count", {})[0]


def test_what_was_written_is_found(jira: Jira, clock: Clock) -> None:
    clock.at += 86_400
    jira.send("POST", "/issue/WEB-9/comment", {"body": words("a zebra crosses")})

    assert ["WEB-9"] == jira.keys('comment ~ "zebra"')
    assert ["WEB-9"] == jira.keys("updated > startOfDay()")
