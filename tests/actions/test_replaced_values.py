"""What a write replaces of its target, by the fields that it sends."""

from aegis_cli.actions.replaced_values import labels, replaced_places
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue, UpdateIssue


def test_a_write_replaces_what_it_sends_and_nothing_else() -> None:
    assert set(replaced_places(UpdateIssue(repo="acme/web", issue_number=12, title="Two"))) == {
        "title"
    }


def test_what_a_write_makes_replaces_nothing() -> None:
    assert replaced_places(CreateIssue(repo="acme/web", title="One")) == {}
    assert labels(CreateIssue) == ()
