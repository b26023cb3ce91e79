"""Which function answers which method."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from aegis_cli.sandbox.slack import channels, messages, people, reactions, scheduled, search
from aegis_cli.sandbox.slack.call import Call

Function: TypeAlias = Callable[[Call], dict[str, Any]]

FUNCTIONS: Mapping[str, Function] = {
    "auth.test": people.auth_test,
    "team.info": people.team_info,
    "users.list": people.list_people,
    "users.conversations": channels.list_mine,
    "conversations.open": channels.open_direct,
    "users.info": people.get_person,
    "users.lookupByEmail": people.find_by_email,
    "users.profile.set": people.set_profile,
    "conversations.list": channels.list_channels,
    "conversations.info": channels.get_channel,
    "conversations.members": channels.list_members,
    "conversations.create": channels.create,
    "conversations.setTopic": channels.set_topic,
    "conversations.join": channels.join,
    "conversations.invite": channels.invite,
    "conversations.archive": channels.archive,
    "conversations.history": messages.history,
    "conversations.replies": messages.replies,
    "chat.getPermalink": messages.permalink,
    "chat.postMessage": messages.post_message,
    "chat.update": messages.update_message,
    "chat.delete": messages.delete_message,
    "chat.scheduleMessage": scheduled.schedule,
    "chat.scheduledMessages.list": scheduled.list_scheduled,
    "chat.deleteScheduledMessage": scheduled.cancel,
    "reactions.add": reactions.add_reaction,
    "reactions.remove": reactions.remove_reaction,
    "pins.list": reactions.list_pins,
    "pins.add": reactions.add_pin,
    "search.messages": search.search_messages,
}
"""By the name of the method; one that Slack has and nobody wrote answers 501."""
