"""The operations on the comments, labels and assignees of an issue."""

from dataclasses import replace

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked, names
from aegis_cli.sandbox.github.call import (
    Call,
    Reply,
    issue_of,
    issue_to_write,
    not_archived,
    repo_of,
    repo_to_write,
    viewer_of,
)
from aegis_cli.sandbox.github.issue_fields import LONGEST_BODY, assignable, labels_named
from aegis_cli.sandbox.github.world import Comment, Issue, Label, Repo, Role


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
    comment = Comment(next(call.world.ids), viewer_of(call), text, call.now, call.now)
    _store(call, repo, replace(issue, comments=(*issue.comments, comment)))
    data = shapes.comment(call.base, repo, comment, number=issue.number, world=call.world)
    return Reply(data, 201, {"Location": data["url"]})


def update_comment(call: Call) -> Reply:
    """Change a comment; a person without push access can change only their own."""
    repo, issue, before = _comment_to_write(call)
    text = _comment_text(checked(call)["body"])
    after = replace(before, body=text, updated_at=call.now)
    comments = tuple(after if each == before else each for each in issue.comments)
    repo.issues[issue.number] = replace(issue, comments=comments)
    data = shapes.comment(call.base, repo, after, number=issue.number, world=call.world)
    return Reply(data)


def delete_comment(call: Call) -> Reply:
    """Delete a comment; a person without push access can delete only their own."""
    repo, issue, comment = _comment_to_write(call)
    comments = tuple(each for each in issue.comments if each != comment)
    repo.issues[issue.number] = replace(issue, comments=comments)
    return Reply(status=204)


def lock(call: Call) -> Reply:
    """Lock the conversation of an issue or pull request, with a reason if one was sent."""
    repo, issue = issue_to_write(call, least=Role.WRITE)
    reason = checked(call).get("lock_reason")
    _store(call, repo, replace(issue, locked=True, lock_reason=reason))
    return Reply(status=204)


def unlock(call: Call) -> Reply:
    """Unlock the conversation of an issue or pull request."""
    repo, issue = issue_to_write(call, least=Role.WRITE)
    _store(call, repo, replace(issue, locked=False, lock_reason=None))
    return Reply(status=204)


def add_labels(call: Call) -> Reply:
    """Add labels to an issue; the answer is all its labels."""
    repo, issue = issue_to_write(call, least=Role.TRIAGE)
    labels = tuple(dict.fromkeys((*issue.labels, *_labels_sent(call, repo))))
    return _labels(call, repo, _store(call, repo, replace(issue, labels=labels)))


def set_labels(call: Call) -> Reply:
    """Replace the labels of an issue; the answer is all its labels."""
    repo, issue = issue_to_write(call, least=Role.TRIAGE)
    labels = _labels_sent(call, repo)
    return _labels(call, repo, _store(call, repo, replace(issue, labels=labels)))


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


def remove_assignees(call: Call) -> Reply:
    """Take people off an issue; those who are not on it stay so."""
    repo, issue = issue_to_write(call, least=Role.WRITE)
    logins = {login.casefold() for login in checked(call)["assignees"]}
    left = tuple(person for person in issue.assignees if person.login.casefold() not in logins)
    issue = _store(call, repo, replace(issue, assignees=left))
    return Reply(shapes.issue(call.base, repo, issue, call.world))


def list_assignees(call: Call) -> Reply:
    """List the people who can be assigned in a repository."""
    repo = repo_of(call)
    people = [person for login in sorted(repo.roles) if (person := assignable(call, repo, login))]
    return queries.paged(
        call, people, lambda person: shapes.simple_user(call.base, person), url=call.url(repo)
    )


def list_labels(call: Call) -> Reply:
    """List the labels of an issue or pull request."""
    repo = repo_of(call)
    issue = issue_of(call, repo)
    return queries.paged(
        call, issue.labels, lambda label: shapes.label(call.base, repo, label), url=call.url(repo)
    )


def _comment_to_write(call: Call) -> tuple[Repo, Issue, Comment]:
    repo = repo_to_write(call, least=Role.READ)
    wanted = call.params["comment_id"]
    pairs = ((issue, each) for issue in repo.issues.values() for each in issue.comments)
    found = next((pair for pair in pairs if pair[1].id == wanted), None)
    if found is None:
        raise errors.not_found()
    not_archived(repo)
    if found[1].author != call.viewer and repo.role_of(call.viewer) < Role.WRITE:
        raise errors.forbidden()
    return repo, *found


def _labels_sent(call: Call, repo: Repo) -> tuple[Label, ...]:
    # GitHub accepts an array too, without an object around it.
    sent = {"labels": call.body} if isinstance(call.body, list) else None
    return labels_named(call, repo, names(checked(call, sent)["labels"], "name"))


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
