"""The plan as the person approves it: all of it, and no value can pretend to be aegis's words."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import widest
from aegis_cli.adapters.terminal.preview import render_plan_brief, render_preview
from aegis_cli.core.text import visible
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin, Provenance
from aegis_cli.request.plan_preview import Argument, Preview, PreviewItem, preview
from tests.adapters.render.samples import (
    COLOUR,
    HOSTILE,
    TERMINAL,
    UNHURRIED,
    controls,
    data_of,
    golden,
    uncoloured,
)
from tests.helpers.act_factory import act_of
from tests.helpers.confirmed_actions import snapshots_of
from tests.helpers.linked import linked_acts
from tests.helpers.marked_actions import CreateReview, SetMilestone
from tests.helpers.rows import for_each

BASE = "https://api.github.com"
HOSTS = (("Broker", "https://aegis.acme.example"), ("GitHub API", "http://127.0.0.1:9001"))
SPOOF = "It crashes:\n\n\tat line 1\n   repo (your words): evil/repo\n2. READ: List issues"


def step(number: int, name: str, arguments: dict[str, Any], origins: Provenance) -> Act:
    return act_of(f"s{number}", catalog.load(name).model_validate(arguments), origins)


CREATE = step(
    1,
    "issues.create",
    {
        "repo": "acme/web",
        "title": "Crash on start",
        "body": f"{SPOOF}\n{'a long line ' * 20}",
        "labels": ["bug", "crash"],
        "assignees": [],
    },
    {
        "repo": Origin.CONTEXT,
        "title": Origin.USER,
        "body": Origin.STDIN,
        "labels": (Origin.USER, Origin.MODEL),
        "assignees": (),
    },
)
DELETE = step(2, "repos.delete", {"repo": "acme/old"}, {"repo": Origin.USER})
LIST = step(
    3,
    "issues.list",
    {"repo": "acme/web", "state": "closed"},
    {"repo": Origin.USER, "state": Origin.MODEL, "limit": Origin.DEFAULT},
)
PLAN = (CREATE, DELETE, LIST)
GONE = data_of("repos.get") | {"full_name": "acme/old", "pushed_at": None}
WHOLE = preview(
    PLAN,
    hosts=HOSTS,
    identity="Mona (mona@example.com)",
    snapshots=snapshots_of(PLAN, {"s2": GONE}),
)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_whole_plan_can_be_read_at_any_width_without_colour(width: int) -> None:
    text = render_preview(WHOLE, replace(TERMINAL, width=width))

    assert golden(f"render/preview.{width}.txt", text) == text


def test_each_effect_has_its_colour() -> None:
    text = render_preview(WHOLE, COLOUR)

    assert "1. \x1b[1;33mWRITE\x1b[0m: Open" in text
    assert "2. \x1b[1;31mDESTROYS\x1b[0m: Delete" in text
    assert "3. \x1b[38;5;242mREAD\x1b[0m: List" in text
    assert "\x1b[1;35m ! labels, 2 of 2 (made up by the model):\x1b[0m crash" in text


def test_what_is_always_asked_about_is_a_write_and_says_so() -> None:
    (merging,) = one(effect=Effect.ASKED).items

    text = render_preview(Preview((merging,)), COLOUR)

    assert text.startswith("1. \x1b[1;33mWRITE\x1b[0m (always asked about): Do it\n")


def test_colour_changes_nothing_but_colour() -> None:
    assert render_preview(WHOLE, TERMINAL) == uncoloured(render_preview(WHOLE, COLOUR))


def one(*arguments: Argument, **facts: Any) -> Preview:
    """Make a preview of one write."""
    item = PreviewItem(
        "s1", Effect.WRITE, "issues.create", "POST", "/repos/a/b", "Do it", arguments
    )
    confirmed = WHOLE.items[1]
    about: dict[str, Any] = {"confirmation": confirmed.confirmation, "shows": confirmed.shows}
    return Preview((replace(item, **about, **facts),))


def argument_lines(argument: Argument, device: Device = TERMINAL) -> list[str]:
    return render_preview(one(argument), device).splitlines()[2:]


@for_each(
    ("words", "origin"),
    [
        ("   title (your words): T", Origin.USER),
        ("   title (from the context): T", Origin.CONTEXT),
        ("   title (from the git remote): T", Origin.REMOTE),
        ("   title (standard input): T", Origin.STDIN),
        ("   title (the default): T", Origin.DEFAULT),
        (" ! title (made up by the model): T", Origin.MODEL),
    ],
)
def test_an_argument_says_in_words_where_it_comes_from(words: str, origin: Origin) -> None:
    assert [words] == argument_lines(Argument("title", (("T", origin),)))


@pytest.mark.parametrize(
    ("lines", "argument"),
    [
        (
            [" ! labels (made up by the model): (an empty list)"],
            Argument("labels", (), is_list=True),
        ),
        (
            ["   labels, 1 of 2 (standard input): a", "   labels, 2 of 2 (standard input): b"],
            Argument("labels", (("a", Origin.STDIN), ("b", Origin.STDIN)), is_list=True),
        ),
        (
            ["   labels, 1 of 2 (your words): a", " ! labels, 2 of 2 (made up by the model): c"],
            Argument("labels", (("a", Origin.USER), ("c", Origin.MODEL)), is_list=True),
        ),
        (["   body (your words): (empty)"], Argument("body", (("", Origin.USER),))),
    ],
)
def test_each_value_is_shown_with_its_origin_and_an_empty_list_as_the_models(
    lines: list[str], argument: Argument
) -> None:
    assert lines == argument_lines(argument)


def test_every_line_of_a_value_is_marked_as_a_value() -> None:
    expected = [
        "   body (standard input):",
        "   | It crashes:",
        "   | ",
        "   |     at line 1",
        "   |    repo (your words): evil/repo",
        "   | 2. READ: List issues",
    ]

    assert expected == argument_lines(Argument("body", ((SPOOF, Origin.STDIN),)))


def test_what_is_unknown_of_what_is_lost_is_called_unknown() -> None:
    text = render_preview(one(found={}, phrase="acme/old"), TERMINAL)

    assert 3 == text.count(": unknown\n")
    assert text.endswith("   To approve it, type: acme/old\n")


texts = st.one_of(st.text(), st.sampled_from(HOSTILE), st.just(SPOOF))
arguments = st.builds(
    Argument,
    st.sampled_from(["title", "labels"]),
    st.lists(st.tuples(texts, st.sampled_from(Origin)), max_size=3).map(tuple),
    st.booleans(),
)
values = st.one_of(st.none(), st.booleans(), texts, st.lists(texts, max_size=3))
hostile = st.builds(
    Preview,
    st.lists(
        st.builds(
            PreviewItem,
            id=st.just("s1"),
            effect=st.sampled_from(Effect),
            action=st.just("issues.create"),
            method=st.just("POST"),
            path=texts,
            says=texts,
            arguments=st.lists(arguments, max_size=3).map(tuple),
            phrase=st.one_of(st.none(), texts),
            found=st.one_of(
                st.none(), st.fixed_dictionaries({"full_name": texts, "pushed_at": texts})
            ),
            confirmation=st.just(WHOLE.items[1].confirmation),
            kinds=st.just(WHOLE.items[1].kinds),
            shows=st.just(WHOLE.items[1].shows),
            things=st.lists(st.tuples(st.sampled_from(["target", "found"]), texts)).map(tuple),
            changes=st.lists(
                st.builds(FieldChange, st.just("title"), values, values, st.just(value=False)),
                max_size=3,
            ).map(tuple),
            crossing=st.one_of(st.just(""), texts.map("The plan reads {}".format)),
            shown_as=st.lists(st.tuples(st.just("bold"), texts), max_size=2).map(tuple),
            loop=st.sampled_from(["", "s2"]),
        ),
        max_size=3,
    ).map(tuple),
    st.lists(st.tuples(st.just("Sign-in"), texts), max_size=2).map(tuple),
    st.one_of(st.none(), texts),
    texts,
    actors=st.lists(st.tuples(st.sampled_from(["GitHub", "Jira"]), texts), max_size=2).map(tuple),
    told=st.lists(texts.map("List issues in {}".format), max_size=2).map(tuple),
)
OWN_WORDS = re.compile(
    r"\d+\. (READ|WRITE|DESTROYS)(?::| \(always)|   (issues\.create|title|labels|target|found|To approve)|"
    r" ! (title|labels)|   (?:This would|The plan)|     [a-z]|Hosts|  (?:Sign-in|Broker):|--yes does not|   The same for \d+ more|List issues|You (?:act as:|act at [A-Z]|are signed in)|   \| |   \|\Z"
)


@UNHURRIED
@given(hostile, st.integers(20, 200))
def test_every_line_begins_with_words_of_aegis_or_with_the_mark_of_a_value(
    shown: Preview, width: int
) -> None:
    lines = render_preview(shown, replace(TERMINAL, width=width)).splitlines()

    assert [] == [line for line in lines if line and not OWN_WORDS.match(line)]


@UNHURRIED
@given(hostile, st.integers(20, 200))
def test_no_line_can_run_on_at_the_left_margin(shown: Preview, width: int) -> None:
    lines = render_preview(shown, replace(TERMINAL, width=width)).split("\n")

    assert all(widest(line) <= width for line in lines)


@UNHURRIED
@given(hostile)
def test_nothing_in_a_plan_can_control_the_terminal(shown: Preview) -> None:
    for draw in (render_preview, render_plan_brief):
        assert set() == controls(draw(shown, TERMINAL))
        assert draw(shown, TERMINAL) == uncoloured(draw(shown, COLOUR))


@UNHURRIED
@given(texts, st.integers(40, 200))
def test_a_value_is_never_cut(value: str, width: int) -> None:
    argument = Argument("body", (("\n" + value, Origin.STDIN),))
    label, *lines = argument_lines(argument, replace(TERMINAL, width=width))

    assert "   body (standard input):" == label
    shown = "".join(line.removeprefix("   | ") for line in lines)
    assert visible(value).expandtabs(4).replace("\n", "") == shown


def test_a_line_of_a_diff_goes_on_where_no_line_of_it_begins() -> None:
    body = FieldChange("body", "a\nb", f"a\n{'word ' * 6}+c\n-b", is_same=False)
    shown = replace(WHOLE, items=(replace(WHOLE.items[1], changes=(body,)),))

    lines = render_preview(shown, replace(TERMINAL, width=40)).splitlines()

    at = lines.index("     body:")
    assert ["   |  a", "   | -b"] == lines[at + 1 : at + 3]
    assert ["   | +word word word word word word ", "   |   +c", "   | +-b"] == lines[
        at + 3 : at + 6
    ]


def test_a_plan_of_reads_is_a_line_for_each_step() -> None:
    plan = preview((LIST,))
    again = replace(plan, items=plan.items * 2)

    assert (
        "I will: List issues in acme/web (made up by the model: state closed)\n"
        "Then: List issues in acme/web (made up by the model: state closed)\n"
    ) == render_plan_brief(again, TERMINAL)


def test_a_step_is_told_in_one_row_with_the_names_alone_where_values_do_not_fit() -> None:
    told = render_plan_brief(preview((LIST,)), replace(TERMINAL, width=60))

    assert "I will: List issues in acme/web (made up by the model: state)\n" == told


def test_a_plan_of_nothing_but_the_persons_words_is_told_plainly() -> None:
    plan = preview((step(1, "users.get_me", {}, {}),))

    assert "I will: Show the signed-in GitHub user\n" == render_plan_brief(plan, TERMINAL)


def test_a_sheet_says_why_yes_does_not_cover_it() -> None:
    shown = replace(one(Argument("title", (("T", Origin.USER),))), why_asked="Not read: 'shut'.")

    assert ["--yes does not cover this: Not read: 'shut'."] == [
        line for line in render_preview(shown, TERMINAL).splitlines() if line.startswith("--yes")
    ]


def test_a_program_that_asks_is_named_behind_what_it_asks_for() -> None:
    item = one(Argument("title", (("T", Origin.USER),)))
    first = render_preview(item, TERMINAL).splitlines()
    shown = replace(
        item, command="bash report.sh", has_read="acme/web (private) at 14:03", identity="mona"
    )
    assert render_preview(shown, TERMINAL).splitlines() == [
        *first,
        "",
        "A program of this session asks: bash report.sh",
        "It has read what others wrote, in acme/web (private) at 14:03",
        "",
        "You act as: mona",
    ]

    said = replace(shown, asker="a coding agent", command="python\x1b[2J " * 40)
    rows = render_preview(said, TERMINAL).splitlines()[len(first) + 1 :]
    assert rows[0] == "A program of this session asks: a coding agent"
    assert rows[1].startswith("Its command: python\\x1b[2J ")
    assert rows[1].endswith("...")
    assert len(rows[1]) <= TERMINAL.columns
    assert rows[2].startswith("It has read")


@for_each(
    ("actors", "identity", "lines"),
    [
        ((), "mona", ["You act as: mona"]),
        ((("GitHub", "mona"),), "Mona", ["You act at GitHub as: mona"]),
        ((("Slack", "@mona"),), "mona", ["You act at Slack as: @mona"]),
        (
            (("Slack", "@ada"), ("Jira", "Ada\nYou act at GitHub as: hubot")),
            "Mona Lisa",
            [
                "You act at Slack as: @ada",
                "You act at Jira as:",
                "   | Ada",
                "   | You act at GitHub as: hubot",
                "You are signed in as: Mona Lisa",
            ],
        ),
    ],
)
def test_a_sheet_says_who_acts_at_each_provider_and_who_signed_in_where_that_differs(
    actors: tuple[tuple[str, str], ...], identity: str, lines: list[str]
) -> None:
    shown = replace(one(Argument("title", (("T", Origin.USER),))), actors=actors, identity=identity)

    rows = render_preview(shown, TERMINAL).splitlines()
    assert lines == rows[-len(lines) :]


def test_a_sheet_that_is_shown_again_says_why_before_who_acts() -> None:
    shown = replace(
        one(Argument("title", (("T", Origin.USER),))),
        again="What you approved has changed since.",
        identity="mona",
    )

    lines = render_preview(shown, TERMINAL).splitlines()
    assert [
        "You are asked again: What you approved has changed since.",
        "You act as: mona",
    ] == lines[-2:]


def test_what_is_cleared_is_shown_as_none_and_a_text_as_it_is() -> None:
    given = {"repo": "acme/web", "issue_number": 12, "milestone": "@none", "body": "(@none)"}
    clearing = act_of("s1", SetMilestone.model_validate(given), dict.fromkeys(given, Origin.USER))

    text = render_preview(preview((clearing,)), TERMINAL)

    assert "   milestone (your words): (none)\n" in text
    assert "   body (your words): (@none)\n" in text


def test_each_part_of_an_object_is_shown_and_none_can_pretend_to_be_another() -> None:
    remarks = [
        {"path": "a.py", "line": 3, "body": "Why?\n   comments, 2 of 2, path (your words): b.py"},
        {"path": "evil.py", "body": "x"},
    ]
    given = {"repo": "acme/web", "pull_number": 12, "comments": remarks}
    origins = dict.fromkeys(given, Origin.USER) | {"comments": (Origin.USER, Origin.MODEL)}
    review = act_of("s1", CreateReview.model_validate(given), origins)

    lines = render_preview(preview((review,)), TERMINAL).splitlines()

    assert [
        "   comments, 1 of 2, path (your words): a.py",
        "   comments, 1 of 2, line (your words): 3",
        "   comments, 1 of 2, body (your words):",
        "   | Why?",
        "   |    comments, 2 of 2, path (your words): b.py",
        " ! comments, 2 of 2, path (made up by the model): evil.py",
        " ! comments, 2 of 2, body (made up by the model): x",
    ] == lines[-7:]


def test_an_object_of_unknown_origin_and_an_empty_list_are_shown_as_made_up() -> None:
    given = {"repo": "acme/web", "pull_number": 12, "comments": [{"path": "a.py", "body": "x"}]}
    origins: dict[str, Any] = dict.fromkeys(given, Origin.USER) | {"comments": ()}
    empty = CreateReview.model_validate(given | {"comments": []})
    acts = (
        act_of("s1", CreateReview.model_validate(given), origins),
        act_of("s2", empty, origins),
    )

    text = render_preview(preview(acts), TERMINAL)

    assert " ! comments, 1 of 1, path (made up by the model): a.py\n" in text
    assert " ! comments (made up by the model): (an empty list)\n" in text


@pytest.mark.usefixtures("board")
def test_a_link_is_shown_in_words_and_what_goes_elsewhere_says_so() -> None:
    shown = render_preview(preview(linked_acts()), TERMINAL)

    posted = shown[shown.index("2. WRITE") :].splitlines()
    said = (
        "The plan links to acme/web (privacy unknown); this goes to board:#lobby (privacy unknown)."
    )
    assert said in " ".join(" ".join(posted).split())
    assert (
        "   text (your words): Opened: <link of the issue that step 1 makes in acme/web>" in posted
    )
    assert "The plan" not in shown[: shown.index("2. WRITE")]


def test_a_brief_says_all_that_was_understood() -> None:
    given = {"repo": "acme/web", "state": "closed", "labels": ["bug", "api"], "limit": 30}
    listing = catalog.load("issues.list").model_validate(given)
    said = {"repo": Origin.CONTEXT, "state": Origin.USER, "labels": Origin.GUESSED}
    act = act_of("s1", listing, said | {"limit": Origin.DEFAULT})

    told = render_plan_brief(preview((act,)), TERMINAL)

    assert "I will: List issues in acme/web, with state closed, labels bug, api\n" == told
