"""An order for each of many is read by its words: things, what they are like, and the writes."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.lenient.rows import parsing
from aegis_cli.planning.lenient.rows.parsing import Parser
from aegis_cli.planning.lenient.rows.word_tables import edges_of, pieces_of, word_table
from tests.helpers.loop_rows import Loop, loop, looped_steps
from tests.helpers.rows import for_each


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Know the words of each provider."""
    catalog.enable_providers(catalog.known_providers())
    yield
    catalog.enable_providers(())


ISSUES = "issues.list repo=octo/app"
PULLS = "pulls.search repo=octo/app"
TICKETS = "jira.issues.search project=APP"
CLOSE = ("issues.close",)

LOOPS = [
    ("anything tagged idle in octo/app can be closed", Loop(f"{ISSUES} labels=idle", (), CLOSE)),
    (
        "anything tagged idle in octo/app should be closed and locked",
        Loop(f"{ISSUES} labels=idle", (), (*CLOSE, "issues.lock")),
    ),
    (
        "close all issues in octo/app labelled idle but not kept, older than 90d",
        Loop(f"{ISSUES} labels=idle", ("label is not kept", "created before 90 days ago"), CLOSE),
    ),
    (
        "bump all APP tickets with priority low to medium",
        Loop(TICKETS, ("priority is low",), ("jira.issues.edit priority=medium",)),
    ),
    (
        "rerun the failed runs of ci.yml in octo/app",
        Loop("runs.list repo=octo/app status=failure", ("workflow is ci.yml",), ("runs.rerun",)),
    ),
    (
        "drop needs-info from every issue in octo/app that dora opened last month",
        Loop(
            "issues.search repo=octo/app author=dora labels=needs-info created_since=2026-11-01"
            " state=open",
            ("created before 2026-12-01",),
            ("issues.remove_label name=needs-info",),
        ),
    ),
    (
        "assign dora to each bug in octo/app nobody is assigned to",
        Loop(
            f"{ISSUES} labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=dora",),
        ),
    ),
    (
        "all issues assigned to dora in octo/app should be handed to erik",
        Loop(
            f"{ISSUES} assignee=dora",
            (),
            ("issues.remove_assignees assignees=dora", "issues.add_assignees assignees=erik"),
        ),
    ),
    (
        "in octo/app, label every issue without a milestone needs-plan and lock it",
        Loop(
            "issues.search repo=octo/app without=milestone state=open",
            (),
            ("issues.add_labels labels=needs-plan", "issues.lock"),
        ),
    ),
    (
        "for every PR opened by dora in octo/app that has no reviewer, request a review from erik",
        Loop(
            "pulls.list repo=octo/app",
            ("author is dora", "without any reviewer"),
            ("pulls.request_reviewers reviewers=erik",),
        ),
    ),
    (
        "reopen all issues in octo/app closed yesterday",
        Loop(
            "issues.search repo=octo/app closed_since=2026-12-01 state=closed",
            ("closed before 2026-12-02",),
            ("issues.reopen",),
        ),
    ),
    (
        "turn every PR with 'spike' in the title in octo/app into a draft",
        Loop(
            f"{PULLS} state=open draft=False",
            ("title contains spike",),
            ("pulls.convert_to_draft",),
        ),
    ),
    (
        "move all unassigned APP tickets with priority High to Done",
        Loop(
            f"{TICKETS} assignee=none",
            ("priority is High",),
            ("jira.issues.transition to=Done",),
        ),
    ),
    (
        "clsoe evry isue in octo/app that has no comments",
        Loop(ISSUES, ("comments less than 1",), CLOSE),
    ),
    (
        "for all PRs by dora in octo/app, request a review from @erik and label them check",
        Loop(
            f"{PULLS} author=dora state=open",
            (),
            ("pulls.request_reviewers reviewers=erik", "issues.add_labels labels=check"),
        ),
    ),
    (
        "move my tickets that are In Progress in APP back to To Do",
        Loop(
            f"{TICKETS} status=In Progress assignee=@me",
            (),
            ("jira.issues.transition to=To Do",),
        ),
    ),
    (
        "sperre alle vor dem 1.2.2025 geschlossenen Issues in octo/app",
        Loop(f"{ISSUES} state=closed", ("closed before 2025-02-01",), ("issues.lock",)),
    ),
    (
        "verrouille toutes les issues fermées de octo/app avec plus de 9 commentaires",
        Loop(f"{ISSUES} state=closed", ("comments more than 9",), ("issues.lock",)),
    ),
    (
        "asigna a dora todos los bugs abiertos de octo/app sin asignar",
        Loop(
            f"{ISSUES} state=open labels=bug",
            ("without any assignee",),
            ("issues.add_assignees assignees=dora",),
        ),
    ),
    (
        "reabra cada issue fechada ontem com a label oops no octo/app",
        Loop(
            "issues.search repo=octo/app labels=oops closed_since=2026-12-01 state=closed",
            ("closed before 2026-12-02",),
            ("issues.reopen",),
        ),
    ),
    (
        "assegna a dora tutti i bug aperti da erik in octo/app",
        Loop(f"{ISSUES} labels=bug creator=erik", (), ("issues.add_assignees assignees=dora",)),
    ),
    (
        "Rouvre toutes les issues de octo/app fermées il y a plus de 90 jours",
        Loop(f"{ISSUES} state=closed", ("closed before 90 days ago",), ("issues.reopen",)),
    ),
    (
        "Riapri tutte le issue di octo/app chiuse da più di 90 giorni",
        Loop(f"{ISSUES} state=closed", ("closed before 90 days ago",), ("issues.reopen",)),
    ),
    (
        "Reabre todas las issues de octo/app que llevan más de 90 días cerradas",
        Loop(f"{ISSUES} state=closed", ("closed before 90 days ago",), ("issues.reopen",)),
    ),
    (
        "chiudi tutte le issue in octo/app senza etichetta bug",
        Loop(ISSUES, ("label is not bug",), CLOSE),
    ),
    (
        "ferme toutes les issues de octo/app non assignées à alice",
        Loop(ISSUES, ("assignee is not alice",), CLOSE),
    ),
    (
        "给octo/app里没打标签的PR全部加上待确认标签",
        Loop(f"{PULLS} state=open", ("without any label",), ("issues.add_labels labels=待确认",)),
    ),
    (
        "octo/appのoopsラベルのissueを全部閉じて",
        Loop(f"{ISSUES} labels=oops", (), CLOSE),
    ),
]

NO_LOOPS = [
    # what things go to is not how they are, and who did something is not who wrote it
    'move all APP tickets sitting in "In Review" with nobody assigned back to To Do',
    "reopen the issues dependabot closed last week in octo/app",
    "whoever opened it, close every PR in octo/app that was made before May 1st",
    'drop "help wanted" from issues in octo/app that already have an assignee',
    'ping the author with "any news?" on all PRs in octo/app with changes requested',
    # an exception leaves out what nobody named
    "close all but one issue in octo/app",
    "close all issues in octo/app but the newest",
    "close every issue in octo/app labelled stale but mine",
    "schließe alle Issues in octo/app bis auf eins",
    "ferme toutes les issues de octo/app sauf une",
    "cierra todas las issues de octo/app menos una",
    "chiudi tutte le issue di octo/app tranne una",
    "feche todas as issues de octo/app menos uma",
    "octo/appの一つを除いて全てのissueを閉じて",
    "octo/app里除一个以外关闭所有issue",
    # a thing is named, and nothing is ordered
    "the label bug",
    "Cierra todas las issues de octo/app con más de 90 días sin comentarios",
    "close all dull issues in octo/app",
    "close most issues in octo/app labelled idle",
    "close all issues in octo/app labelled idle unless dora objects",
    "don't close any issue in octo/app labelled pinned",
    "close every PR in octo/app from 2022",
    "close all issues in octo/app labelled idle but not all",
    "close all issues in octo/app without label but security",
    "swap dora for erik on all issues in octo/app assigned to dora",
    "add dora to all issues in octo/app labelled idle",
    "remove dora from all PRs in octo/app",
    "lock all issues in octo/app labelled idle instead of closing them",
    "label all issues in octo/app labelled a or b as c",
    "unlock every locked issue in octo/app and comment 'x' on each",
    "assign dora to every issue in octo/app she is assigned to",
    "close all issues in octo/app with more than 5 comments by erik",
    "whenever someone opens an issue in octo/app, label it triage",
    "should we close all the idle issues in octo/app?",
    "close all tickets in octo/app with priority High",
    "schließe die meisten Issues in octo/app mit dem Label idle",
    "ferme toutes les issues de octo/app qui sont inutiles",
    "cierra casi todas las issues de octo/app sin etiquetas",
    "fecha o resto das issues de octo/app",
    "chiudi qualche issue di octo/app senza etichette",
    "draft PRs in octo/app",
    "label the dull issues in octo/app as idle",
    "put idle on all open issues in octo/app that nobody is assigned to",
    "ich möchte nicht, dass alle Issues mit dem Label idle geschlossen werden",
    "schreib bob, dass alle Issues mit dem Label idle geschlossen werden",
    "je ne souhaite pas que toutes les issues étiquetées idle soient fermées",
    "recorre todas las issues con la etiqueta idle",
    "todas las issues que se cierren este mes",
    "no quiero que se cierren todas las issues con la etiqueta idle",
    "cambia la etiqueta de todas las issues de octo/app por done",
    "não quero que todas as issues com a label idle sejam fechadas",
    "non vorrei che tutte le issue con l'etichetta idle venissero chiuse",
    "月曜以降に作られたissueをほとんど閉じて",
    "所有idle标签的issue都关闭了吗?",
]


@for_each(("text", "meant"), LOOPS, ids=lambda text, _: text)
def test_an_order_in_phrases_is_read_whole(text: str, meant: Loop) -> None:
    assert meant == loop(text)


@for_each("text", NO_LOOPS, ids=str)
def test_what_has_a_word_too_many_loops_over_nothing(text: str) -> None:
    assert [] == looped_steps(text)


def test_a_search_that_is_cut_off_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = word_table("en")
    text = "close every open issue labelled stale and assign it to bob"
    edges = edges_of(pieces_of(text, table), table)
    assert edges is not None
    whole = Parser(edges, table)
    assert whole.readings()

    for most in (whole.steps // 2, whole.steps - 1):
        monkeypatch.setattr(parsing, "MOST_STEPS", most)
        cut = Parser(edges, table)

        assert [] == cut.readings()
        assert cut.found  # what a search had found that was not whole
