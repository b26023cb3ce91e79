"""A step from what the person typed as options of `aegis do`: no planner, the same plan."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action, Effect, roles_of
from aegis_cli.actions.fields import is_constant, is_list
from aegis_cli.actions.kinds import Role
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.plan import Origin, Step
from aegis_cli.planning.wire import explain

STDIN = "-"


def step_of(
    cls: type[Action[Any]],
    given: Mapping[str, Any],
    *,
    repo: Callable[[], tuple[str, Origin] | None],
    stdin: Callable[[], str],
) -> Step:
    """Make a step; a text of `-` is standard input, and the repository may be the current one.

    Raises `UsageError` that names each field that is missing or wrong.
    """
    values = dict(given)
    origins = dict.fromkeys(values, Origin.USER)
    roles = roles_of(cls)
    piped: str | None = None
    for name, value in given.items():
        if value == STDIN and roles[name] is Role.PAYLOAD:
            piped = stdin() if piped is None else piped
            values[name], origins[name] = piped, Origin.STDIN
        if is_list(cls.model_fields[name]):
            values[name] = [part.strip() for item in value for part in item.split(",")]
    current = repo() if "repo" in cls.model_fields and "repo" not in values else None
    if current is not None:
        values["repo"], origins["repo"] = current
    try:
        action = cls.model_validate(values)
    except ValidationError as error:
        reason = explain(error)
    else:
        return Step("s1", action, _labelled(action, origins))
    hint = f"`aegis do {cls.facts.action} --help` describes its fields."
    if "repo" in cls.model_fields and "repo" not in values:
        hint = "Name the repository, as in `--repo acme/web`, or run this in a clone of it."
    raise UsageError(f"{cls.facts.action}: {reason}.", code=Code.BAD_USAGE, hint=hint)


def _labelled(
    action: Action[Any], origins: Mapping[str, Origin]
) -> dict[str, Origin | tuple[Origin, ...]]:
    found: dict[str, Origin | tuple[Origin, ...]] = {}
    for name, value in action.sent().items():
        origin = origins.get(name, Origin.DEFAULT)
        found[name] = (origin,) * len(value) if isinstance(value, list) else origin
    return found


def as_typed(step: Step) -> str:
    """Write the `aegis do` line that approves and does the same as a step, for a shell.

    Empty where no line can: where a text has line ends, or a name has a comma. Empty for what
    destroys, too.
    """
    # NOTE: the step may be the model's, and nobody shall destroy anything by pasting a hint.
    if step.action.phrase() is not None:
        return ""
    words = [
        word for name, value in step.action.sent().items() for word in _flags(step, name, value)
    ]
    if not all(map(str.isprintable, words)):
        return ""
    line = " ".join(["aegis do", step.action.facts.action, *map(shlex.quote, words)])
    return line if step.effect is Effect.READ else f"{line} --yes"


def _flags(step: Step, name: str, value: Any) -> Iterator[str]:
    """Return the words that give one field, as `aegis do` takes them."""
    info, flag = type(step.action).model_fields[name], f"--{name.replace('_', '-')}"
    if is_constant(info) or step.provenance.get(name) is Origin.DEFAULT:
        return
    if name in step.as_planned[1]:
        yield from (flag, STDIN)
    elif isinstance(value, bool):
        yield flag if value else f"--no-{flag.removeprefix('--')}"
    else:
        for item in map(str, value if isinstance(value, list) else [value]):
            # A comma divides a list, and a hyphen alone is standard input: no line says these.
            is_unsayable = item == STDIN or ("," in item and isinstance(value, list))
            yield "\n" if is_unsayable else f"{flag}={item}" if item.startswith("-") else flag
            if not item.startswith("-"):
                yield item
