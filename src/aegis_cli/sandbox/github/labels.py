"""The labels of a repository: a renamed label keeps its issues, and a deleted one leaves them."""

import re
from dataclasses import replace
from typing import Any

from aegis_cli.sandbox.github import errors, shapes
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.collection import Collection
from aegis_cli.sandbox.github.world import Label, Repo

PLAIN = "ededed"
"""The color of a label that nobody chose a color for."""
_LONGEST = {"name": 50, "description": 100}


def check_text(field: str, text: str) -> None:
    """Refuse a name or a description that no label may have."""
    is_needed, most = field == "name", _LONGEST[field]
    if problems := errors.text_problems("Label", field, text, most=most, needed=is_needed):
        raise errors.invalid(*problems)


def _sent(_: Call, body: dict[str, Any]) -> dict[str, Any]:
    fields = {{"new_name": "name"}.get(key, key): value for key, value in body.items()}
    if "name" in fields:
        check_text("name", fields["name"])
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", fields.get("color", PLAIN)):
        raise errors.invalid_field("Label", "color", "invalid")
    check_text("description", fields.get("description", ""))
    return fields


def _follow(repo: Repo, before: Label, after: Label | None) -> None:
    for number, issue in repo.issues.items():
        if before in issue.labels:
            each = (after if label == before else label for label in issue.labels)
            labels = tuple(label for label in each if label is not None)
            repo.issues[number] = replace(issue, labels=labels)


LABELS = Collection(
    kind=Label,
    store=lambda repo: repo.labels,
    key="name",
    parameter="name",
    unique="name",
    shape=shapes.label,
    listed=lambda _, repo: sorted(repo.labels.values(), key=lambda label: label.name.casefold()),
    born=lambda call, _: {"id": next(call.world.ids), "color": PLAIN},
    sent=_sent,
    follow=_follow,
)
"""The labels of each repository."""
