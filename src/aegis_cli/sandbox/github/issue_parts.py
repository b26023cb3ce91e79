"""The operations on the comments, labels and assignees of an issue."""

from dataclasses import replace

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked, names
from aegis_cli.sandbox.github.call import Call, Reply, issue_of, issue_to_write, repo_of, viewer_of
from aegis_cli.sandbox.github.issue_fields import LONGEST_BODY, assignable, labels_named
from aegis_cli.sandbox.github.world import Comment, Issue, Repo, Role


def list_comments(call: Call) -> Reply:
    """List the comments of an issue or pull request, oldest first."""
    repo = repo_of(call)
    issue = issue_of(call, repo)
    since = queries.time(call.query, "since", resource="IssueComment")
    comments = [
        comment for comment in issue.comments if since is None or comment.created_at >= since
    ]
    return queries.paged(
        call,
        comments,
        lambda comment: shapes.comment(
            call.base, repo, comment, number=issue.number, world=call.world
        ),
        url=call.url(repo),
    )


def create_comment(call: Call) -> Reply:
    """Comment on an issue or pull request."""
    repo, issue = issue_to_write(call, least=Role.READ)
    if issue.locked and repo.role_of(call.viewer) < Role.WRITE:
        raise errors.Refusal(403, "Unable to create comment because issue is locked.")
    text = _comment_text(checked(call)["body"])
    comment = Comment(next(call.world.ids), viewer_of(call), text, call.now)
    _store(call, repo, replace(issue, comments=(*issue.comments, comment)))
    data = shapes.comment(call.base, repo, comment, number=issue.number, world=call.world)
    return Reply(data, 201, {"Location": data["url"]})


def add_labels(call: Call) -> Reply:
    """Add labels to an issue; the answer is all its labels."""
    repo, issue = issue_to_write(call, least=Role.TRIAGE)
    # GitHub accepts an array too, without an object around it.
    sent = {"labels": call.body} if isinstance(call.body, list) else None
    body = checked(call, sent)
    wanted = labels_named(call, repo, names(body["labels"], "name"))
    issue = replace(issue, labels=tuple(dict.fromkeys((*issue.labels, *wanted))))
    return _labels(call, repo, _store(call, repo, issue))


def remove_label(call: Call) -> Reply:
    """Remove one label from an issue; the answer is its other labels."""
    repo, issue = issue_to_write(call, least=Role.TRIAGE)
    name = call.params["name"].casefold()
    left = tuple(label for label in issue.labels if label.name.casefold() != name)
    if left == issue.labels:
        raise errors.Refusal(404, "Label does not exist")
    return _labels(call, repo, _store(call, repo, replace(issue, labels=left)))


def add_assignees(call: Call) -> Reply:
    """Assign people; without push access, or to people who cannot be assigned, do nothing."""
    repo, issue = issue_to_write(call, least=Role.READ)
    body = checked(call)
    logins = names(body.get("assignees", []), "login")
    people = [person for login in logins if (person := assignable(call, repo, login))]
    if people and repo.role_of(call.viewer) >= Role.WRITE:
        assignees = tuple(dict.fromkeys((*issue.assignees, *people)))
        issue = _store(call, repo, replace(issue, assignees=assignees))
    return Reply(shapes.issue(call.base, repo, issue, call.world), 201)


def list_labels(call: Call) -> Reply:
    """List the labels of an issue or pull request."""
    repo = repo_of(call)
    issue = issue_of(call, repo)
    return queries.paged(
        call, issue.labels, lambda label: shapes.label(call.base, repo, label), url=call.url(repo)
    )


def _comment_text(text: str) -> str:
    if not text.strip():
        message = "Body cannot be blank"
    elif len(text) > LONGEST_BODY:
        message = f"Body is too long (maximum is {LONGEST_BODY} characters)"
    else:
        return text
    problem = errors.error("IssueComment", "data", "unprocessable", message=message)
    raise errors.invalid(problem)


def _store(call: Call, repo: Repo, issue: Issue) -> Issue:
    changed = replace(issue, updated_at=call.now)
    repo.issues[issue.number] = changed
    return changed


def _labels(call: Call, repo: Repo, issue: Issue) -> Reply:
    return Reply([shapes.label(call.base, repo, label) for label in issue.labels])
