"""A name that case folding makes one of another name is another channel, wherever one is judged."""

import pytest

from aegis_cli.broker.authorization.ids import container_ids
from aegis_cli.planning.plan import Context, Origin
from aegis_cli.planning.provenance import label
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.providers.slack.nouns.channel_writes import ArchiveChannel
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.request.policy import Confirm, Deny, Layer, Policy, judge
from tests.helpers.rows import for_each

pytestmark = pytest.mark.usefixtures("slack")

ALIKE = for_each(
    ("name", "other"),
    [("#releases", "#relea\u017fes"), ("#strasse", "#stra\u00dfe"), ("#fix", "#\ufb01x")],
)


@ALIKE
def test_a_rule_that_names_one_does_not_cover_the_other(name: str, other: str) -> None:
    policy = Policy((Layer("the options", places=(f"slack:{name.upper()}",)),))

    assert isinstance(judge(SendMessage(channel=name, text="Hi"), policy), Confirm)
    assert isinstance(judge(SendMessage(channel=other, text="Hi"), policy), Deny)


@ALIKE
def test_each_has_an_id_of_its_own_at_the_store_of_rules(name: str, other: str) -> None:
    one, another = (SendMessage(channel=each, text="Hi") for each in (name, other))

    (_, place), (_, elsewhere) = *one.containers(), *another.containers()
    assert container_ids(place) != container_ids(elsewhere)


@ALIKE
def test_the_phrase_of_one_does_not_confirm_the_other(name: str, other: str) -> None:
    assert ArchiveChannel(channel=name).is_target(f"Archive {name}")
    assert not ArchiveChannel(channel=other).is_target(f"archive {name}")


@ALIKE
def test_who_says_one_has_not_said_the_other(name: str, other: str) -> None:
    said, archived = Sentence(f"send 'Hi' to {name}"), {"channel": name, "channel_id": "C0ENG00001"}
    there = Context(last={"action": "slack.channels.archive", "arguments": archived})

    for sentence, context, origin in (
        (said, Context(), Origin.USER),
        (Sentence("send 'Hi' there"), there, Origin.CONTEXT),
    ):
        one, another = (
            dict(label(SendMessage(channel=each, text="Hi"), sentence, context, from_stdin={}))
            for each in (name, other)
        )
        assert (origin, Origin.MODEL) == (one["channel"], another["channel"])
