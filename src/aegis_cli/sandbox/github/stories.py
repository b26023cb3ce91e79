"""Short descriptions of seeded issues and pull requests, by login and age in days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1

from aegis_cli.sandbox.github.world import Comment, Issue, Label, Person, Pull


@dataclass(frozen=True, slots=True)
class Closed:
    """How many days ago, by whom and why it was closed."""

    days: float
    by: str
    reason: str = "completed"


@dataclass(frozen=True, slots=True)
class Branch:
    """What makes a story a pull request."""

    name: str
    draft: bool = False
    merged: bool = False
    reviewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One issue or pull request."""

    title: str
    by: str
    days: float
    """How many days ago it was opened."""
    labels: tuple[str, ...] = ()
    body: str | None = None
    assigned: tuple[str, ...] = ()
    milestone: int | None = None
    closed: Closed | None = None
    reopened: bool = False
    locked: bool = False
    comments: tuple[tuple[str, float, str], ...] = ()
    """Who commented, how many days ago, and what."""
    branch: Branch | None = None


def build_issues(
    stories: Sequence[Story],
    people: Mapping[str, Person],
    labels: Mapping[str, Label],
    *,
    now: datetime,
    ids: Iterator[int],
) -> dict[int, Issue]:
    """Build the issues of one repository, numbered in the order of the descriptions."""
    builder = _Builder(people, labels, now, ids)
    return {number: builder.issue(number, story) for number, story in enumerate(stories, start=1)}


@dataclass(frozen=True, slots=True)
class _Builder:
    people: Mapping[str, Person]
    labels: Mapping[str, Label]
    now: datetime
    ids: Iterator[int]

    def issue(self, number: int, story: Story) -> Issue:
        closed = story.closed
        last_activity = min([story.days, *(days for _, days, _ in story.comments)])
        return Issue(
            id=next(self.ids),
            number=number,
            title=story.title,
            author=self.people[story.by],
            created_at=self._ago(story.days),
            updated_at=self._ago(min(last_activity, closed.days) if closed else last_activity),
            body=story.body,
            labels=tuple(self.labels[name.casefold()] for name in story.labels),
            assignees=self._people(story.assigned),
            milestone=story.milestone,
            state="closed" if closed else "open",
            state_reason=_reason(story),
            closed_at=self._ago(closed.days) if closed else None,
            closed_by=self.people[closed.by] if closed else None,
            locked=story.locked,
            lock_reason="resolved" if story.locked else None,
            comments=tuple(self._comment(*comment) for comment in story.comments),
            pull=self._pull(story, story.branch) if story.branch else None,
        )

    def _comment(self, login: str, days: float, text: str) -> Comment:
        return Comment(next(self.ids), self.people[login], text, self._ago(days), self._ago(days))

    def _pull(self, story: Story, branch: Branch) -> Pull:
        return Pull(
            id=next(self.ids),
            head=branch.name,
            head_sha=_sha(story.title),
            base_sha=_sha(branch.name),
            draft=branch.draft,
            merged_at=self._ago(story.closed.days) if branch.merged and story.closed else None,
            reviewers=self._people(branch.reviewers),
        )

    def _people(self, logins: tuple[str, ...]) -> tuple[Person, ...]:
        return tuple(self.people[login] for login in logins)

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)


def _reason(story: Story) -> str | None:
    if story.branch is not None:
        return None
    if story.closed is not None:
        return story.closed.reason
    return "reopened" if story.reopened else None


def _sha(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()
