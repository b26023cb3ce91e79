"""The cases of all actions, each in a module that is called as that of its class."""

import importlib
from pathlib import Path

from aegis_cli.actions.action import Action
from tests.actions.case import Case

RESOLVED: list[Case] = [
    case
    for path in sorted(Path(__file__).parent.glob("*/*.py"))
    for case in importlib.import_module(f"{__name__}.{path.parent.name}.{path.stem}").CASES
]

CASES: dict[str, Case] = {case.name: case for case in sorted(RESOLVED, key=lambda case: case.name)}
"""By the name of the action."""

WRITES: dict[str, Case] = {name: case for name, case in CASES.items() if case.is_write}
"""The cases of what can change something."""

CALLS: dict[str, "Action[object]"] = {
    name: call for case in CASES.values() for name, call in case.calls.items()
}
"""Each call by a name of its own, as in `issues.get, least`."""

READY: dict[str, "Action[object]"] = {
    name: call for case in CASES.values() for name, call in case.ready_calls.items()
}
"""The same calls with what a read finds before they are approved."""
