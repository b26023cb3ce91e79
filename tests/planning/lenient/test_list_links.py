"""A text that gets the links of a list, as people order it, and what is read as none."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.plan import Context, Origin, Plan, Suggestions
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from tests.helpers.loop_rows import PLANNER, reading, told
from tests.helpers.rows import for_each

OPEN_BUGS = "issues.list repo=acme/web state=open labels=bug"
STALE = "issues.list repo=acme/web labels=stale"
POST = "slack.messages.send channel=#dev"
OLD = ("updated before 90 days ago",)


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Know the words of Slack and Jira."""
    catalog.enable_providers(["slack", "jira"])
    yield
    catalog.enable_providers(())


@for_each(
    ("said", "listing", "where", "order", "text"),
    [
        ("list the open bugs of acme/web and post their links to #dev", OPEN_BUGS, (), POST, ""),
        ("list the open bugs of acme/web, then send their urls to #dev", OPEN_BUGS, (), POST, ""),
        (
            "list the open bugs of acme/web and post the links of them to #dev",
            OPEN_BUGS,
            (),
            POST,
            "",
        ),
        ("post the links of the open bugs of acme/web to #dev", OPEN_BUGS, (), POST, ""),
        (
            "post 'Still open:' and the links of the open bugs of acme/web to #dev",
            *(OPEN_BUGS, (), POST, "Still open:"),
        ),
        (
            (
                "list the issues of acme/web that nobody touched for 90 days and post 'Stale:' and "
                "their links to #dev"
            ),
            *("issues.list repo=acme/web", OLD, POST, "Stale:"),
        ),
        (
            "comment on acme/web#12 with the links of all issues labelled stale",
            *(STALE, (), "issues.add_comment repo=acme/web issue_number=12", ""),
        ),
        (
            "comment on WEB-1 with the links of the open issues of acme/web labelled bug",
            *(OPEN_BUGS, (), "jira.comments.add issue=WEB-1", ""),
        ),
        (
            "create an issue titled 'Stale' in acme/web and list the stale ones in it",
            *(STALE, (), "issues.create repo=acme/web title=Stale", ""),
        ),
        (
            "create an issue titled 'Stale' in acme/web and list the issues labelled stale in it",
            *(STALE, (), "issues.create repo=acme/web title=Stale", ""),
        ),
        (
            "list the open pull requests of acme/web and post their links to #dev",
            *("pulls.list repo=acme/web state=open", (), POST, ""),
        ),
        (
            "send the urls of the open milestones of acme/web to #dev",
            *("milestones.list repo=acme/web state=open", (), POST, ""),
        ),
    ],
)
def test_a_text_gets_the_links_of_a_list(
    said: str, listing: str, where: tuple[str, ...], order: str, text: str
) -> None:
    plan = reading(said)

    assert isinstance(plan, Plan), plan
    lists, ordered = plan.steps
    ((_, link),) = ordered.links_of_lists.items()
    assert (listing, where) == (told(lists), tuple(each.words() for each in lists.where))
    assert (order, "s1", text) == (told(ordered), link.of, link.text)
    assert plan.read_as.startswith("list ")


@for_each(
    "said",
    [
        "list the branches of acme/web and post their links to #dev",
        "list my issues and post their links to #dev",
        "list the open bugs of acme/web and post their titles to #dev",
        "list the open bugs of acme/web and post their links to #dev and #ops",
        "list the first 3 open bugs of acme/web and rename #dev to their links",
        "did you post the links of the open bugs of acme/web to #dev?",
        "list the issues of acme/web created yesterday and post their links to #dev",
        "list the issues of acme/web updated 30 days ago and post their links to #dev",
        "post the links of the ripe bugs of acme/web to #dev",
        "post 'the links of the open bugs of acme/web' to #dev",
        "create an issue titled 'Old' in acme/web and list the old ones in it",
        "create a milestone Old in acme/web and list the stale ones in it",
        "create an issue titled 'Stale' in acme/web and list the stale ones in its title",
        "create an issue titled 'Stale' in acme/web and list the issues in its milestone",
        "create an issue titled 'Bugs' with the links of the open bugs of acme/web",
        "rename acme/web#12 to the links of the open bugs of acme/web",
        "list the open bugs of acme/web and set the topic of #dev to their links",
        "add the links of the open bugs of acme/web to the body of acme/web#12",
        "post LINKSOFTHELIST and the links of the open bugs of acme/web to #dev",
    ],
)
def test_what_is_not_read_whole_has_no_links_of_a_list(said: str) -> None:
    plan = reading(said)

    steps = plan.steps if isinstance(plan, Plan) else ()
    assert not any(step.links_of_lists for step in steps)


def test_merged_pull_requests_are_searched_since_a_list_has_all_that_are_closed() -> None:
    plan = reading("list the merged pull requests of acme/web and post their links to #dev")

    assert isinstance(plan, Plan)
    assert ["pulls.search repo=acme/web state=merged", POST] == [*map(told, plan.steps)]


def test_no_word_for_links_leaves_them_a_guess() -> None:
    plan = reading("create an issue titled 'Stale' in acme/web and list the stale ones in it")

    assert isinstance(plan, Plan)
    assert [Origin.GUESSED] == [each.origin for each in plan.steps[1].links_of_lists.values()]


@for_each(
    ("said", "repo", "places"),
    [
        (
            "comment on #12 with the links of the issues labelled stale",
            "acme/web",
            ["acme/web"] * 2,
        ),
        # Whose issues is meant, nobody has said: those of the clone, or of the one that is named.
        ("comment on acme/api#12 with the links of the issues labelled stale", "acme/web", []),
        (
            "comment on acme/api#12 with the links of the issues labelled stale",
            None,
            ["acme/api"] * 2,
        ),
    ],
)
def test_both_parts_are_about_the_place_that_is_known(
    said: str, repo: str | None, places: list[str]
) -> None:
    sentence, context = Sentence(said), Context(repo=repo)
    plan = PLANNER.propose(
        sentence, context, lambda wire: read(wire, sentence, context, catalog.load)
    )

    steps = plan.steps if isinstance(plan, Plan) else ()
    assert places == [step.values["repo"].value for step in steps]  # type: ignore[union-attr]


@for_each(
    "said",
    [
        "list issues in acme/web updated 30 days ago",
        "list issues in acme/web created 2 weeks ago",
        "zeige Issues in acme/web, die vor 30 Tagen erstellt wurden",
    ],
)
def test_a_day_so_long_ago_is_not_read_as_since_then(said: str) -> None:
    assert isinstance(reading(said), Suggestions)


@for_each(
    ("said", "since"),
    [
        ("list issues in acme/web updated since 30 days ago", "2026-11-02"),
        ("list issues in acme/web created since yesterday", "2026-12-01"),
    ],
)
def test_since_a_day_is_read_as_that(said: str, since: str) -> None:
    plan = reading(said)

    assert isinstance(plan, Plan)
    assert since in told(plan.steps[0])


@for_each(
    "said",
    [
        "close all issues in acme/web created last week",
        "close all issues in acme/web updated last month",
    ],
)
def test_a_time_that_is_over_is_looped_over_as_no_time_until_now(said: str) -> None:
    plan = reading(said)

    steps = plan.steps if isinstance(plan, Plan) else ()
    ends = [each for step in steps for each in step.where if each.test.value == "before"]
    assert ends or not any(step.over for step in steps)


def test_last_week_has_both_its_ends() -> None:
    plan = reading("close all issues in acme/web created last week")

    assert isinstance(plan, Plan)
    assert "2026-11-23" in told(plan.steps[0])
    assert ["created before 2026-11-30"] == [each.words() for each in plan.steps[0].where]
