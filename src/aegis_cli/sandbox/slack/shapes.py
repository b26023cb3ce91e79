"""How Slack writes people, conversations and messages."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from aegis_cli.sandbox.slack.world import (
    DIRECT,
    GROUP,
    PRIVATE,
    PUBLIC,
    Channel,
    Message,
    Person,
    Scheduled,
    World,
)

_NOBODY_IS = "is_owner is_primary_owner is_restricted is_ultra_restricted is_app_user".split()


@dataclass(frozen=True, slots=True)
class Shapes:
    """Writes the things of a workspace for one call."""

    world: World
    shows_addresses: bool
    """Whether the person granted to see addresses of e-mail."""

    def person(self, who: Person) -> dict[str, Any]:
        """Write a person."""
        return {
            **_own(who, "id name deleted real_name tz is_admin is_bot"),
            "team_id": self.world.team_id,
            **dict.fromkeys(_NOBODY_IS, False),
            "updated": 1_700_000_000,
            "profile": self.profile(who),
        }

    def profile(self, who: Person) -> dict[str, Any]:
        """Write what a person says of themselves."""
        email = {"email": who.email} if self.shows_addresses and who.email else {}
        return {
            **_own(who, "title real_name display_name status_text status_emoji status_expiration"),
            "real_name_normalized": who.real_name,
            "display_name_normalized": who.display_name,
            "team": self.world.team_id,
            **email,
        }

    def channel(self, one: Channel) -> dict[str, Any]:
        """Write a conversation."""
        common = {
            **_own(one, "id created is_archived"),
            "is_im": one.kind == DIRECT,
            "is_org_shared": False,
            "context_team_id": self.world.team_id,
            "updated": one.created * 1000,
        }
        if one.kind == DIRECT:
            user = self.other(one)
            deleted = self.world.people[user].deleted
            return {**common, "user": user, "is_user_deleted": deleted, "priority": 0}
        return {
            **common,
            "name": one.name,
            "name_normalized": one.name,
            "is_channel": one.kind == PUBLIC,
            "is_group": one.kind == PRIVATE,
            "is_mpim": one.kind == GROUP,
            "is_private": one.kind != PUBLIC,
            "is_general": one.is_general,
            **dict.fromkeys(("is_shared", "is_ext_shared", "is_pending_ext_shared"), False),
            "pending_shared": [],
            "unlinked": 0,
            "creator": one.creator,
            "is_member": self.world.me in one.members,
            "topic": asdict(one.topic),
            "purpose": asdict(one.purpose),
            "previous_names": [],
        }

    def counted_channel(self, one: Channel) -> dict[str, Any]:
        """Write a conversation, and of a channel how many are in it."""
        count = {} if one.kind == DIRECT else {"num_members": len(one.members)}
        return {**self.channel(one), **count}

    def other(self, one: Channel) -> str:
        """Return with whom a direct message is."""
        return next((each for each in one.members if each != self.world.me), self.world.me)

    def message(self, place: Channel, one: Message) -> dict[str, Any]:
        """Write a message."""
        written: dict[str, Any] = {
            "type": "message",
            **_own(one, "user text ts"),
            "team": self.world.team_id,
            "subtype": "thread_broadcast" if one.is_broadcast else one.subtype,
            "blocks": json.loads(one.blocks) if one.blocks else None,
            "edited": asdict(one.edited) if one.edited else None,
            "reactions": [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in one.reactions.items()
            ],
            "files": one.files,
            "pinned_to": [place.id] if one.ts in place.pins else None,
            **_thread(place, one),
        }
        return {name: value for name, value in written.items() if value or name == "text"}

    def pending(self, one: Scheduled) -> dict[str, Any]:
        """Write a message that is to be posted."""
        return {
            **_own(one, "id post_at"),
            "channel_id": one.channel,
            "date_created": one.created,
            "text": one.message.text,
        }

    def permalink(self, place: Channel, one: Message) -> str:
        """Return the address of a message for people."""
        thread = f"?thread_ts={one.thread_ts}&cid={place.id}" if one.is_reply else ""
        return f"{self.world.url}archives/{place.id}/p{one.ts.replace('.', '')}{thread}"


def _thread(place: Channel, one: Message) -> dict[str, Any]:
    """Write the place of a message in a thread: a reply, or the first message."""
    if one.is_reply:
        parent = place.message(one.thread_ts)
        return {"thread_ts": one.thread_ts, "parent_user_id": parent.user if parent else ""}
    replies = place.replies(one.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(each.user for each in replies))
    return {
        "thread_ts": one.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
    }


def _own(thing: Any, names: str) -> dict[str, Any]:
    """Return the fields that Slack calls as they are called here."""
    return {name: getattr(thing, name) for name in names.split()}
