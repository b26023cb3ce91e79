"""Makes an act of the options of `aegis do` or of a program's values, and writes one as options."""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action
from aegis_cli.actions.entries import NamedFile
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields.fields import (
    collect,
    from_stdin,
    here_of,
    is_constant,
    is_list,
    kind_of,
    kinds_of,
    mark_of,
)
from aegis_cli.actions.fields.marks import Committed, FileContent
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.normal_forms import Known, items_in, normal_form, owner_in, with_places
from aegis_cli.planning.plan import Origin, Provenance, Step

STDIN, FILE = "-", "@"


def act_of(  # noqa: PLR0913  # two are what it stands in, two what it may read
    cls: type[Action[Any]],
    given: Mapping[str, Any],
    *,
    repo: Callable[[], tuple[str, Origin] | None],
    stdin: Callable[[], str],
    file: Callable[[str], str],
    host: str = "",
) -> Act:
    """Make an act; `-` as a text is standard input, and `repo` gives the current repository.

    Addresses of `host`, or of the usual one, name repositories and what is in them.

    A `NamedFile` is what `file` reads there. As the content of a file, `@notes.md` is so too, and
    `@@mona` is `@mona`. Its base is the provider's usual one. Raises `UsageError` that names each
    missing or wrong field.
    """
    values = dict(given)
    origins: dict[str, Origin] = {}
    read = cache(stdin)
    for name, value in given.items():
        values[name], origins[name] = _as_given(cls.model_fields[name], value, read, file)
    place = here_of(cls)
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    placed = with_places(cls, texts, Known(host=host))
    values |= placed
    origins |= dict.fromkeys(placed.keys() - texts.keys(), Origin.USER)
    if place and place not in values and (current := repo()) is not None:
        values[place], origins[place] = current
    owner = owner_in(cls, values)
    for name in given:
        if origins[name] is Origin.USER:
            values[name] = given_as(cls.model_fields[name], values[name], host, owner)
    hint = f"`aegis do {cls.facts.action} --help` describes its fields."
    if place and place not in values:
        flag = f"--{place.replace('_', '-')}"
        kind = kinds_of(cls)[place]
        hint = f"Name the {kind.noun}, as in `{flag} {kind.example}`, or run this in a clone of it."
    return _check_step("s1", cls, values, origins, hint)


def given_as(info: FieldInfo, value: Any, host: str = "", owner: str = "") -> Any:
    """Return what was typed for a field in its normal form: a list of items, or the text."""
    if is_list(info):
        return collect(info, [normal_form(info, item, host, owner) for item in _items(info, value)])
    return normal_form(info, value, host, owner) if isinstance(value, str) else value


def act_of_values(
    step_id: str,
    cls: type[Action[Any]],
    values: Mapping[str, Any],
    *,
    found: Iterable[str] = (),
) -> Act:
    """Make an act of the values that a program gives for its fields; none has a second meaning.

    `found` are the fields that aegis found itself. Its base is the provider's usual one.
    Raises `UsageError` that names each missing or wrong field.
    """
    origins = dict.fromkeys(values, Origin.AGENT) | dict.fromkeys(found, Origin.RESOLVED)
    return _check_step(step_id, cls, values, origins)


def _check_step(
    step_id: str,
    cls: type[Action[Any]],
    values: Mapping[str, Any],
    origins: Mapping[str, Origin],
    hint: str | None = None,
) -> Act:
    try:
        action = cls.model_validate(dict(values))
    except ValidationError as error:
        reason = explain(error, kinds=kinds_of(cls))
    else:
        return Act(
            Step.of(step_id, action, _label_origins(action, origins)), action, cls.provider.base
        )
    raise UsageError(f"{cls.facts.action}: {reason}.", code=Code.BAD_USAGE, hint=hint)


def _as_given(
    info: FieldInfo, value: Any, stdin: Callable[[], str], file: Callable[[str], str]
) -> tuple[Any, Origin]:
    """Return what was typed for a field, and where it comes from."""
    if value in (STDIN, NamedFile(STDIN)) and kind_of(info).takes_stdin:
        return from_stdin(info, stdin()), Origin.STDIN
    if isinstance(value, NamedFile):
        return from_stdin(info, file(value.path)), Origin.FILE
    if is_list(info) or mark_of(info, FileContent) is None or not value.startswith(FILE):
        return value, Origin.USER
    text = value.removeprefix(FILE)
    return (text, Origin.USER) if text.startswith(FILE) else (file(text), Origin.FILE)


def _items(info: FieldInfo, texts: Iterable[str]) -> Iterator[str]:
    """Yield the items of a list; a comma separates them, but in an object and in a text."""
    for text in texts:
        yield from items_in(info, text)


def _label_origins(action: Action[Any], origins: Mapping[str, Origin]) -> Provenance:
    labels: dict[str, Origin | tuple[Origin, ...]] = {}
    for name, value in action.sent_arguments().items():
        origin = origins.get(name, Origin.DEFAULT)
        labels[name] = (origin,) * len(value) if isinstance(value, list) else origin
    return labels


def as_typed(act: Act) -> str:
    """Write the `aegis do` line that approves and does the same as an act, for a shell.

    Return "" if no line can say it (a text has line ends, or a list item has a comma), and for
    one that is strict or typed, or has a link.
    """
    # NOTE: it may come from a model, and a pasted hint must not approve what is at stake.
    if act.approval is not Approval.PLAIN:
        return ""
    line = as_command(act)
    return line if not line or act.effect is Effect.READ else f"{line} --yes"


def as_command(act: Act) -> str:
    """Write the `aegis do` line of an act, which approves nothing; "" if no line can say it."""
    words = [
        word
        for name, value in act.action.sent_arguments().items()
        for word in _flags(act, name, value)
    ]
    if act.links or not all(map(str.isprintable, words)):
        return ""
    words = [act.action.facts.action, *map(shlex.quote, words)]
    words += ["--from FILE"] if act.action.facts.takes == "file" else []
    return " ".join(["aegis do", *words])


def _flags(act: Act, name: str, value: Any) -> Iterator[str]:
    """Return the options that set one field; an unprintable word if no option can."""
    info, flag = type(act.action).model_fields[name], f"--{name.replace('_', '-')}"
    is_found = mark_of(info, Committed) is not None and name not in act.step.values
    if is_found or is_constant(info):
        return
    if act.provenance.get(name) in {Origin.DEFAULT, Origin.RESOLVED}:
        return
    if name in act.step.fields_from(Origin.STDIN):
        yield from (flag, STDIN)
    elif isinstance(value, bool):
        yield flag if value else f"--no-{flag.removeprefix('--')}"
    else:
        for each in value if isinstance(value, list) else [value]:
            item = _as_option(info, each)
            # A comma separates list items, and `-` is standard input.
            is_impossible = item == STDIN or (
                isinstance(value, list) and [item] != [*_items(info, [item])]
            )
            yield "\n" if is_impossible else f"{flag}={item}" if item.startswith("-") else flag
            if not item.startswith("-"):
                yield item


def _as_option(info: FieldInfo, value: Any) -> str:
    """Write a value, or an item of a list, as an option has it."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    # NOTE: the text may be a model's: a person who pastes the line must not send a file of theirs.
    is_text = mark_of(info, FileContent) is not None and value.startswith(FILE)
    return f"{FILE}{value}" if is_text else str(value)
