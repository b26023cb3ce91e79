"""Each sentence of Slack's actions, through the pipeline, up to the sandbox's workspace."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Request, Response
from aegis_cli.errors import Code, Status
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan
from aegis_cli.providers.slack.nouns.channel_reads import GetChannel, ListChannels
from aegis_cli.providers.slack.nouns.channel_writes import (
    ArchiveChannel,
    CreateChannel,
    InviteToChannel,
    JoinChannel,
    SetTopic,
)
from aegis_cli.providers.slack.nouns.marks_on_messages import AddReaction, RemoveReaction
from aegis_cli.providers.slack.nouns.message_reads import ListMessages, ListReplies, SearchMessages
from aegis_cli.providers.slack.nouns.message_writes import (
    DeleteMessage,
    EditMessage,
    ReplyToMessage,
    SendMessage,
)
from aegis_cli.providers.slack.slack_resources import kind_of_channel
from aegis_cli.request.approval import Reply
from aegis_cli.request.plan_preview import Preview
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.sandbox.slack.world import Channel, World
from tests.actions.case import Case
from tests.helpers.canned import answer
from tests.helpers.direct_slack import TOKEN, SlackStage, slack
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CASES, MESSAGE, MINE, OWN, RELEASES, TS

pytestmark = pytest.mark.usefixtures("slack")

NOTHING = WirePlan(steps=[])


def stage(**more: Any) -> SlackStage:
    """Make the world of a person who says yes, or types what is asked for."""
    return SlackStage(NOTHING, **more)


def error_of(result: Any) -> Any:
    """Return why a request failed."""
    return result.error or next(each.error for each in result.outcomes if each.error)


IN_A_BODY = [case for case in CASES if case.call.facts.takes != "file"]
"""All but what sends a file, which needs a child (`tests/cli/test_uploads.py`)."""


@for_each("case", IN_A_BODY, ids=[case.name for case in IN_A_BODY])
def test_what_a_sentence_says_is_done(case: Case) -> None:
    plan = parse(case.said, Context())
    assert isinstance(plan, WirePlan)

    # A case says a day that is made from now.
    result = SlackStage(plan, client=slack(now=time.time)).hears(case.said)

    already = {"slack.channels.join"}  # ada is in all channels that she sees
    expected = Status.ALREADY if case.name in already else Status.DONE
    assert expected is result.status, error_of(result)


@dataclass
class Meanwhile(SlackStage):
    """Somebody else does something while the person is asked."""

    then: Callable[["Meanwhile"], Any] = lambda _: None

    def ask(self, preview: Preview, asked: Any) -> Reply:
        """Let it happen, and answer."""
        self.then(self)
        return super().ask(preview, asked)

    def calls(self, method: str, **arguments: Any) -> None:
        """Call a method as another program of the person."""
        found = self.client.post(
            f"/{method}", json=arguments, headers={"authorization": f"Bearer {TOKEN}"}
        )
        assert found.json()["ok"], found.text


ARCHIVED: tuple[str, dict[str, Any]] = ("conversations.archive", {"channel": "C0RELEASE1"})
EDITED = ("chat.update", {"channel": "C0RELEASE1", "ts": MINE, "text": "Something else"})
SAME_TEXT = (
    "chat.update",
    {
        "channel": "C0RELEASE1",
        "ts": MINE,
        "text": "Release notes for web 2.4 are ready to be read",
    },
)


@for_each(
    ("action", "happens"),
    [
        (SendMessage(**RELEASES, text="Hi"), ARCHIVED),
        (SetTopic(**RELEASES, topic="Hi"), ARCHIVED),
        (EditMessage(**OWN, text="Hi"), EDITED),
        (EditMessage(**OWN, text="Hi"), SAME_TEXT),
        (DeleteMessage(**OWN), EDITED),
        (DeleteMessage(**OWN), ARCHIVED),
    ],
)
def test_what_changed_since_it_was_shown_is_left_alone(
    action: Action[Any], happens: tuple[str, dict[str, Any]]
) -> None:
    at = Meanwhile(NOTHING, then=lambda stage: stage.calls(happens[0], **happens[1]))

    result = at.does(action)

    assert Code.CHANGED is error_of(result).code
    assert not any(line.startswith("POST") for line in at.log)


@dataclass
class Converted(SlackStage):
    """A channel has another state whenever it is read by its id."""

    state: dict[str, Any] = field(default_factory=dict)

    def send(self, request: Request) -> Response:
        """Answer for the channel as it is by now."""
        found = super().send(request)
        if request.path != "/conversations.info":
            return found
        body = found.json_object()
        return answer({**body, "channel": {**body["channel"], **self.state}})


@for_each("name", ["is_private", "is_ext_shared", "is_org_shared"])
@for_each(
    "action",
    [SendMessage(**RELEASES, text="Hi"), ReplyToMessage(**MESSAGE, text="Hi")],
    ids=["send", "reply"],
)
def test_a_channel_that_other_people_see_by_now_gets_nothing(
    action: Action[Any], name: str
) -> None:
    at = Converted(NOTHING, state={name: True})

    result = at.does(action)

    assert Code.CHANGED is error_of(result).code
    assert "POST /chat.postMessage" not in at.log


def test_a_channel_with_people_of_another_workspace_is_shown_as_that() -> None:
    assert "shared with another workspace" == kind_of_channel({"is_ext_shared": True})
    assert "shared with another workspace" == kind_of_channel({"is_org_shared": True})


def test_a_channel_is_looked_for_once_and_pinned_by_id_name_and_whether_it_is_archived() -> None:
    at = stage()

    at.does(SendMessage(**RELEASES, text="Hi"), SendMessage(**RELEASES, text="Again"))

    assert at.approved is not None
    assert at.log == [
        "GET /users.conversations",
        "ask",
        *("GET /conversations.info", "POST /chat.postMessage") * 2,
    ]
    (pinned,) = at.approved.calls[0].preconditions
    pins = dict(pinned.pins)
    assert ("C0RELEASE1", "#releases", False) == (pins["id"], pins["place"], pins["is_archived"])


def large(world: World) -> None:
    """Make the workspace large: its list has more pages than Slack answers in a minute."""
    world.page_length, world.calls_a_minute = 10, 20
    for number in range(500):
        name = f"team-{number:03d}"
        made = Channel(f"C0TEAM{number:03d}", "public_channel", world.me, 1, name)
        world.channels = {made.id: made, **world.channels}


@for_each(
    ("name", "requests"),
    [
        ("#releases", ["GET /users.conversations"]),
        ("#team-485", ["GET /users.conversations"] + ["GET /conversations.list"] * 2),
    ],
)
def test_in_a_large_workspace_a_channel_is_looked_for_among_the_persons_own_and_not_to_the_end(
    name: str, requests: list[str]
) -> None:
    at = SlackStage(client=slack(large))

    result = at.does(GetChannel(channel=name))

    assert Status.DONE is result.status, error_of(result)
    assert (
        requests == [line for line in at.log if "conversations.info" not in line][: len(requests)]
    )


def test_the_whole_list_of_a_large_workspace_is_more_than_slack_answers_in_a_minute() -> None:
    result = SlackStage(client=slack(large)).does(ListChannels(limit=400))

    assert Code.RATE_LIMITED is error_of(result).code


def test_two_messages_of_a_plan_in_one_channel_are_a_second_apart() -> None:
    at = stage()

    at.does(
        SendMessage(channel="#releases", text="1"),
        SendMessage(channel="#general", text="2"),
        ReplyToMessage(**MESSAGE, text="3"),
        AddReaction(**MESSAGE, emoji="eyes"),
        SendMessage(channel="#general", text="4"),
    )

    assert [1.0, 1.0] == at.waits


@for_each(
    ("action", "status"),
    [
        (JoinChannel(**RELEASES), Status.ALREADY),
        (ArchiveChannel(channel="#old-news"), Status.ALREADY),
        (SetTopic(**RELEASES, topic="Next: web 2.4 on Thursday"), Status.ALREADY),
        (
            EditMessage(**OWN, text="Release notes for web 2.4 are ready to be read"),
            Status.ALREADY,
        ),
        (RemoveReaction(**MESSAGE, emoji="zap"), Status.DONE),
        (AddReaction(**MESSAGE, emoji="thumbsup"), Status.DONE),
        (InviteToChannel(**RELEASES, person="bob"), Status.DONE),
    ],
)
def test_what_is_so_already_is_said_to_be(action: Action[Any], status: Status) -> None:
    result = stage().does(action)

    assert status is result.status
    if result.outcomes:
        assert result.outcomes[0].already


@for_each(
    ("action", "told"),
    [
        (
            SendMessage(**RELEASES, text="Hi", mention="Sam"),
            'more than one thing fits the person "Sam" (sam.lee, sam.ortiz)',
        ),
        (InviteToChannel(**RELEASES, person="dan"), 'nothing fits the person "dan"'),
        (SendMessage(channel="#secret-plans", text="Hi"), 'nothing fits the channel "#secret-'),
        (SendMessage(channel="#old-news", text="Hi"), "is_archived"),
    ],
)
def test_what_is_not_there_or_not_clear_is_not_guessed(action: Action[Any], told: str) -> None:
    at = stage()

    result = at.does(action)

    assert told in error_of(result).message
    assert told == "is_archived" or not any(line.startswith("POST") for line in at.log)


def test_a_person_is_mentioned_by_a_field_and_a_text_notifies_nobody() -> None:
    at = stage()

    at.does(SendMessage(**RELEASES, text="<!channel> <@U0CAR0001> @here", mention="Bob Kahn"))
    said = at.does(ListMessages(**RELEASES, limit=1)).outcomes[0].data[0]

    assert "<@U0BOB0001> &lt;!channel&gt; &lt;@U0CAR0001&gt; @here" == said["text"]
    assert "@bob <!channel> <@U0CAR0001> @here" == said["plain"]


def test_a_direct_message_is_a_place_by_its_id_and_says_with_whom_it_is() -> None:
    at = stage()

    at.does(SendMessage(channel="D0BOB00001", text="Hi"))

    (item,) = at.previews[-1].items
    assert ("target", "channel D0BOB00001, direct message with bob") in item.things
    assert "POST /chat.postMessage" == at.log[-1]


def test_a_later_step_on_a_channel_that_an_earlier_one_makes_is_refused_whole() -> None:
    at = stage()

    result = at.does(CreateChannel(channel="#deploys"), SendMessage(channel="#deploys", text="Hi"))

    assert "an earlier step makes it" in error_of(result).message
    assert "POST /conversations.create" not in at.log


def test_a_reply_is_in_the_thread_of_its_message() -> None:
    at = stage()

    at.does(ReplyToMessage(**MESSAGE, text="Thanks"))

    replies = at.does(ListReplies(**MESSAGE)).outcomes[0].data
    assert (TS, "Thanks") == (replies[-1]["thread_ts"], replies[-1]["plain"])


@for_each(
    ("places", "is_permitted"),
    [
        (("slack:#releases",), True),
        (("slack:#rel*",), True),
        (("slack:#eng",), False),
        (("acme/*",), False),
        (("slack:D*",), False),
    ],
)
def test_a_policy_judges_a_channel_by_its_name(
    places: tuple[str, ...], *, is_permitted: bool
) -> None:
    policy = Policy((Layer("the options", places=places),))

    for action, permitted in (
        (SendMessage(**RELEASES, text="Hi"), is_permitted),
        (ListMessages(**RELEASES), is_permitted),
        (ListChannels(), False),  # it looks everywhere
        (SearchMessages(words="web"), False),
    ):
        result = stage().does(action, policy=policy)
        assert (Status.DONE if permitted else Status.DENIED) is result.status


def test_what_holds_for_a_step_is_not_said_again_of_its_look_up() -> None:
    policy = Policy((Layer("the file", places=("slack:#eng",)),))

    result = stage().does(SendMessage(**RELEASES, text="Hi"), policy=policy)

    assert result.error is not None
    assert result.error.message == (
        "The policy does not allow this: the file allows only slack:#eng, and not slack:#releases."
    )
