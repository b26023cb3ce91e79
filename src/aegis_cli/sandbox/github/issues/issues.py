"""The operations on issues: list, get, create, update, close and reopen."""

from typing import Any

from aegis_cli.sandbox.github.api import errors, queries, shapes
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation, not_archived
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.issues.issue_fields import title_and_body, triage
from aegis_cli.sandbox.github.issues.issue_filters import mine, select_issues
from aegis_cli.sandbox.github.world.world import Issue, Role


def list_for_repo(call: Call) -> Reply:
    """List issues and pull requests, as GitHub mixes them."""
    return queries.list_page(call, select_issues(call, call.repo), shapes.issue)


def list_mine(call: Call) -> Reply:
    """List the issues and pull requests that concern the viewer, each with its repository."""
    homes = {issue.id: repo for repo, issue in call.world.issues()}
    return queries.page_of(
        call,
        mine(call),
        lambda issue: {
            **shapes.issue(call, homes[issue.id], issue),
            "repository": repository(call, homes[issue.id], call.viewer),
        },
    )


def create(call: Call) -> Reply:
    """Open an issue; read access is enough, but labels and assignees need push access."""
    repo = call.repo_for_role(Role.READ)
    if not repo.has_issues:
        raise errors.issues_disabled()
    not_archived(repo)
    body = check_body(call)
    issue = call.open_issue(repo, **title_and_body(body), **triage(call, repo, body))
    return creation(shapes.issue(call, repo, issue))


def update(call: Call) -> Reply:
    """Change an issue; a person without triage access can change only their own."""
    repo, issue = call.issue_to_write(Role.READ)
    call.require_own(issue, Role.TRIAGE)
    body = check_body(call)
    state = changed_state(call, issue, body)
    changes = {**title_and_body(body), **triage(call, repo, body), **state}
    if changes:
        issue = call.keep(repo, issue, **changes)
    return Reply(shapes.issue(call, repo, issue))


def changed_state(call: Call, issue: Issue, body: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that opening or closing changes; none where the state stays."""
    # GitHub's documentation of `state_reason`: "Ignored unless `state` is changed".
    state, reason = body.get("state", issue.state), body.get("state_reason")
    if state == issue.state:
        return {}
    if issue.pull is not None and issue.pull.merged_at is not None:
        message = "state cannot be changed. The pull request cannot be reopened."
        raise errors.invalid_field("PullRequest", "state", "custom", message=message)
    if reason is not None and (reason == "reopened") != (state == "open"):
        raise errors.invalid_field("Issue", "state_reason", "invalid", value=reason)
    closing = state == "closed"
    default = "completed" if closing else "reopened"
    return {
        "state": state,
        "state_reason": None if issue.pull else reason or default,
        "closed_at": call.now if closing else None,
        "closed_by": call.viewer if closing else None,
    }
