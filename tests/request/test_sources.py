"""Where something was read is what was asked; whether everybody can see it, what was answered."""

from typing import Any

from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues, ListMyIssues
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import finished_result
from aegis_cli.request.sources import Source, source_of, sources_of
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import GetNote, GetRoom, ListNotes, ListRooms

LIST = act_of("s1", ListIssues(repo="acme/web"), {"repo": Origin.AGENT})
GET = act_of("s2", GetRepo(repo="Acme/Web"), {"repo": Origin.AGENT})
MINE = act_of("s3", ListMyIssues(), {})
NOTES = act_of("s5", ListNotes(room="#lobby"), {})
NOTE = act_of("s6", GetNote(note="lobby-12"), {})
ROOMS = act_of("s7", ListRooms(), {})
ROOM = act_of("s8", GetRoom(room="#lobby"), {})
CLOSE = act_of("s4", CloseIssue(repo="acme/api", issue_number=12), {"repo": Origin.AGENT})


@for_each(
    ("act", "data", "known", "expected"),
    [
        (LIST, [], {}, Source("acme/web", "unknown")),
        (LIST, [], {"acme/web": "private"}, Source("acme/web", "private")),
        (GET, {"full_name": "acme/web", "private": True}, {}, Source("acme/web", "private")),
        (GET, {"full_name": "acme/web", "private": False}, {}, Source("acme/web", "public")),
        (GET, {"full_name": "acme/api", "private": False}, {}, Source("acme/web", "unknown")),
        (GET, {"full_name": "acme/web", "private": "no"}, {}, Source("acme/web", "unknown")),
        (MINE, [], {"acme/web": "public"}, Source("GitHub", "unknown")),
        (NOTES, [], {"#lobby": "public"}, Source("board:#lobby", "unknown")),
        (NOTE, {}, {"board:#lobby": "public"}, Source("board:#lobby", "public")),
        (ROOMS, [], {}, Source("Board", "unknown")),
        (ROOM, {"name": "#lobby", "hidden": True}, {}, Source("board:#lobby", "private")),
        (ROOM, {"full_name": "#lobby", "private": True}, {}, Source("board:#lobby", "unknown")),
    ],
)
def test_where_a_result_comes_from_is_what_was_asked_and_answered(
    act: Act, data: Any, known: dict[str, str], expected: Source
) -> None:
    assert expected == source_of(act, data, known)


def test_only_what_was_read_and_handed_over_has_a_source() -> None:
    outcomes = (
        Outcome("s1", StepStatus.DONE, []),
        Outcome("s2", StepStatus.DONE, {"full_name": "acme/web", "private": True}),
        Outcome("s3", StepStatus.SKIPPED),
        Outcome("s4", StepStatus.DONE, {"number": 12}),
    )
    result = finished_result("read", (LIST, GET, MINE, CLOSE), "d", outcomes)

    assert [Source("acme/web", "unknown"), Source("acme/web", "private")] == [*sources_of(result)]


@for_each(
    ("status", "expected"),
    [(StepStatus.SKIPPED, [Source("acme/api", "unknown")]), (StepStatus.DONE, [])],
)
def test_that_something_is_so_already_was_read_before_the_write_and_not_by_it(
    status: StepStatus, expected: list[Source]
) -> None:
    outcome = Outcome("s4", status, {} if status is StepStatus.DONE else None, already=True)

    assert expected == [*sources_of(finished_result("close", (CLOSE,), "", (outcome,)))]
