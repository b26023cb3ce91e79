"""Makes a step of the options of `aegis do`, without a planner; and writes a step as options."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action, kinds_of
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields import is_constant, is_list
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.plan import Origin, Provenance, Step
from aegis_cli.planning.wire import explain

STDIN = "-"


def step_of(
    cls: type[Action[Any]],
    given: Mapping[str, Any],
    *,
    repo: Callable[[], tuple[str, Origin] | None],
    stdin: Callable[[], str],
) -> Step:
    """Make a step; `-` as a text is standard input, and `repo` gives the current repository.

    Raises `UsageError` that names each missing or wrong field.
    """
    values = dict(given)
    origins = dict.fromkeys(values, Origin.USER)
    kinds = kinds_of(cls)
    piped: str | None = None
    for name, value in given.items():
        if value == STDIN and kinds[name].takes_stdin:
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


def _labelled(action: Action[Any], origins: Mapping[str, Origin]) -> Provenance:
    labels: dict[str, Origin | tuple[Origin, ...]] = {}
    for name, value in action.sent().items():
        origin = origins.get(name, Origin.DEFAULT)
        labels[name] = (origin,) * len(value) if isinstance(value, list) else origin
    return labels


def as_typed(step: Step) -> str:
    """Write the `aegis do` line that approves and does the same as a step, for a shell.

    Return "" if no line can say it (a text has line ends, or a list item has a comma), and for a
    step that is strict or typed.
    """
    # NOTE: the step may come from a model, and a pasted hint must not approve what is at stake.
    if step.approval is not Approval.PLAIN:
        return ""
    words = [
        word for name, value in step.action.sent().items() for word in _flags(step, name, value)
    ]
    if not all(map(str.isprintable, words)):
        return ""
    line = " ".join(["aegis do", step.action.facts.action, *map(shlex.quote, words)])
    return line if step.effect is Effect.READ else f"{line} --yes"


def _flags(step: Step, name: str, value: Any) -> Iterator[str]:
    """Return the options that set one field; an unprintable word if no option can."""
    info, flag = type(step.action).model_fields[name], f"--{name.replace('_', '-')}"
    if is_constant(info) or step.provenance.get(name) is Origin.DEFAULT:
        return
    if name in step.as_planned[1]:
        yield from (flag, STDIN)
    elif isinstance(value, bool):
        yield flag if value else f"--no-{flag.removeprefix('--')}"
    else:
        for item in map(str, value if isinstance(value, list) else [value]):
            # A comma separates list items, and `-` is standard input.
            is_impossible = item == STDIN or ("," in item and isinstance(value, list))
            yield "\n" if is_impossible else f"{flag}={item}" if item.startswith("-") else flag
            if not item.startswith("-"):
                yield item
