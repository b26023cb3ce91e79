"""What the reads before an approval showed of the things that an act is about; pure."""

from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.performed import FieldChange
from aegis_cli.actions.replaced_values import says_all
from aegis_cli.actions.target import Glance, glance_of, only
from aegis_cli.actions.templates import Template, fill
from aegis_cli.actions.views import Line
from aegis_cli.core.text import quoted
from aegis_cli.planning.expansion import Act

_LONGEST = 200
"""Characters of a title that are shown: GitHub's have 256 at most, but a comment is one too."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing that an act is about, as a read before the approval showed it."""

    read: Action[Any]
    answer: Any = None
    """What the read brought; `None` where nothing is there, or where it was not looked at."""
    why_not: str = ""
    """Why it was not looked at, as words behind "its target"; "" if it was."""
    left_by: str | None = None
    """The id of an earlier act of the plan that makes or changes it."""

    @property
    def is_current(self) -> bool:
        """Whether the act finds the thing as it was seen."""
        return not self.why_not and self.left_by is None


def words_of(sight: Sight, step: int | None = None) -> str:
    """Name a thing in one line: `issue acme/web#12: "Crash on start", open`; "" for nothing.

    `step` is the number of an earlier step that makes or changes it.
    What is from the provider stands behind words of aegis, and in quotation marks.
    """
    later = "" if step is None else f"as step {step} leaves it"
    if sight.why_not or only(sight.answer) is None:
        return later or sight.why_not.removeprefix("was ")
    glance = glance_of(type(sight.read))
    title = _filled(glance.title, sight)
    title = f"{title[:_LONGEST]}…" if len(title) > _LONGEST else title
    told = [
        f"{_kind_and_name(glance, sight)}{f': {quoted(title)}' if title else ''}",
        "" if later else _filled(glance.state, sight),
        later,
    ]
    return ", ".join(filter(None, told))


def not_looked_at(sight: Sight) -> str:
    """Say in a sentence why a target was not looked at; "" if it was."""
    return f"Its target {sight.why_not}".rstrip(".") + "." if sight.why_not else ""


def name_of(sight: Sight) -> str:
    """Name a thing without its title: `issue acme/web#12`."""
    return _kind_and_name(glance_of(type(sight.read)), sight)


def _kind_and_name(glance: Glance, sight: Sight) -> str:
    return f"{glance.kind_of(only(sight.answer))} {_filled(glance.name, sight)}"


def _filled(template: Template, sight: Sight) -> str:
    return fill(template, only(sight.answer), now=None, call=sight.read.sent())


def changes_of(act: Act, sight: Sight) -> tuple[FieldChange, ...]:
    """Return what an act changes of its target, as it was seen; nothing where that is not known."""
    if not sight.is_current:
        return ()
    found = act.action.provider.client().changes(act.action, sight.answer)
    return tuple(change for change in found if not change.is_same)


def is_so_already(act: Act, sight: Sight) -> bool:
    """Tell whether the target is as an act would leave it: all that the act says is so."""
    if not sight.is_current or only(sight.answer) is None or not says_all(act.action):
        return False
    return not changes_of(act, sight)


def already_so(act: Act, sight: Sight) -> str:
    """Say that an act changes nothing, in the words of its view where there are some."""
    view = act.action.facts.view
    if not isinstance(view, Line) or not view.already:
        return so_already(act.action)
    return fill(view.already, only(sight.answer), now=None, call=act.action.sent())


def so_already(action: Action[Any]) -> str:
    """Say that a call changes nothing, in words that have nothing of what was read."""
    return f"{action.says()}: it is so already."
