"""Topics are names in a list, among which a verb may be: react is one of the most usual."""

from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each

HERE = Context(repo="acme/web")


def steps_of(sentence: str) -> list[tuple[str, list[str]]]:
    plan = parse(sentence, HERE)
    assert isinstance(plan, WirePlan), sentence
    return [
        (step.action, [str(arg.value) for arg in step.args if arg.name == "names"])
        for step in plan.steps
    ]


@for_each(
    ("said", "topics"),
    [
        ("shop and react", ["shop", "react"]),
        ("shop, react and css", ["shop", "react", "css"]),
        ("shop, css, and react", ["shop", "css", "react"]),
        ("react and shop", ["react", "shop"]),
        ("react", ["react"]),
        ("shop and 'close'", ["shop", "close"]),
    ],
)
def test_a_verb_that_stands_alone_in_a_list_of_topics_is_one(said: str, topics: list[str]) -> None:
    assert [("repos.set_topics", topics)] == steps_of(f"set the topics of acme/web to {said}")


def test_a_verb_with_something_behind_it_begins_another_request() -> None:
    assert [("repos.set_topics", ["shop"]), ("issues.close", [])] == steps_of(
        "set the topics of acme/web to shop and close #12"
    )


@for_each("said", ["shop and close it", "shop and merge #"])
def test_what_may_be_a_request_is_no_topic(said: str) -> None:
    assert not isinstance(parse(f"set the topics of acme/web to {said}", HERE), WirePlan)
