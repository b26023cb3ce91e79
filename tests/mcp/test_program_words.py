"""A result speaks to a program of the person, who declined it or left a part of it out."""

from aegis_cli.errors import Code, error_for
from aegis_cli.mcp.program_words import for_program
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.request.approval import Declined
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import failed_result, finished_result
from aegis_cli.request.told_outcomes import LEFT_OUT
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each

AGENTS = {"repo": Origin.AGENT, "issue_number": Origin.AGENT, "state": Origin.DEFAULT}
CLOSE = act_of("s1", CloseIssue(repo="acme/web", issue_number=12), AGENTS)
OTHER = act_of("s2", CloseIssue(repo="acme/web", issue_number=13), AGENTS)
READ = act_of("s3", GetIssue(repo="acme/web", issue_number=12), AGENTS)


def test_what_the_person_declined_is_said_with_all_that_it_was_and_not_to_be_asked_again() -> None:
    no = Declined("You did not approve it; nothing was sent.", code=Code.DECLINED)
    error = for_program(failed_result("close", no, (CLOSE, READ, OTHER))).error

    assert error is not None
    assert error.message == (
        "The person at the session's terminal declined this, and nothing was sent: "
        "Close issue acme/web#12; Close issue acme/web#13."
    )
    assert error.hint == (
        "Tell them that nothing was sent, and do not ask again unless they ask for it."
    )
    assert error.code is Code.DECLINED


def test_what_was_refused_without_a_person_keeps_its_words() -> None:
    again = error_for(Code.DECLINED, "The same request was refused a moment ago.")

    assert for_program(failed_result("close", again, (CLOSE,))).error is again


def test_what_the_person_left_out_is_said_of_them() -> None:
    outcomes = (
        Outcome("s1", StepStatus.DONE),
        Outcome("s2", StepStatus.SKIPPED, reason=LEFT_OUT),
        Outcome("s3", StepStatus.SKIPPED, reason="Another."),
    )
    told = for_program(finished_result("close", (CLOSE, OTHER, READ), "d", outcomes)).outcomes

    assert [each.reason for each in told] == ["", "The person left it out.", "Another."]


@for_each(
    ("hint", "told"),
    [
        ("`aegis do repos.list_mine` lists them.", "read_action with the action repos.list_mine"),
        ("Use `aegis do issues.close`.", "Use propose_writes with the action issues.close."),
        (
            "For a pull request: `aegis do pulls.close --repo acme/web --pull-number 12 --yes`",
            "For a pull request: propose_writes with the action pulls.close",
        ),
        (
            "`aegis do issues.list --help` describes its fields.",
            "find_actions with detail describes",
        ),
        ("`aegis actions` lists what there is.", "find_actions lists what there is."),
        ("Run `aegis session unlock`.", "Run `aegis session unlock`."),
    ],
)
def test_a_hint_names_tools_and_only_a_person_gets_commands(hint: str, told: str) -> None:
    error = error_for(Code.NOT_FOUND, "There is no such thing.", hint=hint)
    result = for_program(failed_result("x", error, (READ,)))
    (outcome,) = for_program(
        finished_result("x", (READ,), "d", (Outcome("s3", StepStatus.FAILED, error=error),))
    ).outcomes

    assert result.error is not None
    assert outcome.error is not None
    assert result.error.hint == outcome.error.hint
    assert told in str(result.error.hint)
    assert result.error.message == error.message
