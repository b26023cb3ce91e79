"""What is generated of an action says how its values are written, and leaves out what is found."""

import pytest

from aegis_cli.cli.actions import _field
from tests.helpers.marked_actions import AddSubIssue, CreateReview, Protect, PutFile, SetMilestone
from tools.generate import fields, signature


def test_a_signature_has_the_shape_of_objects_and_nothing_that_is_found() -> None:
    assert (
        "tests.review(repo, pull_number, body?, "
        "comments[]?={path, line?, side?=LEFT|RIGHT, body})" == signature(CreateReview)
    )
    assert "tests.add_sub_issue(repo, issue_number, sub_issue, sub_repo?)" == signature(AddSubIssue)
    assert (
        "tests.set_milestone(repo, issue_number, milestone?|@none, body?|@none, "
        "assignees[]?|@none)" == signature(SetMilestone)
    )


@pytest.mark.parametrize(
    ("cls", "name", "default", "description"),
    [
        (SetMilestone, "milestone", None, "Number of the milestone. @none takes it away."),
        (
            CreateReview,
            "comments",
            None,
            (
                "What to say about lines. "
                "Each is a JSON object: {path, line?, side?=LEFT|RIGHT, body}."
            ),
        ),
        (
            PutFile,
            "content",
            None,
            (
                "What is in it. "
                "@notes.md reads a file, - standard input; @@ begins a text that starts with @."
            ),
        ),
        (Protect, "users", "@none", "Who may push. @none takes it away."),
        (CreateReview, "body", None, "What to say."),
    ],
)
def test_an_option_says_how_its_value_is_written(
    cls: type, name: str, default: str | None, description: str
) -> None:
    (field,) = (field for field in fields(cls) if field.name == name)

    assert (default, description) == (field.default, field.description)


def test_what_is_found_is_described_as_read() -> None:
    info = AddSubIssue.model_fields["sub_issue_id"]

    assert "sub_issue_id: read before approval" == _field("sub_issue_id", info)
