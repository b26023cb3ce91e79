"""A program on a terminal: it asks a person about a plan, and notes the reply in a file.

Its arguments are NOTES KIND PLAN. None of its streams is the terminal: it finds what it asks through.
"""

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.adapters.render.capabilities import device_of
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal, TerminalOptions
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_preview import Preview, preview
from tests.helpers import confirmed_actions
from tests.helpers.act_factory import act_of

BASE = "https://api.github.com"
CONFIRMATION: dict[str, Any] = {
    "id": 7,
    "full_name": "acme/web",
    "private": True,
} | confirmed_actions.PULL


def plan_of(*calls: tuple[str, Mapping[str, Any]]) -> tuple[Act, ...]:
    """Make a plan of actions; the person said all of it."""
    actions = [catalog.load(name).model_validate(arguments) for name, arguments in calls]
    return tuple(_step(f"s{at}", action) for at, action in enumerate(actions, start=1))


def _step(step_id: str, action: Action[Any]) -> Act:
    return act_of(step_id, action, dict.fromkeys(action.sent_arguments(), Origin.USER))


def preview_of(plan: tuple[Act, ...]) -> Preview:
    """Make the preview of a plan, for Mona."""
    seen = {step.id: CONFIRMATION for step in plan if step.action.phrase()}
    return preview(plan, identity="Mona Lisa", snapshots=confirmed_actions.snapshots_of(plan, seen))


def person_on(stream: Any) -> InteractiveTerminal:
    """Make the person behind a stream."""
    device = device_of(stream, os.environ, datetime(2026, 11, 24, tzinfo=UTC))
    progress = Progress(stream, is_terminal=device.is_terminal)
    options = TerminalOptions(opens_browser="BROWSER" in os.environ)
    return InteractiveTerminal(stream, lambda: device, progress, options, os.environ)


def main() -> None:
    """Ask, and note the reply."""
    catalog.ENTRIES = {**catalog.ENTRIES, **confirmed_actions.ROWS}
    os.dup(0)  # a terminal that nobody has open has ended, for whoever reads its screen
    with Path(os.devnull).open("rb") as nowhere:
        os.dup2(nowhere.fileno(), 0)
    notes, kind, calls = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
    person = person_on(sys.stderr)
    found: Any
    if kind == "ask":
        plan = plan_of(*calls)
        reply = person.ask(preview_of(plan), tuple(act for act in plan if act.needs_approval))
        if isinstance(reply, Edits):
            found = {"edits": {id_: dict(texts) for id_, texts in reply.texts.items()}}
        else:
            found = {"yes": reply.yes, "typed": dict(reply.typed)}
        if reply.left_out:
            found["left out"] = sorted(reply.left_out)
    elif kind == "new code":
        found = person.wants_new_code()
    else:
        found = person.can_ask()
    notes.write_text(json.dumps(found))
