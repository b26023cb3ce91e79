"""The cases of Slack's actions, in the sandbox's workspace; its names and ids stand in `world.json`."""

from typing import Any
from urllib.parse import urlencode

from aegis_cli.providers.slack.nouns.channel_reads import (
    GetChannel,
    ListChannelMembers,
    ListChannels,
)
from aegis_cli.providers.slack.nouns.channel_writes import (
    ArchiveChannel,
    CreateChannel,
    InviteToChannel,
    JoinChannel,
    SetTopic,
)
from aegis_cli.providers.slack.nouns.direct_messages import (
    GetDirect,
    ListDirects,
    OpenDirect,
    SendDirect,
)
from aegis_cli.providers.slack.nouns.files import SendFile
from aegis_cli.providers.slack.nouns.marks_on_messages import (
    AddReaction,
    PinMessage,
    RemoveReaction,
)
from aegis_cli.providers.slack.nouns.message_reads import (
    GetMessage,
    GetPermalink,
    ListMessages,
    ListPins,
    ListReplies,
    SearchMessages,
)
from aegis_cli.providers.slack.nouns.message_writes import (
    BroadcastMessage,
    DeleteMessage,
    EditMessage,
    MarkRead,
    ReplyToMessage,
    SendMessage,
)
from aegis_cli.providers.slack.nouns.people import FindPersonByEmail, GetPerson, ListPeople
from aegis_cli.providers.slack.nouns.scheduled import (
    CancelScheduled,
    ListScheduled,
    ScheduleBroadcast,
    ScheduleMessage,
)
from aegis_cli.providers.slack.nouns.slack_identity import GetWorkspace, WhoAmIAtSlack
from aegis_cli.providers.slack.nouns.status import SetStatus
from aegis_cli.providers.slack.nouns.user_groups import ListGroups, NotifyGroup
from aegis_cli.providers.slack.slack_types import end_of, start_of
from tests.actions.case import Case, typed
from tests.helpers.days import day_in, seconds_of

TS, MINE = "1763200000.000200", "1763300000.000500"
NEXT_WEEK = f"{day_in(7)}T09:00:00+01:00"
RELEASES = {"channel": "#releases"}
GROUP = {"id": "S0PLATFORM", "handle": "platform-team", "name": "Platform", "user_count": 3}
ID = {"channel": "C0RELEASE1"}
MESSAGE = {**RELEASES, "message": TS}
OWN = {**RELEASES, "message": MINE}
ODD = "a <!channel> & <@U0BOB0001> *b*\n\n- 你好 👩‍💻"
ESCAPED = "a &lt;!channel&gt; &amp; &lt;@U0BOB0001&gt; *b*\n\n- 你好 👩‍💻"
AS_TEXT = {"parse": "none", "link_names": False}
UNSEEN = {**AS_TEXT, "unfurl_links": False, "unfurl_media": False}
PLAIN = {**UNSEEN, "mrkdwn": False}
_TYPES = urlencode({"types": "public_channel,private_channel,mpim,im"})
_HISTORY = "GET /conversations.history?channel=C0RELEASE1"

CHANNEL: dict[str, Any] = {
    "id": "C0RELEASE1",
    "name": "releases",
    "is_private": False,
    "is_archived": False,
    "is_member": True,
    "num_members": 4,
    "created": 1_700_000_200,
    "topic": {"value": "Next: web 2.4 &amp; the <https://docs.acme.example|docs>"},
    "purpose": {"value": "What is going out, and when"},
}
CHANNELS = [
    CHANNEL,
    {"id": "C0SALES001", "name": "sales-ada", "is_private": True, "num_members": 2},
    {"id": "C0OLDNEWS1", "name": "old-news", "is_archived": True, "num_members": 0},
    {"id": "D0BOB00001", "is_im": True, "user": "U0BOB0001", "user_name": "bob"},
    {"id": "G0TRIO0001", "name": "mpdm-ada--bob--carol-1", "is_mpim": True, "is_private": True},
]
BOB: dict[str, Any] = {
    "id": "U0BOB0001",
    "name": "bob",
    "real_name": "Bob Kahn",
    "tz": "Europe/Berlin",
    "profile": {
        "display_name": "bob",
        "title": "Engineer",
        "email": "bob@acme.example",
        "status_text": "In a meeting",
        "status_emoji": ":calendar:",
    },
}
CAROL: dict[str, Any] = {"id": "U0CAR0001", "name": "carol", "real_name": "Carol Shaw"}
DIRECT: dict[str, Any] = {"id": "D0BOB00001", "is_im": True, "user": "U0BOB0001"}
SAID: dict[str, Any] = {
    "ts": TS,
    "user": "U0BOB0001",
    "user_name": "bob",
    "text": "Shall we ship <https://acme.example/web|web> &lt;2.4&gt; on Thursday, <@U0ADA0001>?",
    "plain": "Shall we ship web (https://acme.example/web) <2.4> on Thursday, @ada?",
    "thread_ts": TS,
    "reply_count": 2,
    "reactions": [{"name": "thumbsup", "count": 2}, {"name": "tada", "count": 1}],
}
REPLY: dict[str, Any] = {
    "ts": MINE,
    "user": "U0ADA0001",
    "user_name": "ada",
    "text": "Release notes are ready\n\nRead them",
    "edited": {"ts": "1763300001.000000", "user": "U0ADA0001"},
}
BOT: dict[str, Any] = {"ts": "1763100000.000100", "username": "deploybot", "text": "web is live"}
SCHEDULED: dict[str, Any] = {
    "id": "Q0SCHED001",
    "channel_id": "C0RELEASE1",
    "post_at": 1_795_602_600,
    "text": "web 2.4 goes out in an hour",
}
POSTED = {"channel": "C0RELEASE1", "ts": "1795516200.001000"}

THERE = typed(ListChannels, [CHANNEL])
OF_MESSAGE = {"slack.messages.get": typed(GetMessage, SAID)}
OF_OWN = {"slack.messages.get": typed(GetMessage, REPLY)}
WHO = {"slack.users.list": typed(ListPeople, [BOB])}

CASES = [
    Case(
        WhoAmIAtSlack(),
        sends="POST /auth.test",
        said="who am i at slack",
        answer={
            "url": "https://acme.slack.com/",
            "team": "Acme",
            "user": "ada",
            "team_id": "T0ACME0001",
            "user_id": "U0ADA0001",
        },
    ),
    Case(
        GetWorkspace(),
        sends="GET /team.info",
        said="show my slack workspace",
        answer={"id": "T0ACME0001", "name": "Acme", "domain": "acme"},
    ),
    Case(
        ListPeople(),
        sends="GET /users.list?limit=100",
        said="list the people in slack",
        more={"person": "bob", "limit": 1_000},
        sends_more="GET /users.list?limit=999",
        answer=[BOB, {"id": "U0SAM0001", "name": "sam.lee", "real_name": "Sam Lee"}],
    ),
    Case(
        GetPerson(person="bob"),
        sends="GET /users.info?user=U0BOB0001",
        said="show the slack user bob",
        answer=BOB,
        target=WHO["slack.users.list"],
    ),
    Case(
        FindPersonByEmail(email="bob@acme.example"),
        sends="GET /users.lookupByEmail?email=bob%40acme.example",
        said="find the slack user with the address bob@acme.example",
        answer=BOB,
    ),
    Case(
        ListChannels(),
        sends=f"GET /conversations.list?{_TYPES}&limit=100",
        said="list my slack channels",
        more={"channel": "#eng", "limit": 7},
        sends_more=f"GET /conversations.list?{_TYPES}&limit=999",
        answer=CHANNELS,
    ),
    Case(
        GetChannel(**RELEASES),
        sends="GET /conversations.info?channel=C0RELEASE1&include_num_members=true",
        said="show the channel #releases",
        answer=CHANNEL,
        target=THERE,
    ),
    Case(
        ListChannelMembers(**RELEASES),
        sends="GET /conversations.members?channel=C0RELEASE1&limit=100",
        said="who is in #releases",
        more={"limit": 1_000},
        sends_more="GET /conversations.members?channel=C0RELEASE1&limit=200",
        answer=[{"user": "U0BOB0001", "user_name": "bob"}, {"user": "U0GONE001"}],
        target=THERE,
    ),
    Case(
        ListMessages(**RELEASES),
        sends=f"{_HISTORY}&limit=30",
        said="what was said in #releases",
        more={"oldest": "2026-11-23", "latest": "2026-11-24", "limit": 5},
        sends_more=(
            f"{_HISTORY}&oldest={start_of('2026-11-23')}&latest={end_of('2026-11-24')}&limit=5"
        ),
        answer=[BOT, SAID, REPLY],
        target=THERE,
    ),
    Case(
        ListReplies(**MESSAGE),
        sends=f"GET /conversations.replies?channel=C0RELEASE1&ts={TS}&limit=100",
        said=f"show the replies to {TS} in #releases",
        more={"limit": 3},
        sends_more=f"GET /conversations.replies?channel=C0RELEASE1&ts={TS}&limit=3",
        answer=[SAID, REPLY],
        target=THERE,
    ),
    Case(
        GetMessage(**MESSAGE),
        sends=(
            f"GET /conversations.replies?channel=C0RELEASE1&ts={TS}&inclusive=true"
            f"&latest={TS}&oldest={TS}"
        ),
        said=f"show the message {TS} in #releases",
        answer=SAID,
        target=THERE,
    ),
    Case(
        GetPermalink(**MESSAGE),
        sends=f"GET /chat.getPermalink?channel=C0RELEASE1&message_ts={TS}",
        said=f"show the link to {TS} in #releases",
        answer={"permalink": "https://acme.slack.com/archives/C0RELEASE1/p1763200000000200"},
        target=THERE,
    ),
    Case(
        SearchMessages(words="web 2.4"),
        sends="GET /search.messages?query=%22web+2.4%22&cursor=%2A&count=20",
        said="search slack for 'web 2.4'",
        more={
            "channel": "#releases",
            "person": "U0BOB0001",
            "day": "2026-11-25",
            "since": "2026-11-01",
            "until": "2026-11-30",
            "limit": 1_000,
        },
        sends_more=(
            "GET /search.messages?query=%22web+2.4%22+in%3A%23releases+from%3A%3C%40U0BOB0001%3E"
            "+on%3A2026-11-25+after%3A2026-10-31+before%3A2026-12-01&cursor=%2A&count=100"
        ),
        answer=[
            SAID
            | {
                "username": "bob",
                "channel": {"id": "C0RELEASE1", "name": "releases"},
                "permalink": "https://acme.slack.com/archives/C0RELEASE1/p1763200000000200",
            }
        ],
    ),
    Case(
        ListGroups(),
        sends="GET /usergroups.list?include_count=true",
        said="show the slack groups",
        more={"group": "@Platform-team"},
        answer=[GROUP, {"id": "S0SUPPORT1", "handle": "support", "name": "界面"}],
    ),
    Case(
        ListPins(**RELEASES),
        sends="GET /pins.list?channel=C0RELEASE1",
        said="show the pins in #releases",
        answer=[SAID],
        target=THERE,
    ),
    Case(
        ListScheduled(),
        sends="POST /chat.scheduledMessages.list",
        said="list my scheduled slack messages",
        more={**RELEASES, "scheduled_id": "Q0SCHED001"},
        answer=[SCHEDULED],
        found={"slack.channels.list": THERE},
        body_more=ID,
    ),
    Case(
        SendFile(**RELEASES),
        sends="POST /files.completeUploadExternal?channel_id=C0RELEASE1&title=app.whl",
        said="upload the file to #releases",
        more={"title": "Q3 report é.pdf", "text": ODD},
        sends_more="POST /files.completeUploadExternal?"
        + urlencode(
            {"channel_id": "C0RELEASE1", "title": "Q3 report é.pdf", "initial_comment": ESCAPED}
        ),
        answer={"id": "F0NEW000001", "title": "app.whl"},
        target=THERE,
    ),
    Case(
        SendMessage(**RELEASES, text="Deploy done"),
        sends="POST /chat.postMessage",
        body={**ID, "text": "Deploy done", **PLAIN},
        said="send 'Deploy done' to #releases",
        more={"text": ODD, "mention": "bob"},
        body_more={**ID, "text": f"<@U0BOB0001> {ESCAPED}", **PLAIN},
        answer=POSTED,
        target=THERE,
        found=WHO,
    ),
    Case(
        SendDirect(person="bob", text="Thanks"),
        sends="POST /chat.postMessage",
        body={"channel": "D0BOB00001", "text": "Thanks", **PLAIN},
        said="dm bob 'Thanks'",
        more={"text": ODD},
        body_more={"channel": "D0BOB00001", "text": ESCAPED, **PLAIN},
        answer={**POSTED, "channel": "D0BOB00001"},
        target=typed(ListPeople, [BOB]),
        found={"slack.dms.list": typed(ListDirects, [DIRECT])},
    ),
    Case(
        OpenDirect(person="carol"),
        sends="POST /conversations.open",
        body={"users": "U0CAR0001", "return_im": True},
        said="open a dm with carol",
        answer={"id": "D0NEW001000", "user": "U0CAR0001"},
        target=typed(ListPeople, [CAROL]),
    ),
    Case(
        ListDirects(),
        sends="GET /users.conversations?types=im&limit=100",
        said="show my slack dms",
        more={"user": "U0BOB0001", "limit": 1_000},
        sends_more="GET /users.conversations?types=im&limit=200",
        answer=[DIRECT],
    ),
    Case(
        GetDirect(user="U0BOB0001"),
        sends="GET /conversations.info?channel=D0BOB00001",
        said="show the slack dm with U0BOB0001",
        answer=DIRECT,
        target=typed(ListDirects, [DIRECT]),
    ),
    Case(
        ReplyToMessage(**MESSAGE, text="Thanks"),
        sends="POST /chat.postMessage",
        body={**ID, "thread_ts": TS, "text": "Thanks", **PLAIN},
        said=f"reply to {TS} in #releases with 'Thanks'",
        more={"text": ODD, "mention": "bob"},
        body_more={**ID, "thread_ts": TS, "text": f"<@U0BOB0001> {ESCAPED}", **PLAIN},
        answer=POSTED,
        target=THERE,
        found=OF_MESSAGE | WHO,
    ),
    Case(
        BroadcastMessage(**RELEASES, text="The site is down", range="here"),
        sends="POST /chat.postMessage",
        body={**ID, "text": "<!here> The site is down", **PLAIN},
        said="notify here in #releases that 'The site is down'",
        more={"text": ODD, "range": "everyone"},
        body_more={**ID, "text": f"<!everyone> {ESCAPED}", **PLAIN},
        answer=POSTED,
        target=THERE,
    ),
    Case(
        NotifyGroup(**RELEASES, text="The site is down", group="platform-team"),
        sends="POST /chat.postMessage",
        body={**ID, "text": "<!subteam^S0PLATFORM> The site is down", **PLAIN},
        said="notify the group platform-team in #releases that 'The site is down'",
        more={"text": ODD},
        body_more={**ID, "text": f"<!subteam^S0PLATFORM> {ESCAPED}", **PLAIN},
        answer=POSTED,
        target=THERE,
        found={"slack.usergroups.list": typed(ListGroups, [GROUP])},
    ),
    Case(
        EditMessage(**OWN, text="Release notes"),
        sends="POST /chat.update",
        body={**ID, "ts": MINE, "text": "Release notes", **AS_TEXT},
        said=f"change the message {MINE} in #releases to 'Release notes'",
        more={"text": ODD},
        body_more={**ID, "ts": MINE, "text": ESCAPED, **AS_TEXT},
        answer=REPLY | {"text": "Release notes"},
        target=THERE,
        found=OF_OWN,
    ),
    Case(
        MarkRead(**RELEASES, message=TS),
        sends="POST /conversations.mark",
        body={**ID, "ts": TS},
        said=f"mark #releases as read up to {TS}",
        target=THERE,
        found=OF_MESSAGE,
    ),
    Case(
        DeleteMessage(**OWN),
        sends="POST /chat.delete",
        body={**ID, "ts": MINE},
        said=f"delete the message {MINE} in #releases",
        target=THERE,
        found=OF_OWN,
    ),
    Case(
        ScheduleMessage(**RELEASES, text="Stand-up", post_at=NEXT_WEEK),
        sends="POST /chat.scheduleMessage",
        body={**ID, "text": "Stand-up", "post_at": seconds_of(NEXT_WEEK), **UNSEEN},
        said=f"schedule 'Stand-up' for '{NEXT_WEEK}' in #releases",
        more={"text": ODD, "mention": "bob"},
        body_more={
            **ID,
            "text": f"<@U0BOB0001> {ESCAPED}",
            "post_at": seconds_of(NEXT_WEEK),
            **UNSEEN,
        },
        answer={
            "scheduled_message_id": "Q0NEW001000",
            "post_at": 1_796_112_000,
            "channel": "C0RELEASE1",
        },
        target=THERE,
        found=WHO,
    ),
    Case(
        ScheduleBroadcast(**RELEASES, text="Freeze", post_at=NEXT_WEEK, range="channel"),
        sends="POST /chat.scheduleMessage",
        body={**ID, "text": "<!channel> Freeze", "post_at": seconds_of(NEXT_WEEK), **UNSEEN},
        said=(f"schedule the notification 'Freeze' for channel at '{NEXT_WEEK}' in #releases"),
        more={"text": ODD},
        body_more={
            **ID,
            "text": f"<!channel> {ESCAPED}",
            "post_at": seconds_of(NEXT_WEEK),
            **UNSEEN,
        },
        answer={
            "scheduled_message_id": "Q0NEW001000",
            "post_at": 1_796_112_000,
            "channel": "C0RELEASE1",
        },
        target=THERE,
    ),
    Case(
        CancelScheduled(**RELEASES, scheduled_id="Q0SCHED001"),
        sends="POST /chat.deleteScheduledMessage",
        body={**ID, "scheduled_message_id": "Q0SCHED001"},
        said="cancel the scheduled message Q0SCHED001 in #releases",
        target=THERE,
        found={"slack.scheduled.list": typed(ListScheduled, [SCHEDULED])},
    ),
    Case(
        AddReaction(**MESSAGE, emoji="rocket"),
        sends="POST /reactions.add",
        body={**ID, "timestamp": TS, "name": "rocket"},
        said=f"react with rocket to {TS} in #releases",
        target=THERE,
        found=OF_MESSAGE,
    ),
    Case(
        RemoveReaction(**MESSAGE, emoji="thumbsup"),
        sends="POST /reactions.remove",
        body={**ID, "timestamp": TS, "name": "thumbsup"},
        said=f"remove the reaction thumbsup from {TS} in #releases",
        target=THERE,
        found=OF_MESSAGE,
    ),
    Case(
        PinMessage(**OWN),
        sends="POST /pins.add",
        body={**ID, "timestamp": MINE},
        said=f"pin the message {MINE} in #releases",
        target=THERE,
        found=OF_OWN,
    ),
    Case(
        CreateChannel(channel="#deploys"),
        sends="POST /conversations.create",
        body={"name": "deploys"},
        said="create the channel #deploys",
        more={"is_private": True},
        answer={"id": "C0NEW00001", "name": "deploys", "is_private": False},
    ),
    Case(
        SetTopic(**RELEASES, topic="Release week"),
        sends="POST /conversations.setTopic",
        body={**ID, "topic": "Release week"},
        said="set the topic of #releases to 'Release week'",
        more={"topic": "a <!here> & b"},
        body_more={**ID, "topic": "a &lt;!here&gt; &amp; b"},
        answer=CHANNEL | {"topic": {"value": "Release week"}},
        target=THERE,
    ),
    Case(
        JoinChannel(**RELEASES),
        sends="POST /conversations.join",
        body=ID,
        said="join #releases",
        answer=CHANNEL,
        target=typed(ListChannels, [CHANNEL | {"is_member": False}]),
    ),
    Case(
        InviteToChannel(**RELEASES, person="bob"),
        sends="POST /conversations.invite",
        body={**ID, "users": "U0BOB0001"},
        said="invite bob to #releases",
        target=THERE,
        found=WHO,
    ),
    Case(
        ArchiveChannel(**RELEASES),
        sends="POST /conversations.archive",
        body=ID,
        said="archive #releases",
        target=THERE,
    ),
    Case(
        SetStatus(text="on call"),
        sends="POST /users.profile.set",
        body={"profile": {"status_text": "on call"}},
        said="set my slack status to 'on call'",
        more={"text": "a <b> & c", "emoji": "pager"},
        body_more={"profile": {"status_text": "a &lt;b&gt; &amp; c", "status_emoji": ":pager:"}},
        answer={"status_text": "on call", "status_emoji": ""},
    ),
]
