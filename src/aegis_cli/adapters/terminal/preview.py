"""The plan as the person approves it: all of it, and nothing in it can pretend to be aegis's words.

- Every line starts with words of aegis's own, or with `| ` where it continues a value.
- The origin of a value stands before the value, so that no value can state its own origin.
- Nothing is cut, whatever the width.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.results.templates import fill
from aegis_cli.actions.words.weights import WEIGHTS
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.changes import is_text, lines_of, value_of
from aegis_cli.adapters.render.ink import paint
from aegis_cli.adapters.render.rows import TAB, hung, shorten, widest, wrap
from aegis_cli.core.text import one_line, visible, with_article
from aegis_cli.planning.plan import Origin
from aegis_cli.request.plan_preview import TARGET, Argument, Preview, PreviewItem

_INDENT = "   "
_DEEPER = "  "
_BAR = "   | "
_MADE_UP = " ! "
"""The indent of what the model made up, or what was guessed: seen without colour too."""

_BRIEF = 40
"""Columns of a value in a brief: the preview shows it in full before anything is written."""
_MADE_UP_NOTE = " (made up by the model: {})"
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')

_INKS = {
    Effect.READ: "grey",
    Effect.WRITE: "bold yellow",
    Effect.ASKED: "bold yellow",
    Effect.DESTRUCTIVE: "bold red",
}
_FROM = {
    Origin.USER: "your words",
    Origin.SAID: "your words, in another form",
    Origin.CONTEXT: "from the context",
    Origin.REMOTE: "from the git remote",
    Origin.STDIN: "standard input",
    Origin.FILE: "the file you named",
    Origin.DEFAULT: "the default",
    Origin.RESOLVED: "read before approval",
    Origin.RESULT: "from the last answer",
    Origin.AGENT: "typed or made by a program of this session",
    Origin.GUESSED: "guessed from the words",
    Origin.MODEL: "made up by the model",
}

_FROM_LIST = "of the list"
"""What stands there of a row of a list that the plan itself reads."""


def render_preview(preview: Preview, device: Device) -> str:
    """Write a plan for approval: each step with all that it sends, the hosts and who acts."""
    lines = [*_steps(preview, device)]
    lines += _program(preview, device)
    lines += _guess(preview, device)
    if preview.hosts:
        lines += _break_line("Hosts that are not the default:", device)
    for use, url in preview.hosts:
        lines += _with_label(f"{_DEEPER}{use}:", url, device)
    if preview.why_asked:
        lines += _with_label("--yes does not cover this:", preview.why_asked, device)
    if preview.again:
        lines += _with_label("You are asked again:", preview.again, device)
    lines += _who(preview, device)
    return "\n".join(lines).rstrip("\n") + "\n"


def _program(preview: Preview, device: Device) -> Iterator[str]:
    """Write which program asks, and what it has read: text of others may have told it to ask."""
    label = "A program of this session asks:"
    if preview.asker:
        yield from _with_label(label, preview.asker, device)
        label = "Its command:"
    if preview.command:
        room = max(device.columns - len(label) - 1, 1)
        yield f"{paint(label, 'grey', device)} {shorten(one_line(preview.command), room)}"
    if preview.has_read:
        yield from _with_label("It has read what others wrote, in", preview.has_read, device)
    if preview.command:
        yield ""


def _who(preview: Preview, device: Device) -> Iterator[str]:
    """Write who acts at each provider, and who signed in where that is another name."""
    for title, name in preview.actors:
        yield from _with_label(f"You act at {title} as:", name, device)
    names = {name.removeprefix("@").casefold() for _, name in preview.actors}
    if preview.identity is not None and names != {preview.identity.casefold()}:
        label = "You are signed in as:" if names else "You act as:"
        yield from _with_label(label, preview.identity, device)


def _guess(preview: Preview, device: Device) -> Iterator[str]:
    """Write how a guess was read: what aegis understood is not what the person typed."""
    if preview.guessed_as:
        yield from _with_label("Guessed. Read as:", one_line(preview.guessed_as), device)


def render_plan_brief(preview: Preview, device: Device) -> str:
    """Write a line for each step, with what the model made up, and how a guess was read."""
    read_as = f"Read as: {one_line(preview.guessed_as)}\n" if preview.guessed_as else ""
    count = Counter(item.loop or number for number, item in enumerate(preview.items))
    first: dict[str | int, PreviewItem] = {}
    for number, item in enumerate(preview.items):
        first.setdefault(item.loop or number, item)
    return read_as + "".join(
        _in_brief("Then: " if at else "I will: ", item, device, count[key])
        for at, (key, item) in enumerate(first.items())
    )


def _in_brief(lead: str, item: PreviewItem, device: Device, count: int) -> str:
    """Write one step; what the model made up by its names alone, if the values do not fit.

    `count` is of how many rows it is the first, if it is of any.
    """
    line = lead + _QUOTED.sub(_brief_quote, one_line(item.says)) + _others(item)
    if count > 1:
        line += f", and {count - 1} more"
    made_up = {
        f"{argument.name} {shorten(one_line(value), _BRIEF)}": argument.name
        for argument in item.arguments
        for value, origin in _values_of(argument)
        if origin is Origin.MODEL
    }
    if not made_up:
        return f"{line}\n"
    note = _MADE_UP_NOTE.format(", ".join(made_up))
    if widest(line + note) > device.columns:
        note = _MADE_UP_NOTE.format(", ".join(dict.fromkeys(made_up.values())))
    return f"{line}{paint(note, 'bold magenta', device)}\n"


def _others(item: PreviewItem) -> str:
    """Write what a step says beside its sentence, such as the filters of a list."""
    told = []
    for each in item.others:
        text = one_line(", ".join(value for value, _ in each.values))
        told.append(f"{each.name.replace('_', ' ')} {shorten(text, _BRIEF)}")
    return f", with {', '.join(told)}" if told else ""


def _brief_quote(match: re.Match[str]) -> str:
    shown = shorten(match[0], _BRIEF)
    return shown if shown == match[0] else f'{shown}"'


def _item(number: int, item: PreviewItem, device: Device) -> Iterator[str]:
    weight = WEIGHTS[str(item.effect)]
    word = weight.word.upper()
    # What is typed says so below.
    always = f" ({weight.always})" if weight.always and item.phrase is None else ""
    head, *more = _break_line(f"{number}. {word}{always}: {one_line(item.says)}", device)
    yield head.replace(word, paint(word, _INKS[item.effect], device), 1)
    yield from more
    line = f"{_INDENT}{item.action}: {item.method} {one_line(item.path)}"
    yield from (paint(part, "grey", device) for part in _break_line(line, device))
    if item.related:
        yield from _with_label(f"{_INDENT}read beside it:", ", ".join(item.related), device)
    yield from _target(item, device)
    if item.crossing:
        rows = _break_line(f"{_INDENT}{one_line(item.crossing)}", device)
        yield from (paint(part, "bold yellow", device) for part in rows)
    for argument in item.arguments:
        yield from _argument(argument, item, device)
    for label, value in item.shown_as:
        yield from _with_label(f"{_INDENT}{_DEEPER}{label}:", value, device)
    yield from _at_stake(item, device)
    if item.phrase is not None:
        yield from _with_label(f"{_INDENT}To approve it, type:", item.phrase, device)


def _steps(preview: Preview, device: Device) -> Iterator[str]:
    """Write what was read for a plan, and its steps; those for the rows of a list together."""
    for told in preview.told:
        yield from _break_line(one_line(told), device)
    if preview.told:
        yield ""
    together: dict[tuple[str, str] | int, list[tuple[int, PreviewItem]]] = {}
    for number, item in enumerate(preview.items, start=1):
        key = (item.loop, item.action) if item.loop else number
        together.setdefault(key, []).append((number, item))
    for steps in together.values():
        yield from (*_loop(steps, device), "")


def _loop(rows: Sequence[tuple[int, PreviewItem]], device: Device) -> Iterator[str]:
    """Write what is done for each row of a list: the first one as it is, and a line for each more.

    They differ in the thing that they are about, which each line names, and in nothing else.
    """
    (number, first), *others = rows
    yield from _item(number, first, device)
    if others:
        yield from _break_line(f"{_INDENT}The same for {len(others)} more:", device)
    for at, item in others:
        label = f"{at}. {WEIGHTS[str(item.effect)].word.upper()}: {one_line(item.says)}"
        thing = next((words for name, words in item.things if name == TARGET), "")
        if thing:
            yield from _with_label(f"{label}:", thing, device)
        else:
            yield from _break_line(label, device)
        if item.changes != first.changes:
            for change in item.changes:
                yield from _change(change, device)
        if item.crossing and item.crossing != first.crossing:
            yield from _break_line(f"{_INDENT}{one_line(item.crossing)}", device)


def _target(item: PreviewItem, device: Device) -> Iterator[str]:
    """Write what a step is about, and what it changes of that; all of it is the provider's."""
    if item.planned and item.kinds:
        kind = with_article(item.kinds[0])
        line = f"{_INDENT}It is {kind}; {item.planned} was asked for."
        yield from (paint(part, "bold yellow", device) for part in _break_line(line, device))
    targets = [thing for thing in item.things if thing[0] == TARGET]
    for label, thing in targets:
        yield from _with_label(f"{_INDENT}{label}:", thing, device)
    for change in item.changes:
        yield from _change(change, device)
    for label, thing in item.things[len(targets) :]:
        yield from _with_label(f"{_INDENT}{label}:", thing, device)


def _at_stake(item: PreviewItem, device: Device) -> Iterator[str]:
    """Write what approving a step puts at stake, and what is shown of that."""
    shows = item.shows
    if shows and item.found is None:  # there is nothing that it could be said of
        return
    heading = _heading(item.confirmation, has_rows=bool(shows))
    if heading:
        yield from (paint(part, "bold red", device) for part in _break_line(heading, device))
    for name, template in shows:
        value = fill(template, item.found, now=device.now) or "unknown"
        yield from _with_label(f"{_INDENT}{_DEEPER}{name}:", value, device)


def _heading(confirmation: Confirmation | None, *, has_rows: bool) -> str:
    """Return the line over what is shown, or, where nothing is, what the class says of it alone."""
    if confirmation is None or not (confirmation.heading or has_rows):
        return ""
    heading = confirmation.heading or "This is at stake:"
    return _INDENT + (heading if has_rows else f"{heading.removesuffix(':')}.")


def _change(change: FieldChange, device: Device) -> Iterator[str]:
    """Write a value as it is and as it will be: in a line, or texts as a diff."""
    label = f"{_INDENT}{_DEEPER}{change.field.replace('_', ' ')}:"
    if is_text(change):
        yield from _break_line(label, device)
        yield from (row for line in lines_of(change) for row in _of_diff(line, device))
        return
    arrow = "→" if device.unicode else "->"
    yield from _with_label(
        label, f"{value_of(change.before)} {arrow} {value_of(change.after)}", device
    )


def _of_diff(line: str, device: Device) -> Iterator[str]:
    """Break a line of a diff; a further row is indented, and looks like no line of its own."""
    first, *rest = wrap(visible(line).expandtabs(TAB), device.columns - len(_BAR + _DEEPER))
    yield f"{_BAR}{first}"
    yield from (f"{_BAR}{_DEEPER}{row}" for row in rest)


def _argument(argument: Argument, item: PreviewItem, device: Device) -> Iterator[str]:
    count = len(argument.values)
    for at, (value, origin) in enumerate(_values_of(argument), start=1):
        name = f"{argument.name}, {at} of {count}" if count > 1 else argument.name
        is_made_up = origin in {Origin.GUESSED, Origin.MODEL}
        is_listed = item.is_of_list and origin is Origin.RESULT
        words = _FROM_LIST if is_listed else _FROM[origin]
        label = f"{_MADE_UP if is_made_up else _INDENT}{name} ({words}):"
        ink = "bold magenta" if is_made_up else "grey"
        yield from _with_label(label, value or "(empty)", device, ink)


def _values_of(argument: Argument) -> tuple[tuple[str, Origin], ...]:
    """Return the values. NOTE: an empty list is the model's: it may empty something, unsaid."""
    return argument.values or (("(an empty list)", Origin.MODEL),)


def _with_label(label: str, value: str, device: Device, ink: str = "grey") -> Iterator[str]:
    """Write a value behind its label, or below it if it has several lines or is too long."""
    text = visible(value).expandtabs(TAB)
    if "\n" not in text and widest(f"{label} {text}") <= device.columns:
        yield f"{paint(label, ink, device)} {text}"
        return
    yield from (paint(part, ink, device) for part in _break_line(label, device))
    for line in text.split("\n"):
        yield from (f"{_BAR}{part}" for part in wrap(line, device.columns - len(_BAR)))


def _break_line(line: str, device: Device) -> Iterator[str]:
    """Break a line that aegis begins; each further row starts with the bar."""
    return hung(line, device.columns, _BAR)
