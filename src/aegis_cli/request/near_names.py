"""Names what there is where nothing is called as somebody said; pure."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of, resolved_ids
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.fields.marks import ResolvedId
from aegis_cli.actions.replaced_values import held_by
from aegis_cli.actions.results.templates import fill
from aegis_cli.actions.results.views import listing_of
from aegis_cli.actions.targets.target import has_headline, headline_of
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed

_ALIKE = 0.6
"""From this similarity on, a name is named that somebody may have meant."""
_MOST = 5
"""How many things are named."""
_ALL = "999"


class NothingFits(Failed):
    """Nothing is called as a call says."""

    def __init__(self, message: str, hint: str, *, field: str, look_up: Action[Any]) -> None:
        """Take the field that is found by that name, and the read that looked for it."""
        super().__init__(message, code=Code.PROTOCOL, hint=hint)
        self.field = field
        self.look_up = look_up

    def with_names(self, names: Iterable[str]) -> "NothingFits":
        """Return the error with what there is in its hint."""
        named = ", ".join(names)
        hint = f"There is {named}.\n{self.hint}" if named else str(self.hint)
        return NothingFits(self.message, hint, field=self.field, look_up=self.look_up)


def whole_list(look_up: Action[Any]) -> Action[Any] | None:
    """Return the read of all that a look-up looked through; `None` where there is none.

    If that can be the same request, the pages which were just read answer it.
    """
    kind, said = type(look_up), look_up.sent_arguments()
    fields, asked = kind.model_fields, look_up.request("")
    needed = {name: value for name, value in said.items() if fields[name].is_required()}
    longest = {"limit": _ALL} if "limit" in fields else {}
    with suppress(ValueError):
        whole = kind.model_validate(needed | longest)
        return whole if whole.makes(asked, "") else kind.model_validate(needed)
    return None


def names_like(name: str, whole: Action[Any], things: Any) -> Iterator[str]:
    """Yield how the things are named that nearly have a name; all of a few, if none does."""
    kind = type(whole)
    if not isinstance(things, list) or not has_headline(kind):
        return
    shown = {each: _shown_name(whole, each) for each in map(_Thing, things)}
    texts = {text.casefold(): thing for thing in shown for text in _texts(kind, thing.data)}
    wanted = name.casefold()
    near = [texts[each] for each in get_close_matches(wanted, texts, n=_MOST, cutoff=_ALIKE)]
    near += [texts[each] for each in texts if len(wanted) > 2 and wanted in each]  # noqa: PLR2004  # a short text is in everything
    few = [*shown] if len(shown) <= _MOST else []
    found = dict.fromkeys(shown[thing] for thing in near or few)
    yield from [*found][:_MOST]


class _Thing:
    """One item of a list, which is told from others by what it is."""

    __slots__ = ("data",)

    def __init__(self, data: Any) -> None:
        self.data = data


def _shown_name(whole: Action[Any], thing: _Thing) -> str:
    name = headline_of(type(whole)).name
    return excerpt(fill(name, thing.data, now=None, call=whole.sent_arguments()), 60)


def _texts(kind: type[Action[Any]], thing: Any) -> Iterator[str]:
    """Yield the names of a thing: the values in the columns of its list."""
    listing = listing_of(kind.facts.result)
    for template in listing.piped if listing else ():
        text = fill(template, thing, now=None)
        if text:
            yield text


def stands_already(action: Action[Any], field: str, thing: Any) -> bool:
    """Tell whether a thing has already what a call names, and to which nothing leads from there.

    A call that also gives a text, as a comment, has more to do.
    """
    kinds = kinds_of(type(action))
    if any(kinds[name].role is Role.PAYLOAD for name in action.sent_arguments()):
        return False
    held, mark = held_by(type(action), field), resolved_ids(type(action))[field]
    said = _said_text(action, mark)
    before = held.answered.value(thing) if held is not None else None
    return isinstance(before, str) and bool(said) and before.casefold() == said.casefold()


def _said_text(action: Action[Any], mark: ResolvedId[Any]) -> str:
    said = getattr(action, mark.when) if mark.when else None
    return said if isinstance(said, str) else ""


def said_name(look_up: Action[Any]) -> str:
    """Return the name that a look-up looks for; "" if it has none."""
    fields = type(look_up).model_fields
    said = look_up.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    given = (value for name, value in said.items() if not fields[name].is_required())
    names = [value for value in given if value is not True]
    return names[0] if len(names) == 1 and isinstance(names[0], str) else ""
