"""Whether a pull request can be merged, as its draft state, conflicts, checks and reviews say."""

from aegis_cli.sandbox.github.world.world import Issue, Repo

_DECISIONS = ("APPROVED", "CHANGES_REQUESTED")


def merge_state(repo: Repo, issue: Issue) -> str:
    """Return the `mergeable_state`; here every check and every review is required."""
    pull = issue.pull
    assert pull is not None
    if issue.state == "closed":
        return "unknown"
    if pull.draft:
        return "draft"
    if pull.conflicts:
        return "dirty"
    last = {check.name: check.conclusion for check in repo.checks if check.sha == pull.head_sha}
    if None in last.values() or "CHANGES_REQUESTED" in _decisions(repo, issue).values():
        return "blocked"
    return "clean" if set(last.values()) <= {"success", "neutral", "skipped"} else "unstable"


def refusal_to_merge(repo: Repo, issue: Issue) -> str | None:
    """Return why a pull request is not merged; `None` if it is."""
    if merge_state(repo, issue) in {"clean", "unstable"}:
        return None
    if merge_state(repo, issue) != "blocked":
        return "Pull Request is not mergeable"
    is_refused = "CHANGES_REQUESTED" in _decisions(repo, issue).values()
    return "Changes have been requested." if is_refused else "Required status checks are pending."


def review_decision(repo: Repo, issue: Issue) -> str:
    """Return what the reviews say together, where one is required."""
    decisions = {*_decisions(repo, issue).values()}
    if "CHANGES_REQUESTED" in decisions:
        return "CHANGES_REQUESTED"
    return "APPROVED" if decisions else "REVIEW_REQUIRED"


def _decisions(repo: Repo, issue: Issue) -> dict[str, str]:
    """Return the last decision of each reviewer, by login."""
    return {
        review.author.login: review.state
        for review in repo.reviews.values()
        if review.pull == issue.number and review.state in _DECISIONS
    }
