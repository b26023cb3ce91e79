"""What GitHub is reported to want of an App's token where it documents something else.

`live_permissions.tsv` has a row for each, with the report of others that says so. GitHub's own
table stays as it is in `operations.tsv`, so that a new excerpt of it undoes no row. Pure.
"""

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.providers.github.automation_paths import is_workflow

_ANY_WRITE = "*"


class When(StrEnum):
    """When GitHub wants a permission, in the words of the file and of what a person is told."""

    ALWAYS = "always"
    """In place of what is documented; any other is wanted beside that."""
    PULL = "on a pull request"
    PRIVATE = "in a private repository"
    WORKFLOW = "for a file below .github/workflows"
    TEAM = "where a team is named"
    FORK = "for a head in a fork, at that fork"
    DESTINATION = "at the destination, in all its repositories"
    MERGE = "for a merge that brings a workflow"
    COMMIT = "for a commit that changes a workflow"
    RELEASE = "for a release of a commit that changes a workflow"
    """GitHub answers 404 where it is missing."""
    PUSH = "before a push"
    UNNAMED = "though no schema names it"


def of_operation(operation: str) -> Mapping[When, str]:
    """Return what an operation wants, by when it does."""
    return _rows().get(operation, {})


def always_needed(operation: str, documented: str) -> str:
    """Return the permissions that others saw an operation need, or else the documented ones."""
    return of_operation(operation).get(When.ALWAYS, documented)


def of_action(action: type[Action[Any]]) -> Mapping[When, str]:
    """Return the permissions that an action may want beside those that it always needs."""
    rows = dict(of_operation(getattr(action, "op", action.facts.action)))
    rows.pop(When.ALWAYS, None)
    return {**rows, **of_operation(_ANY_WRITE)} if _writes_files(action) else rows


def in_words(action: type[Action[Any]], wanted: Mapping[When, str]) -> str:
    """Name the permissions of an App for an action, and those that it may take beside them."""
    more = (f"{permission} {when}" for when, permission in wanted.items())
    return ", and ".join([str(action.facts.needs), *more])


def permissions_beyond_schema() -> frozenset[str]:
    """Return the permissions that Apps have though no schema of GitHub's names them."""
    each = (rows.get(When.UNNAMED, "") for rows in _rows().values())
    return frozenset(permission.partition(":")[0] for permission in filter(None, each))


def is_of_workflow(action: Action[Any]) -> bool:
    """Tell whether a call writes a file below the folder of the workflows."""
    return _writes_files(type(action)) and any(map(is_workflow, _written_paths(action)))


def _writes_files(action: type[Action[Any]]) -> bool:
    """Tell whether an action writes files: those that it names, and none that it is only about."""
    facts = action.facts
    writes_contents = any("contents:write" in each for each in facts.needs.any_of)
    names_files = bool({"path", "files"} & action.model_fields.keys())
    return facts.effect > Effect.READ and writes_contents and names_files


def _written_paths(action: Action[Any]) -> Iterator[str]:
    each = (action, *(getattr(action, "files", None) or ()))
    yield from (path for one in each if isinstance(path := getattr(one, "path", None), str))
    yield from (getattr(action, "runs_with_secrets", None) or "").splitlines()  # of a push


@cache
def _rows() -> dict[str, dict[When, str]]:
    found: dict[str, dict[When, str]] = {}
    file = Path(__file__).with_name("live_permissions.tsv")
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found.setdefault(row["operation"], {})[When(row["when"])] = row["permission"]
    return found
