"""Makes an act of the options of `aegis do`, without a planner; and writes an act as options."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields import is_constant, is_list, kinds_of, place_of
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin, Provenance, Step
from aegis_cli.planning.wire import explain

STDIN = "-"


def act_of(
    cls: type[Action[Any]],
    given: Mapping[str, Any],
    *,
    repo: Callable[[], tuple[str, Origin] | None],
    stdin: Callable[[], str],
) -> Act:
    """Make an act; `-` as a text is standard input, and `repo` gives the current repository.

    Its base is the provider's usual one. Raises `UsageError` that names each missing or wrong
    field.
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
    place = place_of(cls)
    if place and place not in values and (current := repo()) is not None:
        values[place], origins[place] = current
    try:
        action = cls.model_validate(values)
    except ValidationError as error:
        reason = explain(error)
    else:
        step = Step.of("s1", action, _labelled(action, origins))
        return Act(step, action, cls.provider.base)
    hint = f"`aegis do {cls.facts.action} --help` describes its fields."
    if place and place not in values:
        flag = f"--{place.replace('_', '-')}"
        hint = f"Name the repository, as in `{flag} acme/web`, or run this in a clone of it."
    raise UsageError(f"{cls.facts.action}: {reason}.", code=Code.BAD_USAGE, hint=hint)


def _labelled(action: Action[Any], origins: Mapping[str, Origin]) -> Provenance:
    labels: dict[str, Origin | tuple[Origin, ...]] = {}
    for name, value in action.sent().items():
        origin = origins.get(name, Origin.DEFAULT)
        labels[name] = (origin,) * len(value) if isinstance(value, list) else origin
    return labels


def as_typed(act: Act) -> str:
    """Write the `aegis do` line that approves and does the same as an act, for a shell.

    Return "" if no line can say it (a text has line ends, or a list item has a comma), and for
    one that is strict or typed.
    """
    # NOTE: it may come from a model, and a pasted hint must not approve what is at stake.
    if act.approval is not Approval.PLAIN:
        return ""
    words = [word for name, value in act.action.sent().items() for word in _flags(act, name, value)]
    if not all(map(str.isprintable, words)):
        return ""
    line = " ".join(["aegis do", act.action.facts.action, *map(shlex.quote, words)])
    return line if act.effect is Effect.READ else f"{line} --yes"


def _flags(act: Act, name: str, value: Any) -> Iterator[str]:
    """Return the options that set one field; an unprintable word if no option can."""
    info, flag = type(act.action).model_fields[name], f"--{name.replace('_', '-')}"
    if is_constant(info) or act.step.provenance.get(name) is Origin.DEFAULT:
        return
    if name in act.step.fields_from(Origin.STDIN):
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
