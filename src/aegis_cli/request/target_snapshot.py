"""What the reads before an approval showed of the things that an act is about; pure."""

from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.replaced_values import labels, says_all
from aegis_cli.actions.results.templates import Template, fill, pick
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Headline, headline_of, only
from aegis_cli.core.text import excerpt, quote
from aegis_cli.planning.expansion import Act

_LONGEST = 200
"""Characters of a title that are shown: one of GitHub's has 256 at most, but a whole comment may
stand for a title too."""


@dataclass(frozen=True, slots=True)
class TargetSnapshot:
    """One thing that an act is about, as a read before the approval showed it."""

    read: Action[Any]
    answer: Any = None
    """What the read brought; `None` where nothing is there, or where it was not looked at."""
    why_not: str = ""
    """Why it was not looked at, as words behind "its target"; "" if it was."""
    written_by: str | None = None
    """The id of an earlier act of the plan that makes or changes it."""
    stays: tuple[FieldChange, ...] = ()
    """What an undo leaves as it is, since it changed after the write that is taken back."""

    @property
    def is_current(self) -> bool:
        """Whether the act finds the thing as it was seen."""
        return not self.why_not and self.written_by is None


def words_of(snapshot: TargetSnapshot, step: int | None = None, *, absent: str = "") -> str:
    """Name a thing in one line: `issue acme/web#12: "Crash on start", open`; "" for nothing.

    `step` is the number of an earlier step that makes or changes it, and `absent` its state where
    there is nothing to read and that may be.
    What is from the provider stands behind words of aegis, and in quotation marks.
    """
    later = "" if step is None else f"as step {step} leaves it"
    is_there = only(snapshot.answer) is not None
    if snapshot.why_not or not (is_there or absent):
        return later or snapshot.why_not.removeprefix("was ")
    headline = headline_of(type(snapshot.read))
    title = excerpt(_fill(headline.title, snapshot), _LONGEST)
    told = [
        f"{_kind_and_name(headline, snapshot)}{f': {quote(title)}' if title else ''}",
        later or (_fill(headline.state, snapshot) if is_there else absent),
    ]
    return ", ".join(filter(None, told))


def not_looked_at(snapshot: TargetSnapshot) -> str:
    """Say in a sentence why a target was not looked at; "" if it was."""
    return f"Its target {snapshot.why_not}".rstrip(".") + "." if snapshot.why_not else ""


def name_of(snapshot: TargetSnapshot) -> str:
    """Name a thing without its title: `issue acme/web#12`."""
    return _kind_and_name(headline_of(type(snapshot.read)), snapshot)


def _kind_and_name(headline: Headline, snapshot: TargetSnapshot) -> str:
    return f"{headline.kind_of(only(snapshot.answer))} {_fill(headline.name, snapshot)}"


def _fill(template: Template, snapshot: TargetSnapshot) -> str:
    call, thing = snapshot.read.sent_arguments(), only(snapshot.answer)
    return fill(template, call if thing is None else thing, now=None, call=call)


def changes_of(act: Act, snapshot: TargetSnapshot) -> tuple[FieldChange, ...]:
    """Return what an act changes of its target, as it was seen; nothing where that is not known."""
    return changes_since(act, snapshot) if snapshot.is_current else ()


def changes_since(act: Act, snapshot: TargetSnapshot) -> tuple[FieldChange, ...]:
    """Return what an act changes of its target as that was before the plan, where it was there."""
    if snapshot.why_not or (snapshot.answer is None and not snapshot.is_current):
        return ()
    found = act.action.provider.client().changes(act.action, snapshot.answer)
    return tuple(change for change in found if not change.is_same)


def why_nothing(act: Act, snapshot: TargetSnapshot) -> str:
    """Say why there is nothing left to do, though the target is not as the act says; "" if not."""
    target, thing = act.action.facts.target_read, only(snapshot.answer)
    is_unseen = snapshot.why_not and act.undoes is not None
    if is_unseen or (act.left and not snapshot.is_current):
        return f"{act.action.says()}: it cannot be compared with what that write left, and stays."
    if target is None or thing is None or not snapshot.is_current:
        return ""
    if any(pick(thing, path) != value for path, value in act.left):
        return f"{name_of(snapshot)} is no longer as that write left it, and stays."
    template, value, says = target.over or ("", None, "")
    if _fill(template, snapshot) == value:
        return f"{name_of(snapshot)} {says}."
    changed = _changed_since(act, snapshot)
    if not changed or _rest_of(act, changed) is not None:
        return ""
    return f"{act.action.says()}: {', and '.join(map(words_of_change, changed))}."


def without_changed(act: Act, snapshot: TargetSnapshot) -> tuple[Act, TargetSnapshot]:
    """Return an undo that leaves as it is what changed since, and its target, which says so."""
    changed = _changed_since(act, snapshot)
    rest = _rest_of(act, changed) if changed else None
    return (act, snapshot) if rest is None else (rest, replace(snapshot, stays=changed))


def _changed_since(act: Act, snapshot: TargetSnapshot) -> tuple[FieldChange, ...]:
    """Return what is no longer as the write left it that an act takes back."""
    if act.undoes is None or not snapshot.is_current:
        return ()
    found = act.action.provider.client().changes(act.undoes, snapshot.answer)
    return tuple(change for change in found if not change.is_same)


def _rest_of(act: Act, changed: tuple[FieldChange, ...]) -> Act | None:
    """Return an undo without what changed since; `None` if nothing is left of it."""
    stays = {change.field for change in changed}
    values = {name: value for name, value in act.step.values.items() if name not in stays}
    if not {*labels(type(act.action))} & values.keys():
        return None
    sent = {name: value for name, value in act.action.sent_arguments().items() if name in values}
    step = replace(act.step, values=values)
    return replace(act, step=step, action=type(act.action).model_validate(sent))


def words_of_change(change: FieldChange) -> str:
    """Say that a value stays since somebody changed it."""
    return f"the {change.field.replace('_', ' ')} is no longer as that write left it, and stays"


def is_missing(act: Act, snapshot: TargetSnapshot) -> bool:
    """Tell whether the list in which an act's target would stand has none of the name.

    NOTE: an undo makes nothing that is gone by then.
    """
    return snapshot.is_current and snapshot.answer == [] and act.undoes is None


def is_so_already(act: Act, snapshot: TargetSnapshot) -> bool:
    """Tell whether the target is as an act would leave it: all that the act says is so."""
    is_known = snapshot.is_current and only(snapshot.answer) is not None
    if not is_known or act.links or not says_all(act.action):
        return False
    return not changes_of(act, snapshot)


def already_so(act: Act, snapshot: TargetSnapshot) -> str:
    """Say that an act changes nothing, in the words of its view where there are some."""
    view = act.action.facts.view
    if not isinstance(view, Line) or not view.already:
        return so_already(act.action)
    return fill(view.already, only(snapshot.answer), now=None, call=act.action.sent_arguments())


def so_already(action: Action[Any]) -> str:
    """Say that a call changes nothing, in words that have nothing of what was read."""
    return f"{action.says()}: it is so already."
