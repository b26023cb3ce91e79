"""What people write below issues and pull requests: get, update and delete it, and react to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.objects import laid
from aegis_cli.sandbox.github.pull_world import ReviewComment
from aegis_cli.sandbox.github.world import Comment, Reaction, Repo, Role

_T = TypeVar("_T", Comment, ReviewComment)


@dataclass(frozen=True, slots=True)
class Comments(Generic[_T]):
    """The comments of one kind; a person without push access can change only their own."""

    find: Callable[[Call], _T]
    """Returns the comment of a call, or refuses it."""
    store: Callable[[Repo, _T, _T | None], None]
    """Puts a comment in the place of another, or nothing."""
    shape: Callable[[Call, Repo, _T], dict[str, Any]]
    text: Callable[[str], str]
    """Returns the text of a comment, or refuses it."""

    def get(self, call: Call) -> Reply:
        """Return one comment."""
        return Reply(self.shape(call, call.repo, self.find(call)))

    def update(self, call: Call) -> Reply:
        """Change the text of one."""
        repo, before = self._own(call)
        after = replace(before, body=self.text(checked(call)["body"]), updated_at=call.now)
        self.store(repo, before, after)
        return Reply(self.shape(call, repo, after))

    def delete(self, call: Call) -> Reply:
        """Delete one."""
        self.store(*self._own(call), None)
        return Reply(status=204)

    def react(self, call: Call) -> Reply:
        """React to one."""
        repo, comment = call.thing_to_write(self.find, Role.READ)
        kept, reply = reacted(call, comment.reactions)
        self.store(repo, comment, replace(comment, reactions=kept))
        return reply

    def _own(self, call: Call) -> tuple[Repo, _T]:
        repo, comment = call.thing_to_write(self.find, Role.READ)
        call.require_own(comment)
        return repo, comment


def react_to_issue(call: Call) -> Reply:
    """React to an issue or a pull request."""
    repo, issue = call.issue_to_write(Role.READ)
    kept, reply = reacted(call, issue.reactions)
    repo.issues[issue.number] = replace(issue, reactions=kept)
    return reply


def reacted(call: Call, there: tuple[Reaction, ...]) -> tuple[tuple[Reaction, ...], Reply]:
    """Return the reactions with that of the request, and the answer: 200 where it was there."""
    content = checked(call)["content"]
    old = (each for each in there if (each.user, each.content) == (call.me, content))
    found = next(old, None)
    reaction = found or Reaction(next(call.world.ids), call.me, content, call.now)
    answer = Reply(laid("reaction", reaction), 200 if found else 201)
    return (there if found else (*there, reaction)), answer
