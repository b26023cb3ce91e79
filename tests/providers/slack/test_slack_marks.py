"""What Slack formats of an edited or scheduled message, which its methods cannot leave alone."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.providers.slack.nouns.message_writes import EditMessage, SendMessage
from aegis_cli.providers.slack.nouns.scheduled import ScheduleBroadcast, ScheduleMessage
from aegis_cli.providers.slack.slack_changes import changes
from aegis_cli.providers.slack.slack_text import told_marks
from tests.helpers.days import day_in
from tests.helpers.direct_slack import SlackStage
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import OWN, TS

SHOWN = "shown by Slack as"


@for_each(
    ("text", "told"),
    [
        ("deploy *now*", [(SHOWN, "deploy now"), ("bold", "now")]),
        ("_so_ ~not~", [(SHOWN, "so not"), ("italic", "so"), ("struck through", "not")]),
        ("*_both_*", [(SHOWN, "both"), ("bold", "both"), ("italic", "both")]),
        ("run `a *b*`", [(SHOWN, "run a *b*"), ("as code", "a *b*")]),
        ("```\na\n```", [(SHOWN, "\na\n"), ("as code", "\na\n")]),
        ("so:\n> it *is*", [(SHOWN, "so:\nit is"), ("quoted", "it is"), ("bold", "is")]),
        (">" * 4_000, []),
        ("> " * 1_999 + "x", [(SHOWN, "x"), ("quoted", "x")]),
        # What is no mark, or is escaped, arrives as it stands.
        ("2*3*4", []),
        ("* a * b", []),
        ("a_file_name", []),
        ("<@U0BOB0001> &lt; <https://a.example|here> <!channel>", []),
        ("**", []),
        ("a > b", []),
        ("", []),
    ],
)
def test_what_slack_formats_is_told(text: str, told: list[tuple[str, str]]) -> None:
    assert tuple(told) == told_marks(text)


LATER = f"{day_in(3)} 09:00"


@for_each(
    ("write", "is_told"),
    [
        (EditMessage(channel="#releases", message=TS, text="*now*"), True),
        (ScheduleMessage(channel="#releases", text="*now*", post_at=LATER), True),
        (ScheduleBroadcast(channel="#releases", text="*n*", range="here", post_at=LATER), True),
        (SendMessage(channel="#releases", text="*now*"), False),
        (EditMessage(channel="#releases", message=TS, text="now"), False),
    ],
)
def test_it_is_told_of_what_cannot_be_sent_as_it_stands(
    write: Action[Any], *, is_told: bool
) -> None:
    assert is_told is bool(write.shown_as())


def test_the_question_about_a_scheduled_message_says_it() -> None:
    at = SlackStage()

    at.does(ScheduleMessage(channel="#releases", text="*now* & <@U0BOB0001>", post_at=LATER))

    (item,) = at.previews[-1].items
    assert ((SHOWN, "now & <@U0BOB0001>"), ("bold", "now")) == item.shown_as


def test_the_text_before_an_edit_has_the_names_of_those_whom_it_mentions() -> None:
    before = OWN | {"text": "&lt;3 <@U0BOB0001>", "plain": "<3 @Bob"}

    (change,) = changes(EditMessage(channel="#releases", message=TS, text="Hi"), before)

    assert "<3 @Bob" == change.before
