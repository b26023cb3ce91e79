"""What each write shows of its target before the question, and what that costs in requests.

The tables, one for each noun, are made by the pipeline's own look at a new GitHub of the sandbox, for each write of the
catalogue; AEGIS_UPDATE_GOLDEN=1 rewrites them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from aegis_cli.actions.call import pinned_reads
from aegis_cli.actions.results.templates import Template
from aegis_cli.actions.targets.target import Made, Target, headline_of, is_many
from aegis_cli.adapters.render.changes import in_brief
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan
from aegis_cli.request.plan_preview import TARGET, PreviewItem
from tests.actions.case import Case
from tests.actions.cases import WRITES
from tests.adapters.render.samples import assert_golden
from tests.helpers.direct_github import ASKED, DirectStage
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each
from tests.helpers.world import rules
from tests.sandbox.github.conftest import BASE


def is_recognizable(words: str, kind: Template = "") -> bool:
    """Tell whether a line says what a thing is, which one, and what a person knows it by.

    That is a title in quotation marks, a name in such marks, or how the thing is.
    """
    first = re.escape(kind) if isinstance(kind, str) and kind else "[a-z ]+"
    return bool(re.fullmatch(rf'{first} (?:"[^"]+"|[^:,"])+(?:: ".+")?(?:, .+)?', words)) and (
        '"' in words or ", " in words
    )


every_write = for_each("case", WRITES.values(), ids=WRITES)


ABSENT = {
    "branches.set_protection": (
        "protect branch main of acme/website with 1 approval",
        'protection "main" of acme/website, not protected',
    ),
    "files.put": (
        "write file docs/new.md with content 'New' in acme/web with message 'Add it'",
        'file "docs/new.md" of acme/web, new file',
    ),
    "files.put_automation": (
        "write the automation file action.yml with content 'New' in acme/web with message 'Add it'",
        'file "action.yml" of acme/web, new file',
    ),
    "secrets.set": (
        "set the secret API_KEY of acme/web",
        'secret "API_KEY" of acme/web, new',
    ),
}
"""A sentence about a target that is not there, and what is shown of that."""


@cache
def asked(name: str) -> DirectStage:
    """Have a write asked about, by its sentence with names that the sandbox has, and done."""
    return hearing(WRITES[name].in_world(WRITES[name].said))


def hearing(sentence: str) -> DirectStage:
    plan = parse(sentence, Context())
    assert isinstance(plan, WirePlan)
    stage = DirectStage(plan)
    stage.hears(sentence, replace(rules(), bases={"github": BASE}))
    return stage


def shown(name: str) -> PreviewItem:
    """Return what the person is shown of a write at the question."""
    stage = asked(name)
    assert ASKED in stage.log, name
    (item,) = stage.previews[-1].items
    return item


def rows(name: str) -> Iterator[str]:
    item = shown(name)
    yield f"{name}\n"
    if not isinstance(WRITES[name].call.facts.target, Target):
        yield "  nothing: it is made\n"
    yield from (f"  {TARGET}: {words}\n" for label, words in item.things if label == TARGET)
    yield from (f"    {in_brief(change)}\n" for change in item.changes)
    yield from (f"  {label}: {words}\n" for label, words in item.things if label != TARGET)


def test_what_each_write_shows_before_the_question_is_in_the_tables() -> None:
    assert_golden("targets", {name: "".join(rows(name)) for name in WRITES})


@every_write
def test_a_write_that_has_a_target_shows_its_kind_and_its_title(case: Case) -> None:
    item = shown(case.name)

    target = case.call.facts.target_read
    kinds = {TARGET: headline_of(target.read).kind} if target else {}
    assert (target is not None) is (TARGET in dict(item.things))
    for label, words in item.things:
        told = f"{words!r} is not recognized: give the Headline of that class a title= or a state="
        assert is_recognizable(words, kinds.get(label, "")), told


def test_a_line_that_says_only_a_number_is_not_recognized() -> None:
    assert not is_recognizable("ruleset 42 of acme/web", "ruleset")
    assert not is_recognizable('ruleset 42 of acme/web: "main", active', "environment")


def test_a_target_that_may_be_absent_shows_its_kind_and_its_name_where_it_is() -> None:
    reads = {name: case.call.facts.target_read for name, case in WRITES.items()}
    assert ABSENT.keys() == {name for name, read in reads.items() if read and read.absent}

    for name, (sentence, words) in ABSENT.items():
        stage = hearing(sentence)
        (item,) = stage.previews[-1].items
        assert ASKED in stage.log, name
        assert (name, ((TARGET, words),), ()) == (item.action, item.things, item.changes)


@every_write
def test_an_asked_write_reads_each_thing_once_before_and_what_is_pinned_once_after(
    case: Case,
) -> None:
    stage = asked(case.name)
    at = stage.log.index(ASKED)
    before, after = stage.log[:at], stage.log[at + 1 :]
    assert stage.approved is not None
    (call,) = stage.approved.calls

    # Where what moves comes from is read too, and both places once more after the answer.
    left = len(case.call.containers()) - len(case.call.goes_to())
    # A merge reads checks and reviews for the question alone, and what is made whether it is there.
    target = case.call.facts.target
    beside = len(target.beside) if target is not None else 0
    made = target.reading(case.call) if isinstance(target, Made) else None
    free = made is not None and not is_many(made)
    assert beside <= 2
    assert len(pinned_reads(case.call)) + left + beside + free == len(before)
    assert len(call.preconditions) + 2 * left + 1 == len(after)
