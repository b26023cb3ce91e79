"""Says a sentence plainly that is shaped otherwise: the same words, in the form of an order.

"The topic of #dev should be 'Hi'" is "set the topic of #dev to 'Hi'". What is said beside a request
is left out only where it asks, denies and names nothing. Each plain sentence is then read as if it
had been typed, and the question shows it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.plan import MOST_STEPS, Context
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

_FIRST_MARK = 0xE000
"""The first of the characters that stand for a text in quotation marks; nobody types one."""
_MARKS = re.compile("[\ue000-\uf8ff]")
_TEXT = "[\ue000-\uf8ff]"
_MOST_CHARACTERS = 600
_MOST_CLAUSES = 4
_WILL = r"(?:should|must|needs to|has to|ought to|shall)(?: now)?"
_TARGET = r"(?:#?[\w./:@-]*#?[\w.-]+(?: in [\w.-]+/[\w.-]+)?)"

_INTERJECTION = re.compile(
    r"^(?:(?:oops|whoops|hmm*|hm|uh|um|ah|oh|ok|okay|well|so|right|alright|actually|sorry|my bad"
    r"|(?:good )?(?:morning|afternoon|evening)|hi|hey|hello|hi all|fyi|btw|by the way|wait|ugh|damn"
    r"|great|nice|cool|perfect|as (?:discussed|agreed|mentioned|promised|planned|usual|always)"
    r"|per (?:our|the|my) [a-z]+|quick one|one more thing|next|also|and|then|wrong [a-z]+)"
    r"(?: no(?=,)| nope(?=,)| there| team| all| aegis| again)?[,:;.!]+ +)+(?=\S)",
    re.IGNORECASE,
)
"""What stands before a request and says nothing of it."""
_POLITE_END = re.compile(
    r"[,.;!]* +(?:please|pls|plz|thanks(?: a lot| so much)?|thank you(?: so much)?|thx|ty|cheers"
    r"|asap|no rush|no hurry|both please|if you (?:can|could|don't mind)|when you (?:can|have time"
    r"|get a chance)|for me|for now|for a (?:sec|second|moment|minute|while|bit)"
    r"|until further notice|as (?:discussed|agreed|mentioned|promised|planned|usual)|will you"
    r"|would you|ok|okay|right)[.!?]*$",
    re.IGNORECASE,
)
_SAYS_WHY = re.compile(
    r"(?P<order>.+?)(?:, ?|; ?|\. | - | \u2013 | \u2014 | \()"
    r"(?P<aside>(?:(?:i|we|you|he|she|they|it|that|this|there|somebody|someone|everybody|everyone"
    r"|nobody|the team|everything|all of it)(?:'\w+)?|its|thats|ive|im|were|because|since|as|so that"
    r"|wrong|sorry|my|our|his|her|their|no longer|nothing|apologies|otherwise)\b[^,;\ue000-\uf8ff]*"
    r"(?:(?:,| and) [a-z'][^,;\ue000-\uf8ff]*)?)\)?[.!]*",
    re.IGNORECASE,
)
"""A request, and what follows that says why or how things are."""
_ASKS_MORE = re.compile(
    r"\b(?:if|unless|once|when|until|till|after|before|except|but|only|not|\w+n't|cannot|never"
    r"|without|instead|then|also|too|please|should|must|needs?|want|wants|duplicates?|dup|dupe|spam"
    r"|abuse|wontfix|planned|squash|rebase|private|public|secret|admin|write|triage|maintain|auto"
    r"|label|labels|milestone|branch|same|both|all|every|each|rest)\b|[#@/\d\ue000-\uf8ff]",
    re.IGNORECASE,
)
"""What an aside may not have: a condition, a denial, a choice, or the name of a thing."""
_ACCIDENT = re.compile(
    r"^(?:i|we|you|he|she|they|somebody|someone|\w+) (?:just |accidentally |have )?[a-z]+(?:ed|ened"
    r"|t|ng|n)? (?P<thing>(?:(?:issue|pr|pull request|ticket) )?[\w./-]*#?[\w-]*\d)"
    r"(?: (?:by (?:accident|mistake)|too (?:early|soon)|yesterday|today|prematurely|accidentally))?"
    r"[,;.] +(?:so |please |pls )*(?P<order>[^,;.]*\b(?:it|that)\b[^,;.]*)[.!]?$",
    re.IGNORECASE,
)
"""As in "I closed 181 by accident, open it again"."""

_PROPERTY = (
    r"(?:title|headline|description|body|summary|topic|purpose|colou?r|name|base|due date|deadline"
    r"|priority|default branch|home ?page|website|milestone|status|visibility|assignee|parent"
    r"|story points|estimate|points|sprint|permission|role|privacy|value|text|type|component)"
)
_STATES = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        # the topic of #dev should be …
        (
            rf"^(?:the )?(?P<what>(?:new )?{_PROPERTY}) (?:of|for|on|in) (?P<of>.+?)"
            rf" (?:{_WILL} (?:be|read|say|become|become|point to)(?: to)?|is now|becomes)(?: to)?:?"
            r" (?P<value>.+)$",
            "set the {what} of {of} to {value}",
        ),
        (
            rf"^(?P<of>{_TARGET})'s (?P<what>{_PROPERTY})"
            rf" (?:{_WILL} (?:be|read|say|become)|is now|becomes):? (?P<value>.+)$",
            "set the {what} of {of} to {value}",
        ),
        # due date of WEB-42 is dec 12: only a day, a number or a text is no description
        (
            rf"^(?:the )?(?P<what>{_PROPERTY}) (?:of|for|on) (?P<of>.+?) is"
            rf" (?P<value>[\w ]*\d[\w ]*|{_TEXT})$",
            "set the {what} of {of} to {value}",
        ),
        # topic of #dev: …
        (
            rf"^(?:the |new )?(?P<what>{_PROPERTY}) (?:of|for|on) (?P<of>[^:=]+?)"
            r" ?(?::|=|->|=>|\u2192) ?(?P<value>.+)$",
            "set the {what} of {of} to {value}",
        ),
        (
            rf"^(?P<of>{_TARGET})'?s? (?P<what>{_PROPERTY}) ?(?:=|->|=>|\u2192) ?(?P<value>.+)$",
            "set the {what} of {of} to {value}",
        ),
        (
            rf"^(?:the )?(?P<what>{_PROPERTY}) ?(?:=|->|=>|\u2192| {_WILL} be) ?(?P<value>.+)$",
            "set the {what} to {value}",
        ),
        # variable X = on
        (
            r"^(?:the )?(?:actions )?variable (?P<of>\w+)(?P<where> (?:in|of|on) [\w./-]+)?"
            rf" ?(?:=|:|->|=>|\u2192| {_WILL} be(?: set to)?| to) ?(?P<value>.+)$",
            "set the variable {of} to {value}{where}",
        ),
        # WEB-42 to In Progress
        (
            r"^(?P<of>[A-Z][A-Z0-9]+-\d+) ?(?:to|->|=>|\u2192) ?(?P<value>.+)$",
            "move {of} to {value}",
        ),
        (
            rf"^(?P<of>{_TARGET}) {_WILL} (?:go|move|be moved|belong|be put)(?: in)?to (?P<value>.+)$",
            "move {of} to {value}",
        ),
        (
            rf"^(?P<of>{_TARGET}) {_WILL} (?:have|get|carry) (?:the )?labels? (?P<value>.+)$",
            "add the label {value} to {of}",
        ),
        (
            rf"^(?P<of>{_TARGET}) (?:needs|should have|should get|wants) (?:a )?review (?:from|by)"
            r" (?P<value>.+)$",
            "request a review of {of} from {value}",
        ),
        # I want #12 closed, I want bob off the repo
        (
            rf"^(?:i|we)(?:'d like| want| need| would like) (?P<of>{_TARGET}) (?P<what>[a-z]+ed|merged"
            r"|shut|rerun)(?P<value> .+)?$",
            "{of} should be {what}{value}",
        ),
        (
            r"^(?:i|we)(?:'d like| want| need| would like) (?P<of>@?[\w-]+) (?:off|out of|gone from"
            r"|removed from) (?P<value>.+)$",
            "remove {of} from {value}",
        ),
        (
            r"^(?:i|we)(?:'d like| want| need| would like) (?P<of>@?[\w-]+) (?:on|as reviewers? on)"
            r" (?P<value>.+)$",
            "add {of} to {value}",
        ),
    )
)
"""What somebody wants to be so, and the order that makes it so."""

_SPOKEN = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        (
            r"^(?:please )?(?:comment|reply|say|write|note|mention|post|add) (?:a (?:comment|note)"
            r" )?(?:on|in|to|under|at) (?P<of>(?:(?:issue|pr|pull request|ticket) )?(?!#[a-z])\S+)"
            r" (?:that|saying(?: that)?|to say(?: that)?|:) ?(?P<text>.+)$",
            "comment {text} on {of}",
        ),
        (
            r"^(?:tell|let|inform|notify|thank|ask|warn|ping|remind) (?!#|@)(?:the )?[\w ]*?(?:folks"
            r"|people|reporter|author|others|everyone|everybody|team|them|guys)?(?: know)? (?:on|in"
            rf"|at|under) (?P<of>(?:(?:issue|pr|pull request|ticket) )?\S*\d\S*?):? (?P<text>{_TEXT})$",
            "comment {text} on {of}",
        ),
        (
            r"^(?:tell|let|inform|notify|warn|ping) (?P<of>#[a-z][\w-]*)(?: know)?(?:,|:| that)?"
            r" (?P<text>.+)$",
            "post {text} in {of}",
        ),
        (
            r"^(?:announce|post|say|write|tell|share|send)(?: a message)? (?:in|to|on)"
            r" (?P<of>#[a-z][\w-]*)(?:,|:| that| saying)? (?P<text>.+)$",
            "post {text} in {of}",
        ),
        (
            r"^(?:tell|dm|message|write|slack) (?P<of>@[a-z][\w.-]*)(?: on slack)?(?:,|:| that)?"
            r" (?P<text>.+)$",
            "dm {of} {text}",
        ),
        (
            r"^(?:send|write|shoot|drop) (?P<of>@?[a-z][\w.-]*) (?:a |an )?(?:message|dm|line|note)"
            r"(?: on slack)?(?: saying)?(?P<when> [^:\ue000-\uf8ff]+)?: ?(?P<text>.+)$",
            "dm {of} {text}{when}",
        ),
        (
            r"^schedule(?: a message)?(?: for)? (?P<when>[^:#]+(?::\d\d[^:#]*)?) (?:in|to)"
            r" (?P<of>#[a-z][\w-]*):? (?P<text>.+)$",
            "schedule {text} to {of} {when}",
        ),
        (
            r"^(?P<when>(?:on |at |tomorrow|today|tonight|next )[^:#,\ue000-\uf8ff]+(?::\d\d[^:#,]*?)?)"
            r",? (?:post|send|say|write) (?P<text>.+) (?:in|to) (?P<of>#[a-z][\w-]*)$",
            "schedule {text} to {of} {when}",
        ),
        # the title without quotation marks, to the next comma
        (
            r"^(?P<of>.*?\b(?:title|titled|named|entitled|subject))(?: it| is|:)?"
            r" (?P<text>[^,\ue000-\uf8ff\"]+)(?P<when>(?:,.*)?)$",
            "{of} {text}{when}",
        ),
        # a text to the end, behind a colon
        (
            r"^(?P<of>[^:\ue000-\uf8ff]+(?::\d\d[^:\ue000-\uf8ff]*)?)(?: to read| saying)?: +(?P<text>.+)$",
            "{of} {text}",
        ),
    )
)
"""What somebody is to be told, or is called so, without quotation marks."""

_PLACED = (
    (re.compile(r"^(?:in|on|at|for) (?P<of>[\w.-]+/[\w.-]+),? (?P<text>.+)$"), "{text} in {of}"),
    (re.compile(r"^(?P<of>[\w.-]+/[\w.-]+)[:,] (?P<text>.+)$"), "{text} in {of}"),
    (re.compile(r"^(?P<text>.+),? \(?(?P<of>[\w.-]+/[\w.-]+)\)?$"), "{text} in {of}"),
    (
        re.compile(r"^(?P<text>.+?),? (?P<of>in [\w.-]+/[\w.-]+),? (?P<more>.+)$"),
        "{text} {more} {of}",
    ),
)
"""Where it is to be, at the end."""
_BETWEEN = re.compile(
    r"(?:,? and then |,? then |; +(?:and )?|, +and |,? and |,? & |, +|\. +)(?:also |please )?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|that one|this one)\b(?!')", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\bits\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plainly:
    """Reads sentences as other, plain ones."""

    understand: Callable[[str, Context], Guess | None]
    """Reads a sentence as it stands; `None` if it is not clear."""
    grammar: Grammar

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of the first plain sentence that is understood."""
        masked = _Masked.of(text)
        if len(text) > _MOST_CHARACTERS or _MARKS.search(text) or masked is None:
            return None
        for said in _shapes(masked.text):
            if found := self.understand(masked.unmasked(said), context):
                return found
        return None

    def guess_each(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a sentence of which each clause is understood by itself."""
        masked = _Masked.of(text)
        if len(text) > _MOST_CHARACTERS or _MARKS.search(text) or masked is None:
            return None
        head = next(iter(_without_asides(masked.text)), masked.text)
        found = self._each(head, masked, context, _MOST_CLAUSES)
        if found is None or len(found) == 1:
            return None
        steps = [step for each in found for step in each.plan.steps]
        if len(steps) > MOST_STEPS:
            return None
        numbered = [step.model_copy(update={"id": f"s{at}"}) for at, step in enumerate(steps, 1)]
        return Guess(WirePlan(steps=numbered), "; then ".join(each.read_as for each in found))

    def _each(
        self, said: str, masked: "_Masked", context: Context, most: int
    ) -> list[Guess] | None:
        if most < len(_MARKS_OF_END):
            return None
        for between in _BETWEEN.finditer(said):
            first, rest = said[: between.start()], said[between.end() :]
            if not self._begins_order(rest) or not (before := self._one(first, masked, context)):
                continue
            thing, place = _thing_in(masked.unmasked(first)), _place_in(masked.unmasked(first))
            follows = _with_thing(rest, thing)
            there = replace(context, repo=place) if place else context
            if follows is None:
                continue
            if behind := self._one(follows, masked, there):
                return [before, behind]
            if more := self._each(follows, masked, there, most - 1):
                return [before, *more]
        return None

    def _one(self, said: str, masked: "_Masked", context: Context) -> Guess | None:
        text = masked.unmasked(said).strip()
        return self.understand(text, context) or self.guess(text, context)

    def _begins_order(self, said: str) -> bool:
        """Tell whether words begin with a verb: what else follows "and" belongs to what is before."""
        first = re.match(r"[\w-]+", said)
        return first is not None and first[0].casefold() in self.grammar.lead_words | _VERBS


_MARKS_OF_END = (".",)
_VERBS = frozenset(
    "put ping undraft stick slap give drop tell let invite get bring kick throw take have make run"
    " restart rerun push pull bump call ask notify release protect label".split()
)
"""Verbs with which an order begins that stand for one of the grammar's."""


@dataclass(frozen=True, slots=True)
class _Masked:
    """A sentence in which one character stands for each text in quotation marks."""

    text: str
    quotes: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Masked | None":
        pieces, quotes, at = list[str](), list[str](), 0
        for quote in Sentence(text).quotes:
            pieces += [text[at : quote.start], chr(_FIRST_MARK + len(quotes))]
            quotes.append(text[quote.start : quote.end])
            at = quote.end
        return cls("".join([*pieces, text[at:]]).strip(), tuple(quotes))

    def unmasked(self, said: str) -> str:
        """Write the quotations again where they stood."""
        return _MARKS.sub(lambda mark: self.quotes[ord(mark[0]) - _FIRST_MARK], said)


def _shapes(said: str) -> Iterator[str]:
    """Yield what a sentence says in other shapes, the nearest first."""
    seen = {said}
    for base in chain(_without_asides(said), [said]):
        shapes = chain(
            [base], _by(_STATES, base), _by(_PLACED, base), _by(_SPOKEN, base, quoted=True)
        )
        for shape in shapes:
            if shape not in seen:
                seen.add(shape)
                yield shape


def _without_asides(said: str) -> Iterator[str]:
    """Yield a sentence without what is said beside the request, and says nothing of it."""
    bare = _POLITE_END.sub("", _INTERJECTION.sub("", said)).strip()
    if bare and bare != said:
        yield bare
    if match := _ACCIDENT.fullmatch(bare):
        yield _PRONOUN.sub(match["thing"], match["order"], count=1)
    match = _SAYS_WHY.fullmatch(bare)
    if match and not _ASKS_MORE.search(match["aside"]):
        yield match["order"].strip()


def _by(
    forms: tuple[tuple[re.Pattern[str], str], ...], said: str, *, quoted: bool = False
) -> Iterator[str]:
    for form, order in forms:
        if match := form.fullmatch(said):
            parts = {name: value or "" for name, value in match.groupdict().items()}
            if quoted and not _MARKS.fullmatch(parts["text"]):
                if '"' in parts["text"] or _MARKS.search(parts["text"]):
                    continue
                parts["text"] = f'"{parts["text"].strip()}"'
            yield order.format(**parts)


def _thing_in(text: str) -> str:
    """Return the one thing that a clause names, as it stands there; "" where there are others."""
    tokens = [
        token
        for token in Sentence(text).tokens
        if not token.quoted and (token.number is not None or token.link is not None)
    ]
    words = [word.strip(",.;:") for word in text.split()]
    keys = [word for word in words if re.fullmatch(r"[A-Z][A-Z0-9]+-\d+|#[a-z][\w-]*", word)]
    named = [word for word in words if word.casefold() in {token.text for token in tokens}]
    found = [*dict.fromkeys([*named, *keys])]
    return found[0] if len(found) == 1 else ""


def _place_in(text: str) -> str:
    """Return the one repository that a clause names; "" where it names none, or several."""
    repos = Sentence(text).repos
    words = [word.strip(",.;:()") for word in text.split()]
    written = [word for word in words if word.casefold() in repos]
    return (written or [*repos])[0] if len(repos) == 1 else ""


def _with_thing(said: str, thing: str) -> str | None:
    """Return a clause with a thing in the place of "it"; `None` where nothing is meant by that."""
    if _POSSESSIVE.search(said):
        said = _POSSESSIVE.sub("the", said) + f" of {thing}" if thing else said
    if not _PRONOUN.search(said):
        return said
    return _PRONOUN.sub(thing, said) if thing else None
