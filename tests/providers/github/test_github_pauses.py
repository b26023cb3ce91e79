"""Between two writes there is a second, whatever stands between them."""

from typing import Any

from aegis_cli.core.flow import Wait
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.providers.github.pauses import pause
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from tests.helpers.canned import BASE
from tests.helpers.rows import for_each

OPEN, DELETE = CreateIssue(repo="acme/web", title="Crash"), DeleteRepo(repo="acme/web")
LIST = ListIssues(repo="acme/web")
POST = SendMessage.from_arguments({"channel": "#eng", "channel_id": "C0ENG00001", "text": "Hi"})
WAIT = Wait(1.0, "GitHub asks for a second between two writes")
LONGER = Wait(2.0, "GitHub takes so many new texts a minute, of which this makes thirty")


@for_each(
    ("action", "before", "wait"),
    [
        (OPEN, [], None),
        (OPEN, [LIST, POST], None),
        (OPEN, [OPEN], LONGER),
        (OPEN, [DELETE], WAIT),
        (DELETE, [OPEN, LIST, POST], WAIT),
        (LIST, [OPEN], None),
    ],
)
def test_only_a_further_write_waits(action: Any, before: list[Any], wait: Wait | None) -> None:
    assert wait == pause(action, before, BASE)


def test_a_sandbox_on_this_machine_asks_for_no_wait() -> None:
    assert None is pause(OPEN, [OPEN], "http://127.0.0.1:8123")
