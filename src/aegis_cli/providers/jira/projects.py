"""Projects and the keys of issues: how they are written, and which says the other; pure."""

import re
from typing import Any

from aegis_cli.actions.containers import Container

PROJECT_KEY = r"[A-Z][A-Z0-9_]{1,9}"
ISSUE_KEY = rf"{PROJECT_KEY}-[1-9][0-9]{{0,9}}"
_PROJECT = re.compile(PROJECT_KEY, re.ASCII)
_ISSUE = re.compile(ISSUE_KEY, re.ASCII)
_PATTERN = re.compile(r"[A-Za-z0-9_*?]{1,20}", re.ASCII)


def _check(value: str) -> str:
    key = value.upper()
    if not _PROJECT.fullmatch(key):
        raise ValueError("a project is written by its key, as in PROJ")
    return key


def project_of(key: str) -> str:
    """Return the project that an issue is in, as PROJ for PROJ-12; "" for anything else."""
    return key.rpartition("-")[0] if _ISSUE.fullmatch(key) else ""


def _told(answer: Any) -> tuple[str, bool | None] | None:
    """Read a project off an answer that is one: its key, and whether it is private."""
    is_one = isinstance(answer, dict) and "projectTypeKey" in answer
    key = answer.get("key") if is_one else None
    is_private = answer.get("isPrivate") if is_one else None
    return (key, is_private if isinstance(is_private, bool) else None) if key else None


PROJECT = Container(
    noun="project",
    form="PROJ",
    examples="jira:PROJ or jira:WEB*",
    check=_check,
    is_pattern=lambda text: _PATTERN.fullmatch(text) is not None,
    of_thing=project_of,
    told=_told,
)
"""A project, by its key."""
