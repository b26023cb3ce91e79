"""Reads a clause as one form: the values that it gives, and the words that stay unexplained."""

from dataclasses import dataclass, replace

from aegis_cli.actions.fields.fields import is_list
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import CompiledForm
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes
from aegis_cli.planning.grammar.patterns import longest_match
from aegis_cli.planning.grammar.readers import KEYWORD_KINDS, LIST_SEPARATORS
from aegis_cli.planning.grammar.slots import Match, SlotValue

_ANY = "all"


@dataclass(frozen=True, slots=True)
class Draft:
    """A form, as far as a clause fills it."""

    form: CompiledForm
    values: tuple[SlotValue, ...] = ()
    leftover: tuple[Lexeme, ...] = ()
    """The lexemes that the form does not explain; a clause with any gives no step."""
    lead_length: int = 0
    """The number of lexemes of the lead; 0 if the form needs none."""
    lead_start: int = 0
    """Where the lead starts in the clause."""
    has_object: bool = False

    @property
    def places(self) -> tuple[SlotValue, ...]:
        """The repositories that it names beside a thing."""
        return self.of(self.form.action.place)

    @property
    def things(self) -> tuple[SlotValue, ...]:
        """The things in a repository that it names, such as issues."""
        return self.of(self.form.action.thing)

    def of(self, field: str) -> tuple[SlotValue, ...]:
        """Return the values of one field."""
        return tuple(value for value in self.values if value.field == field)

    @property
    def is_explained(self) -> bool:
        """Whether the form explains every word of the clause."""
        has_lead = self.lead_length > 0 or self.form.may_omit_lead
        return has_lead and self.has_object and not self.leftover


def says_only_names(draft: Draft, lexemes: Lexemes) -> bool:
    """Tell whether a write has a general verb and names, and neither a thing nor what they are.

    NOTE: "label #12 bug and remove docs" may mean a label, an assignee or a reviewer.
    """
    words = [lexeme for lexeme in lexemes if lexeme.text not in LIST_SEPARATORS]
    is_general = bool(words) and words[0].text in lexicon.GENERAL_VERBS
    are_names = all(value.word is not None for value in draft.values)
    is_all = len(words) == draft.lead_length + len(draft.values)
    return not draft.form.action.reads and is_general and are_names and is_all


def can_start(form: CompiledForm, lexemes: Lexemes) -> bool:
    """Tell whether a clause starts with a lead of the form; this quickly excludes most forms."""
    return form.may_omit_lead or longest_match(form.leads, lexemes, 0) is not None


def fit(form: CompiledForm, lexemes: Lexemes) -> Draft:
    """Read a clause as one form, from left to right, the longest match first."""
    start, (at, values) = _find_lead(form, lexemes)
    leftover = [lexeme for lexeme in lexemes[:start] if not _is_filler(form, lexeme)]
    if at > start and form.text.makes and not _is_new(lexemes, start, at):
        leftover.append(lexemes[start])
    draft = Draft(form, values, (), at - start, start, has_object=not form.text.objects)
    while at < len(lexemes):
        end, draft = _extend(draft, lexemes, at)
        if end == at:
            end += 1
            if not _is_filler(form, lexemes[at]):
                leftover.append(lexemes[at])
        at = end
    return replace(draft, leftover=tuple(leftover))


def _is_new(lexemes: Lexemes, start: int, at: int) -> bool:
    """Tell whether the object does not exist yet: "open the issue 'Crash'" only shows one."""
    verb = lexemes[start]
    following = lexemes[at] if at < len(lexemes) else verb
    if following.article:
        return following.article != "the"
    return "new" in {verb.text, following.text} or verb.text in lexicon.CREATING_VERBS


def _find_lead(form: CompiledForm, lexemes: Lexemes) -> tuple[int, Match]:
    """Return where the lead starts, and its match."""
    for start in range(len(lexemes)):
        match = longest_match(form.leads, lexemes, start)
        if match:
            return start, match
    return 0, (0, ())


def _extend(draft: Draft, lexemes: Lexemes, at: int) -> tuple[int, Draft]:
    """Extend a draft by the longest match at a position that contradicts no earlier value."""
    form = draft.form
    best = (at, draft)
    object_match = longest_match(form.objects, lexemes, at)
    phrase = longest_match(form.phrases, lexemes, at)
    adjective = None if draft.has_object else longest_match(form.adjectives, lexemes, at)
    for match in (object_match, adjective, phrase):
        if match is None or match[0] <= best[0]:
            continue
        values = merge(draft, match[1])
        if values is not None:
            has_object = draft.has_object or match is object_match
            best = (match[0], replace(draft, values=values, has_object=has_object))
    return best


def merge(draft: Draft, new: tuple[SlotValue, ...]) -> tuple[SlotValue, ...] | None:
    """Return the old and the new values; `None` if one contradicts another."""
    values = draft.values
    for value in new:
        before = draft.of(value.field)
        if value in values or (before and value.text == _ANY):
            continue
        if before and before[0].text == _ANY:  # "all open issues" are the open ones
            values = tuple(old for old in values if old not in before)
        elif before and not _may_repeat(draft.form, before):
            return None
        values = (*values, value)
    return values


def _may_repeat(form: CompiledForm, before: tuple[SlotValue, ...]) -> bool:
    """Tell whether a field may get more values: a bug is a label, which may have others beside."""
    (value, *others) = before
    names_bugs = any(f"{{{value.field}:bug" in pattern for pattern in form.text.objects)
    is_first = not others and value.text == KEYWORD_KINDS["bug"]
    return names_bugs and is_first and is_list(form.action.fields[value.field])


def _is_filler(form: CompiledForm, lexeme: Lexeme) -> bool:
    if not form.action.reads:
        return lexeme.text in lexicon.INNER_DELIMITERS
    return lexeme.text in _FILLERS_OF_READS


_FILLERS_OF_READS = lexicon.DELIMITERS | lexicon.READ_FILLERS | {lexicon.OPEN_PARENTHESIS}
