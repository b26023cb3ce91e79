"""One sentence across GitHub, Slack and Jira on the sandbox: each link is of what was made there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.console import GEMINI, Console, LinkOf, console, plan
from tests.session.held import held

pytestmark = pytest.mark.enable_socket

PLAN = plan(
    ("issues.create", {"repo": "acme/web", "title": "Crash"}),
    ("slack.messages.send", {"channel": "#releases", "text": LinkOf("s1", "Seen & <known>:")}),
    (
        "jira.issues.create",
        {"project": "WEB", "summary": "Crash", "description": LinkOf("s1", "Seen.\n\nMore:")},
    ),
    ("jira.comments.add", {"issue": "WEB-1", "body": LinkOf("s3", "Twin of")}),
    ("slack.messages.send", {"channel": "#general", "text": LinkOf("s3")}),
)
SENTENCE = (
    "open an issue in acme/web titled 'Crash', post 'Seen & <known>:' and its link to #releases, "
    "make a ticket 'Crash' in WEB, and post its link to #general"
)


@pytest.fixture(scope="module")
def served() -> Iterator[Console]:
    with console("--provider", "slack", "--provider", "jira") as found:
        yield found


@pytest.fixture
def at(served: Console) -> Console:
    served.begin()
    return served


def document_in(shown: str) -> dict[str, Any]:
    """Return the JSON document at the end of what a terminal shows, whose rows may be broken."""
    told: dict[str, Any] = json.loads(shown[shown.rindex('{\n  "schema"') :], strict=False)
    return told


def sent(at: Console, door: str) -> list[dict[str, Any]]:
    """Return the bodies of the writes that a door got."""
    posts = (each for each in at.sandbox.seen(door) if each["method"] == "POST")
    return [each["body"] for each in posts if not each["path"].endswith("/auth.test")]


def document(*paragraphs: str) -> dict[str, Any]:
    """Write a text as Jira takes it."""
    texts = ([{"type": "text", "text": text}] for text in paragraphs)
    return {
        "version": 1,
        "type": "doc",
        "content": [{"type": "paragraph", "content": each} for each in texts],
    }


def test_each_link_is_made_of_what_was_approved_and_the_number_that_was_given(at: Console) -> None:
    at.sandbox.script(PLAN)
    with at.terminal("ask", SENTENCE, "--output", "json", more=GEMINI) as terminal:
        asked = terminal.expect("[y/")
        terminal.answer("y")
        code, shown = terminal.ended(), terminal.seen

    assert 0 == code, shown
    told = document_in(shown)
    opened, _, made, *_ = (each["data"] for each in told["results"])
    issue = f"https://github.com/acme/web/issues/{opened['number']}"
    ticket = f"https://acme.atlassian.net/browse/{made['key']}"
    assert [f"Seen &amp; &lt;known&gt;: {issue}", ticket] == [
        each["text"] for each in sent(at, "slack")
    ]
    described, commented = sent(at, "jira")
    assert document("Seen.", f"More: {issue}") == described["fields"]["description"]
    assert {"body": document(f"Twin of {ticket}")} == commented
    assert "<link of the issue that step 1 makes in acme/web>" in asked
    assert "<link of the ticket that step 3 makes in jira:WEB>" in asked
    assert (
        "links to acme/web (public); this goes to slack:#releases (public), 4 members."
        in " ".join(asked.replace("|", " ").split())
    )
    arguments = [each["arguments"] for each in told["plan"]["steps"]]
    assert {"text": "Seen & <known>:", "link_of": "s1"} == arguments[1]["text"]
    assert {"text": "", "link_of": "s3"} == arguments[4]["text"]


def test_a_ticket_that_is_refused_has_no_link_anywhere(at: Console) -> None:
    at.begin()
    at.sandbox.script(PLAN)
    at.sandbox.fault("jira", "POST", "/ex/jira/[^/]+/rest/api/3/issue", status=400)
    with at.terminal("ask", SENTENCE, "--keep-going", "--output", "json", more=GEMINI) as terminal:
        terminal.expect("[y/")
        terminal.answer("y")
        terminal.ended()
        shown = terminal.seen

    told = document_in(shown)
    ends = ["done", "done", "failed", "skipped", "skipped"]
    assert ends == [each["status"] for each in told["results"]], shown
    assert "Step 3, which it needs, was not done." == told["results"][3]["reason"]
    assert 1 == len(sent(at, "slack"))


def test_a_link_is_said_offline_and_asked_about_whatever_is_approved_in_advance(
    at: Console,
) -> None:
    at.begin()
    said = "open an issue in acme/web titled 'Crash' and post its link to #releases"
    alone = at.run("ask", said, "--engine", "offline", "--yes", "--output", "json")
    with at.terminal("ask", said, "--engine", "offline", "--yes") as terminal:
        asked = terminal.expect("[y/")
        terminal.answer("y")
        code, shown = terminal.ended(), terminal.seen

    assert (6, "needs_approval", "needs_approval") == alone.end
    assert "--yes does not cover this: A link is always asked about." in asked
    assert "text (your words): <link of the issue that step 1 makes in acme/web>" in asked
    assert 0 == code, shown
    (posted,) = sent(at, "slack")
    assert posted["text"].startswith("https://github.com/acme/web/issues/")


def test_in_a_session_its_person_is_asked_and_its_executor_makes_the_link(at: Console) -> None:
    at.begin()
    with held(at) as session:
        said = "open an issue in acme/web titled 'Crash' and post its link to #releases"
        ended = session.answered("ask", said, "--engine", "offline", "--output", "json")

    assert (0, "done", None) == ended.end
    opened, _ = ended.document["results"]
    link = f"https://github.com/acme/web/issues/{opened['data']['number']}"
    assert [link] == [each["text"] for each in sent(at, "slack")]
    step = ended.document["plan"]["steps"][1]
    assert {"text": "", "link_of": "s1"} == step["arguments"]["text"]
    assert "agent" == step["provenance"]["text"]
