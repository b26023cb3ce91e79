"""Projects and the keys of issues: how they are written, and which says the other; pure."""

import re
from dataclasses import replace
from typing import Any

from aegis_cli.actions.provider.containers import Container

PROJECT_KEY = r"[A-Z][A-Z0-9_]{1,9}"
ISSUE_KEY = rf"{PROJECT_KEY}-[1-9][0-9]{{0,9}}"
_PROJECT = re.compile(PROJECT_KEY, re.ASCII)
_ISSUE = re.compile(ISSUE_KEY, re.ASCII)
_PATTERN = re.compile(r"[A-Za-z0-9_*?]{1,20}", re.ASCII)


def _check(value: str) -> str:
    # NOTE: a key has capitals alone: in small letters almost any word would be one, and "it" too.
    if not _PROJECT.fullmatch(value):
        raise ValueError("a project is written by its key, in capitals, as in PROJ")
    return value


def issue_key(value: str) -> str:
    """Return the key of an issue as Jira writes it; raise `ValueError` for anything else."""
    key = value.upper()
    if not _ISSUE.fullmatch(key):
        raise ValueError("a ticket is written by its key, as in PROJ-12")
    return key


def project_of(key: str) -> str:
    """Return the project that an issue is in, as PROJ for PROJ-12; "" for anything else."""
    return key.rpartition("-")[0] if _ISSUE.fullmatch(key) else ""


def _read_project(answer: Any) -> tuple[str, bool | None] | None:
    """Read a project off an answer that is one: its key, and whether it is private."""
    is_one = isinstance(answer, dict) and "projectTypeKey" in answer
    key = answer.get("key") if is_one else None
    is_private = answer.get("isPrivate") if is_one else None
    return (key, is_private if isinstance(is_private, bool) else None) if key else None


_ADDRESS = re.compile(
    rf"/(?:browse|jira(?:/(?:software|core|servicedesk))?(?:/c)?/projects/{PROJECT_KEY}/issues)"
    rf"/(?P<issue>{ISSUE_KEY})/?"
    rf"|/(?:browse|projects|jira(?:/(?:software|core|servicedesk))?(?:/c)?/projects)"
    rf"/(?P<project>{PROJECT_KEY})(?:/(?!issues/).*)?",
    re.ASCII | re.IGNORECASE,
)
"""The path of a ticket's page, and of a project's; a ticket of a board's page is in no path."""


def _address(path: str) -> tuple[str, str] | None:
    """Read what an address of the site names: a ticket in its project, or a project."""
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    issue = found["issue"] or ""
    return issue.rpartition("-")[0] if issue else found["project"], issue


PROJECT = Container(
    noun="project",
    words="project|jira_project",
    form="PROJ",
    examples="jira:PROJ or jira:WEB*",
    check=_check,
    spelled=str.upper,
    is_pattern=lambda text: _PATTERN.fullmatch(text) is not None,
    of_thing=project_of,
    address=_address,
    stand_in=lambda word, number: f"{word.upper()}{number}",
    thing_stand_in=lambda place, number: f"{place}-{number}",
    person_stand_in=lambda number: f"a{number:023d}",
    told=_read_project,
)
"""A project, by its key."""


def _project_in(text: str) -> str:
    """Return a project that is named by itself, or the one that a named issue is in."""
    return text if _PROJECT.fullmatch(text) else project_of(text)


PLACE_OF_PEOPLE = replace(PROJECT, of_thing=_project_in)
"""The project, as what says it alone or by an issue, for whom somebody may work on it."""
