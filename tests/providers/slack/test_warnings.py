"""What Slack warns of is told, also of a write that nobody was asked about."""

from aegis_cli.providers.slack.nouns.channel_reads import ListChannels
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.plan_state import PlanSnapshot
from aegis_cli.request.target_snapshot import TargetSnapshot
from aegis_cli.request.told_outcomes import with_target
from tests.helpers.acting import acts_of
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CHANNEL

WARNED = "Slack warns: message_truncated."
DENIED = "was not looked at: the options deny slack.channels.list"


@for_each(
    ("why_not", "note"),
    [("", WARNED), (DENIED, f"Its target {DENIED}. {WARNED}")],
)
def test_a_warning_survives_where_nobody_was_asked(why_not: str, note: str) -> None:
    (act,) = acts_of(SendMessage(channel="#releases", text="Hi"))
    read = ListChannels(channel="#releases")
    seen = TargetSnapshot(read, None if why_not else [CHANNEL], why_not=why_not)
    plan = PlanSnapshot((act,), {act.id: (seen,)}, {}, frozenset({act.id}))

    told = with_target(Outcome(act.id, StepStatus.DONE, note=WARNED), act, plan)

    assert note == told.note
