"""Reactions to issues and comments: a person has each of them once."""

from dataclasses import replace

from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply, issue_to_write, thing_to_write, viewer_of
from aegis_cli.sandbox.github.issue_parts import comment_of, store_comment
from aegis_cli.sandbox.github.objects import laid
from aegis_cli.sandbox.github.shapes import simple_user
from aegis_cli.sandbox.github.world import Reaction, Role


def to_issue(call: Call) -> Reply:
    """React to an issue or a pull request."""
    repo, issue = issue_to_write(call, least=Role.READ)
    kept, reply = reacted(call, issue.reactions)
    repo.issues[issue.number] = replace(issue, reactions=kept)
    return reply


def to_comment(call: Call) -> Reply:
    """React to a comment of an issue or a pull request."""
    repo, (issue, comment) = thing_to_write(call, comment_of, least=Role.READ)
    kept, reply = reacted(call, comment.reactions)
    store_comment(repo, issue, comment, replace(comment, reactions=kept))
    return reply


def reacted(call: Call, there: tuple[Reaction, ...]) -> tuple[tuple[Reaction, ...], Reply]:
    """Return the reactions with that of the request, and the answer: 200 where it was there."""
    viewer, content = viewer_of(call), checked(call)["content"]
    old = (each for each in there if (each.user, each.content) == (viewer, content))
    found = next(old, None)
    reaction = found or Reaction(next(call.world.ids), viewer, content, call.now)
    data = laid("reaction", reaction, user=simple_user(call.base, viewer))
    return (there if found else (*there, reaction)), Reply(data, 200 if found else 201)
