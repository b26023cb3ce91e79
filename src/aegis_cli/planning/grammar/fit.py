"""How well a request fits one form: the values it gives, and the words that nothing explains."""

from dataclasses import dataclass, replace

from aegis_cli.planning.grammar.action_facts import reads
from aegis_cli.planning.grammar.forms import Form
from aegis_cli.planning.grammar.lexer import Word
from aegis_cli.planning.grammar.lexicon import MAKES, PARENTHESIS, PAUSES, READ_FILLERS, STOPS
from aegis_cli.planning.grammar.patterns import longest
from aegis_cli.planning.grammar.slots import Items, SlotValue, Taken

_ANY = "all"


@dataclass(frozen=True, slots=True)
class Draft:
    """A form, as far as a request fills it."""

    form: Form
    found: tuple[SlotValue, ...] = ()
    leftover: tuple[Word, ...] = ()
    """What nothing explains: a request with such words is never done."""
    lead: int = 0
    """How many words ask for it; none where nothing need be said."""
    has_object: bool = False

    def of(self, field: str) -> tuple[SlotValue, ...]:
        """Return the values of one field."""
        return tuple(found for found in self.found if found.field == field)

    @property
    def is_explained(self) -> bool:
        """Whether every word of the request means something in this form."""
        asked = self.lead > 0 or "" in self.form.leads
        return asked and self.has_object and not self.leftover


def can_start(form: Form, items: Items) -> bool:
    """Tell whether a request starts as the form does: a quick no for most forms."""
    return "" in form.leads or longest(form.leads, form, items, 0) is not None


def fit(form: Form, items: Items) -> Draft:
    """Read a request as one form, from left to right, the longest phrase first."""
    start, (at, found) = _lead(form, items)
    before = tuple(item for item in items[:start] if not _is_filler(form, item))
    lead = at - start
    if lead and form.makes and not _is_new(items, start, at):
        before = (*before, items[start])
    draft = Draft(form, found, leftover=before, lead=lead, has_object=not form.objects)
    while at < len(items):
        end, grown = _grown(draft, items, at)
        if end == at:
            end += 1
            if not _is_filler(form, items[at]):
                grown = replace(draft, leftover=(*draft.leftover, items[at]))
        draft, at = grown, end
    return draft


def _is_new(items: Items, start: int, at: int) -> bool:
    """Tell whether what a verb asks for is not there yet: "open the issue 'Crash'" is a look."""
    behind = items[at] if at < len(items) else items[start]
    if behind.article:
        return behind.article != "the"
    return "new" in {items[start].text, behind.text} or items[start].text in MAKES


def _lead(form: Form, items: Items) -> tuple[int, Taken]:
    """Find where the words that ask for it start; what stands before is left over."""
    for start in range(len(items)):
        taken = longest(form.leads, form, items, start)
        if taken:
            return start, taken
    return 0, (0, ())


def _grown(draft: Draft, items: Items, at: int) -> tuple[int, Draft]:
    """Add what stands at a place; of what says a thing twice, nothing is added."""
    form = draft.form
    best = (at, draft)
    names_object = longest(form.objects, form, items, at)
    says_more = longest(form.phrases, form, items, at)
    describes = None if draft.has_object else longest(form.adjectives, form, items, at)
    for taken in (names_object, describes, says_more):
        if taken is None or taken[0] <= best[0]:
            continue
        found = _merged(draft, taken[1])
        if found is not None:
            has_object = draft.has_object or taken is names_object
            best = (taken[0], replace(draft, found=found, has_object=has_object))
    return best


def _merged(draft: Draft, new: tuple[SlotValue, ...]) -> tuple[SlotValue, ...] | None:
    """Return all values together; nothing where one contradicts another."""
    found = draft.found
    for value in new:
        before = draft.of(value.field)
        if value in found or (before and value.text == _ANY):
            continue
        if before and before[0].text == _ANY:  # "all open issues" are the open ones
            found = tuple(one for one in found if one not in before)
        elif before and not _can_grow(draft.form, before):
            return None
        found = (*found, value)
    return found


def _can_grow(form: Form, before: tuple[SlotValue, ...]) -> bool:
    """Tell whether more may be said: a bug can have other labels, and nothing else grows."""
    names_bugs = any("{labels:bug" in pattern for pattern in form.objects)
    return names_bugs and before == (SlotValue("labels", "bug"),)


def _is_filler(form: Form, item: Word) -> bool:
    fillers = STOPS | {PARENTHESIS} | READ_FILLERS if reads(form.action) else PAUSES
    return item.text in fillers
