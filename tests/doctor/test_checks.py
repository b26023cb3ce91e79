"""Checks are made in order: one fault is reported once, and the worst decides the exit code."""

from collections.abc import Callable

import pytest

from aegis_cli.cli.doctor import as_json
from aegis_cli.doctor.checks import Check, Concern, Skipped, examine, worst
from aegis_cli.errors import Code, Failed, NotSignedIn, UsageError
from aegis_cli.setup.finding import Finding, State


def fails(code: Code = Code.NETWORK) -> Callable[[], str]:
    def look() -> str:
        raise Failed("It is far.", code=code, hint="Go there.")

    return look


def unasked() -> str:
    raise AssertionError("nobody should look")


def states(*checks: Check) -> list[str]:
    return [finding.state.value for finding in examine(checks)]


def test_a_check_is_ok_or_a_warning_or_failed() -> None:
    checks = (
        Check("a", lambda: "all is well"),
        Check("b", lambda: Concern("it is late", "Wait.")),
        Check("c", fails()),
    )

    assert [
        Finding("a", State.OK, "all is well"),
        Finding("b", State.WARNING, "it is late", "Wait."),
        Finding("c", State.FAILED, "It is far.", "Go there.", Code.NETWORK),
    ] == list(examine(checks))


def test_a_check_that_needs_a_failed_one_is_skipped_and_names_the_cause() -> None:
    checks = (
        Check("issuer", fails()),
        Check("sign-in", unasked, ("issuer",)),
        Check("exchange", unasked, ("sign-in",)),
        Check("gemini", lambda: "there"),
    )

    findings = list(examine(checks))

    assert ["failed", "skipped", "skipped", "ok"] == [found.state.value for found in findings]
    assert findings[1].message == findings[2].message
    assert "issuer failed" in findings[2].message


def test_a_skipped_check_stops_no_other_and_is_an_error_only_with_a_code() -> None:
    def unseen(code: Code | None) -> list[Finding]:
        checks = (
            Check("memory", lambda: Skipped("it cannot be read", "Be root.", code)),
            Check("files", lambda: "clean", ("memory",)),
        )
        return [*examine(checks)]

    assert [State.SKIPPED, State.OK] == [found.state for found in unseen(None)]
    assert worst(unseen(None)) is None
    error = worst([*unseen(Code.UNSEEN), Finding("m", State.FAILED, "Off.", "Go.", Code.RESIDUE)])
    assert error is not None
    assert Code.RESIDUE is error.code


def test_a_check_can_return_several_findings_and_fails_if_one_failed() -> None:
    pieces = (
        Finding("tenant: api", State.OK, "there"),
        Finding("tenant: vault", State.FAILED, "Off.", "Mend it.", Code.MISCONFIGURED),
    )
    checks = (Check("tenant", lambda: pieces), Check("next", unasked, ("tenant",)))

    *found, skipped = examine(checks)

    assert [*pieces] == found
    assert "tenant failed" in skipped.message


def test_a_warning_stops_nothing() -> None:
    late = Check("clock", lambda: Concern("it is late", "Wait."))

    assert ["warning", "ok"] == states(late, Check("next", lambda: "there", ("clock",)))


def test_each_finding_is_yielded_before_the_next_check_is_made() -> None:
    findings = examine((Check("a", lambda: "there"), Check("b", unasked)))

    assert "a" == next(findings).name


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], None),
        ([Code.BAD_SETTINGS], Code.BAD_SETTINGS),
        ([Code.BAD_SETTINGS, Code.NETWORK, Code.NOT_CONNECTED], Code.NETWORK),
        ([Code.MISCONFIGURED, Code.NETWORK], Code.MISCONFIGURED),
        ([Code.NOT_CONNECTED, Code.BAD_SETTINGS], Code.NOT_CONNECTED),
    ],
)
def test_the_worst_failure_decides_and_the_first_of_several(
    codes: list[Code], expected: Code | None
) -> None:
    findings = [Finding("x", State.FAILED, "Off.", "Mend it.", code) for code in codes]

    error = worst([Finding("w", State.WARNING, "late"), *findings])

    assert expected is (error.code if error else None)


def test_a_finding_is_json() -> None:
    failed = Finding("c", State.FAILED, "It is far.", "Go there.", Code.NETWORK)

    assert {
        "check": "c",
        "state": "failed",
        "message": "It is far.",
        "hint": "Go there.",
        "code": "network",
    } == as_json(failed)
    assert as_json(Finding("a", State.OK, "well"))["code"] is None


def test_only_errors_of_aegis_become_findings() -> None:
    def breaks() -> str:
        raise KeyError("a mistake of ours")

    with pytest.raises(KeyError):
        list(examine((Check("a", breaks),)))
    assert ["failed", "failed"] == states(
        Check("u", _raises(UsageError("No.", code=Code.BAD_SETTINGS))),
        Check("n", _raises(NotSignedIn("No.", code=Code.NOT_CONNECTED))),
    )


def _raises(error: Exception) -> Callable[[], str]:
    def look() -> str:
        raise error

    return look
