"""What a version has promised is there, or was deprecated for as long as the changelog says."""

from collections.abc import Mapping
from datetime import date

from aegis_cli import __version__
from tests.helpers.rows import for_each
from tools.promised import (
    ROOT,
    Deprecation,
    Promise,
    broken,
    deprecations,
    file_of_this_version,
    kept,
    promises,
    read,
    written,
)

OLD: Promise = ("setting", "AEGIS_OLD=old")
RELEASED = date(2027, 1, 31)
GOING = {OLD: Deprecation(*OLD, since="0.2.0", day=RELEASED, instead="AEGIS_NEW")}
LATER = date(2027, 5, 1)


def said(
    gone: Promise, going: Mapping[Promise, Deprecation], version: str, day: date = LATER
) -> list[str]:
    now = promises()
    return [*broken({"0.1.0": now | {gone}}, now, going, version=version, day=day)]


def test_every_promise_of_every_version_is_kept() -> None:
    today = date.today()  # noqa: DTZ011  # a day more or less is no matter

    assert [] == [*broken(kept(), promises(), deprecations(), version=__version__, day=today)]


def test_this_version_has_its_file_and_all_that_is_promised_is_in_it() -> None:
    name, text = file_of_this_version()

    assert text == (ROOT / name).read_text(encoding="utf-8")
    assert promises() <= read(text)


def test_there_is_something_of_each_kind() -> None:
    of_actions = ("field ", "answer ")
    found = {
        kind.partition(" ")[0] if kind.startswith(of_actions) else kind for kind, _ in promises()
    }

    assert {
        *("exit code", "error code", "document", "policy", "broker policy", "effect", "setting"),
        *("action", "field", "answer"),
    } == found


@for_each(
    "promise",
    [
        ("exit code", "denied=5"),
        ("error code", "bad_usage=usage"),
        ("document", "schema=aegis.result/1"),
        ("document", "results[].changes[].before"),
        ("document", "plan.steps[].arguments"),
        ("document", "tokens.*.narrowed"),
        ("policy", "max_effect"),
        ("broker policy", "roles_claim"),
        ("setting", "AEGIS_ISSUER=issuer"),
        ("setting", "GEMINI_API_KEY"),
        ("setting", "vault_secret_command"),
        ("action", "jira.issues.create"),
        ("field issues.close", "state_reason"),
        ("answer issues.get", "html_url"),
    ],
)
def test_this_is_promised(promise: Promise) -> None:
    assert promise in promises()


@for_each("promise", [OLD, ("exit code", "denied=55"), ("action", "issues.burn")])
def test_what_is_taken_away_or_changed_is_named_with_what_to_do(promise: Promise) -> None:
    (line,) = said(promise, {}, "0.2.0")

    assert f"{promise[0]} {promise[1]}, which 0.1.0 promises, is gone or another" in line
    assert "tools/deprecated.toml" in line


@for_each(
    ("version", "day", "why"),
    [
        ("0.3.0", date(2027, 4, 30), "it can go from 2027-05-01 on"),
        ("0.2.9", LATER, "the next minor one"),
        ("0.2.0b2", LATER, "the next minor one"),
    ],
)
def test_what_is_deprecated_stays_for_90_days_and_until_the_next_minor_version(
    version: str, day: date, why: str
) -> None:
    (line,) = said(OLD, GOING, version, day)

    assert why in line


def test_after_1_0_only_a_major_version_takes_it_away() -> None:
    going = {OLD: Deprecation(*OLD, since="1.1.0", day=RELEASED, instead="AEGIS_NEW")}

    assert "the next major one" in said(OLD, going, "1.2.0")[0]
    assert [] == said(OLD, going, "2.0.0")


def test_what_was_deprecated_for_long_enough_may_go() -> None:
    assert [] == said(OLD, GOING, "0.3.0")
    assert [] == said(OLD, GOING, "1.0.0")


def test_with_an_action_go_its_fields_and_no_other_ones() -> None:
    action = ("action", "issues.burn")
    going = {action: Deprecation(*action, since="0.2.0", day=RELEASED, instead="issues.close")}

    assert [] == said(("field issues.burn", "repo"), going, "0.3.0")
    assert [] != said(("field issues.close", "heat"), going, "0.3.0")


def test_what_is_deprecated_is_in_the_changelog() -> None:
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert [] == [word for _, word in deprecations() if word.partition("=")[0] not in page]


def test_a_file_reads_as_it_was_written() -> None:
    assert promises() == read(written(promises()))
