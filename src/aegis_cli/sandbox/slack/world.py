"""What a workspace holds: its people, its conversations, and their messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

PUBLIC, PRIVATE, DIRECT, GROUP = "public_channel", "private_channel", "im", "mpim"

SCOPE_PREFIX = {PUBLIC: "channels:", PRIVATE: "groups:", DIRECT: "im:", GROUP: "mpim:"}
"""How the scopes begin that are for a kind of conversations."""

_MINUTE = 60.0


@dataclass(slots=True)
class Person:
    """Somebody of the workspace, or a program."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    email: str = ""
    title: str = ""
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    tz: str = "Europe/Berlin"
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people, whom one mention rings."""

    id: str
    handle: str
    name: str
    users: list[str]


@dataclass(slots=True)
class Edited:
    """Who changed a message last, and when."""

    user: str
    ts: str


@dataclass(slots=True)
class Message:
    """A message."""

    user: str
    text: str
    """As it was sent: what is escaped stays so."""
    ts: str = ""
    """Its id in its conversation, which it gets when it is posted."""
    thread_ts: str = ""
    """The message that it answers, or itself where it has answers; "" for a message alone."""
    subtype: str = ""
    """Empty for what a person wrote."""
    edited: Edited | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """Who reacted, by the name of the emoji."""
    blocks: str = ""
    resolves_names: bool = False
    """Whether `@name` in plain text rings too."""
    is_broadcast: bool = False
    """Whether a reply is shown in the channel too."""
    is_final: bool = False
    """Whether its time to be edited is over."""
    files: list[dict[str, str]] = field(default_factory=list)
    """The id and the title of each that is shared with it."""

    @property
    def is_reply(self) -> bool:
        """Return whether it answers another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass(slots=True)
class StoredFile:
    """A file, which has no hash before its bytes have come."""

    id: str
    name: str
    length: int
    ticket: str = field(default_factory=token_urlsafe)
    """What is in the address that takes its bytes; who knows it may send them."""
    sha256: str = ""


@dataclass(slots=True)
class Pin:
    """Who pinned a message, and when."""

    user: str
    created: int


@dataclass(slots=True)
class Scheduled:
    """A message that is to be posted at a time."""

    id: str
    channel: str
    post_at: int
    created: int
    message: Message


@dataclass(slots=True)
class Topic:
    """The topic of a channel, or its purpose."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(slots=True)
class Channel:
    """A conversation: a channel, or direct messages."""

    id: str
    kind: str
    creator: str
    created: int
    name: str = ""
    """Empty for direct messages."""
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_general: bool = False
    posters: list[str] = field(default_factory=list)
    """Who alone may post; empty where every member may."""
    topic: Topic = field(default_factory=Topic)
    purpose: Topic = field(default_factory=Topic)
    messages: list[Message] = field(default_factory=list)
    """The oldest first."""
    pins: dict[str, Pin] = field(default_factory=dict)
    """By the `ts` of the message."""
    read_up_to: str = ""
    """The last message that the signed-in person has read."""

    def message(self, ts: str) -> Message | None:
        """Return a message by its `ts`."""
        return next((each for each in self.messages if each.ts == ts), None)

    def replies(self, ts: str) -> list[Message]:
        """Return what answers a message."""
        return [each for each in self.messages if each.is_reply and each.thread_ts == ts]


@dataclass(slots=True)
class World:
    """One workspace."""

    team_id: str
    domain: str
    title: str
    me: str
    """The id of the signed-in person."""
    people: dict[str, Person]
    """By id."""
    channels: dict[str, Channel]
    """By id."""
    emoji: frozenset[str]
    """The names of the emoji that exist."""
    counter: Iterator[int]
    """No number of it comes twice."""
    rung: list[dict[str, Any]] = field(default_factory=list)
    """Whom each message rang, in order."""
    groups: list[Group] = field(default_factory=list)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    """By id."""
    files: dict[str, StoredFile] = field(default_factory=dict)
    """By id."""
    page_length: int = 999
    """How long a page is at most: that of a large workspace is shorter than what is asked for."""
    calls_a_minute: int | None = None
    """How often a method of tier 2 answers in a minute; `None` for as often as it is asked."""
    calls: dict[str, list[float]] = field(default_factory=dict)
    """When each of them was called."""

    def is_too_much(self, method: str, now: float) -> bool:
        """Note a call, and return whether a method of tier 2 was called too often."""
        recent = [at for at in self.calls.get(method, []) if now - at < _MINUTE]
        self.calls[method] = [*recent, now]
        return self.calls_a_minute is not None and len(recent) >= self.calls_a_minute

    @property
    def viewer(self) -> Person:
        """The signed-in person."""
        return self.people[self.me]

    @property
    def url(self) -> str:
        """The address of the workspace."""
        return f"https://{self.domain}.slack.com/"

    def sees(self, channel: Channel) -> bool:
        """Return whether the signed-in person may know of a conversation."""
        return channel.kind == PUBLIC or self.me in channel.members

    def direct_with(self, person: str, now: float) -> Channel:
        """Return the direct messages with a person, which are opened if there are none."""
        both = sorted({self.me, person})
        for each in self.channels.values():
            if each.kind == DIRECT and sorted(each.members) == both:
                return each
        return self.new_channel(DIRECT, now, both)

    def new_channel(self, kind: str, now: float, members: list[str], name: str = "") -> Channel:
        """Return a new conversation of some people."""
        number = self.new_id("D" if kind == DIRECT else "C")
        made = Channel(number, kind, self.me, int(now), name, members)
        self.channels[number] = made
        return made

    def new_ts(self, now: float) -> str:
        """Return the `ts` of a new message, which no other message has."""
        return f"{int(now)}.{next(self.counter) % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        """Return the id of a new thing, which begins with a letter."""
        return f"{letter}0NEW{next(self.counter):06d}"


def exact(ts: str) -> tuple[int, int]:
    """Return what a `ts` says, without the rounding of a float."""
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest.ljust(6, "0") or 0)
