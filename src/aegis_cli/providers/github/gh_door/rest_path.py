"""Which place a path of GitHub's REST API is about, and which action does what a write asks; pure.

Every path below `/repos/OWNER/NAME` is about that repository, whether an action has its operation
or not; what is below `/orgs/ORG` is about the organisation. Any other path names no place: a
search looks everywhere, and `/repositories/1` names a repository that nobody can compare.
"""

import re
from functools import cache
from pathlib import Path
from string import ascii_letters, digits
from urllib.parse import unquote_to_bytes

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.actions.provider.names import Place
from aegis_cli.providers.github.repositories import NAME_PATTERN, OWNER_PATTERN, REPOSITORY

_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+", re.ASCII)
_ENCODED = re.compile(r"%(..)")
_NEVER_ENCODED = frozenset(f"{ascii_letters}{digits}-._~")
"""What means the same with its percent sign and without (RFC 3986, section 2.3)."""
_BARRED = re.compile(rb"[\x00-\x1f\\\x7f]")
_REPOSITORY = re.compile(rf"/repos/({OWNER_PATTERN}/{NAME_PATTERN})(?:/.*)?", re.ASCII)
_ORGANISATION = re.compile(rf"/orgs/({OWNER_PATTERN})(?:/.*)?", re.ASCII)
_VARIABLE = re.compile(r"\{(\w+)\}")
_WITH_SLASHES = frozenset({"path", "ref"})
"""Variables of GitHub's paths that may have slashes, which some programs send as they are."""
_TWINS = {
    "addComment": "issues.add_comment",
    "addLabelsToLabelable": "issues.add_labels",
    "addPullRequestReview": "reviews.create",
    "deleteIssueComment": "issues.delete_comment",
    "lockLockable": "issues.lock",
    "removeLabelsFromLabelable": "issues.remove_label",
    "requestReviews": "pulls.request_reviewers",
    "unlockLockable": "issues.unlock",
    "updateIssueComment": "issues.update_comment",
    "updatePullRequestBranch": "pulls.update_branch",
}
"""The actions that do what mutations of gh do, where they are not called alike."""
_NOUNS = {"issue": "issues", "pull_request": "pulls", "repository": "repos"}


def is_plain(path: str) -> bool:
    """Tell whether a path can be read in one way: it goes nowhere back, and nothing in it is empty.

    NOTE: an encoded slash is a part of a name, as in a branch. Another reader might decode it
    before it looks where the path leads; so nothing may lead back, or to nothing, then either. Nor
    is a letter encoded, or who decodes it would find another word.
    """
    if path == "/":
        return True
    segments = path.removeprefix("/").split("/")
    parts = [part for each in segments for part in unquote_to_bytes(each).split(b"/")]
    return (
        all(map(_SEGMENT.fullmatch, segments))
        and all(part.strip(b".") and not _BARRED.search(part) for part in parts)
        and not any(chr(int(code, 16)) in _NEVER_ENCODED for code in _ENCODED.findall(path))
    )


def place_of(path: str) -> Place | None:
    """Return the place that a plain path is about: a repository, an owner; `None` for none."""
    if found := _REPOSITORY.fullmatch(path):
        return Place(name=found[1]) if _is_whole(found[1]) else None
    found = _ORGANISATION.fullmatch(path)
    return Place(name=found[1]) if found else None


def _is_whole(name: str) -> bool:
    """Tell whether a name is that of the repository, and not one that aegis writes otherwise."""
    try:
        return REPOSITORY.check(name) == name
    except ValueError:
        return False


def actions_for(method: str, path: str) -> tuple[str, ...]:
    """Return the names of the actions that send a request, in the order of their table."""
    return tuple(name for name, way, made in _rows() if way == method and made.fullmatch(path))


def actions_for_mutation(mutation: str) -> tuple[str, ...]:
    """Return the names of the actions that do what a mutation does, the likeliest first.

    Most mutations of gh have a twin in the REST API: `createIssue` has the action `issues.create`.
    """
    verb, *noun = re.findall(r"[A-Z]?[a-z]+", mutation)
    alike = f"{_NOUNS.get('_'.join(noun).lower())}.{verb}"
    own = (name for name, _, path in _table() if path == f"mutation {mutation}")
    return tuple(
        dict.fromkeys(name for name in (_TWINS.get(mutation, alike), *own) if name in ENTRIES)
    )


@cache
def _table() -> tuple[tuple[str, str, str], ...]:
    """Return name, method and path of each action, as GitHub documents them."""
    text = Path(__file__).parents[1] / "operations.tsv"
    rows = (row.split("\t") for row in text.read_text(encoding="utf-8").splitlines()[1:])
    return tuple((row[1], row[2], row[3]) for row in rows if row[1] in ENTRIES)


@cache
def _rows() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((name, method, _shape(path)) for name, method, path in _table())


def _shape(path: str) -> re.Pattern[str]:
    """Return what matches a path with values in place of its variables."""
    texts = _VARIABLE.split(path)
    made = (
        re.escape(text) if at % 2 == 0 else (".+" if text in _WITH_SLASHES else "[^/]+")
        for at, text in enumerate(texts)
    )
    return re.compile("".join(made))
