"""A reason is about the thing that was asked for: its words together, at the provider named."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.words.impossible import Impossible
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each
from tests.helpers.suggested import HERE

MESSAGE = "https://acme.slack.com/archives/C024BE91L/p1764551111000300"


@pytest.fixture(autouse=True)
def every_provider() -> Iterator[None]:
    catalog.enable_providers(["slack", "jira"])
    yield
    catalog.enable_providers([])


@for_each(
    "sentence",
    [
        "schedule for tomorrow 9am in #releases: 'v1.6.0 goes out at noon'",
        "delete my last message in #random lol",
        "file a bug in acme/api, 500 on /users when the email has a plus sign, assign alice",
        "remind #dev on thursday about the code freeze",
        f"delete {MESSAGE}, wrong channel",
        "stop watching WEB-52",
        "turn WEB-12 into a discussion",
        "kick off deploy.yml on main in acme/api with environment=staging",
        "failed runs of deploy.yml in acme/api, last 10",
        "print https://github.com/acme/web/blob/main/package.json",
        "squash and merge PR 11 and delete the branch",
        "squash https://github.com/acme/web/pull/45 and get rid of its branch",
        "delete the branch of pull request 11",
        "ferme la PR 11 et supprime leur branche après",
        "no wiki and no projects for this repo",
        "what did jonas merge this week",
        "upload dist/app.zip to release v1.6.0",
        "send back the staging deployment of run 16400100, wrong config",
        "which pending deployments wait for approval in run 16200777",
        "nobody should be able to force push to release/2.3 in acme/api",
        "don't mute the notifications",
        "transition the ticket",
    ],
)
def test_no_reason_is_given_for_what_was_not_asked_for(sentence: str) -> None:
    assert not isinstance(parse(sentence, HERE), Impossible)


@for_each(
    ("sentence", "provider", "wish"),
    [
        ("delete pull request 45", "github", "delete a pull request"),
        ("attach screenshot.png to #12", "github", "attach a file or a picture"),
        ("attach report.pdf to WEB-42", "jira", "attach a file to a ticket"),
        ("force push the branch", "github", "clone, or push"),
        ("every friday close the stale issues", "github", "do something at GitHub later"),
        ("delete #old-news", "slack", "delete a channel of Slack"),
        ("kick bob out of the channel", "slack", "remove somebody from a channel"),
        ("close #12 and mute my notifications", "github", "read or mark notifications"),
        ("show the deployments", "github", "work with deployments"),
        ("snooze notifications for 45 min", "slack", "snooze what Slack tells you of"),
        ("rename #eng to #web", "slack", "rename, unarchive or convert a channel"),
        ("bookmark https://status.example in #eng", "slack", "work with bookmarks"),
        ("put WEB-3 under epic WEB-2", "jira", "put a ticket under an epic"),
        ("remove the label flaky from WEB-3", "jira", "remove one label of a ticket"),
    ],
)
def test_a_reason_is_that_of_the_thing_and_of_its_provider(
    sentence: str, provider: str, wish: str
) -> None:
    found = parse(sentence, HERE)

    assert isinstance(found, Impossible)
    assert provider == found.provider
    assert wish in found.wish
