"""Whether words ask for a verb, or only mention it: "close #12", and not "how do I close #12"."""

from collections.abc import Iterator
from dataclasses import dataclass

from aegis_cli.planning.tokens import MARKS, Token

_ENDS = frozenset(".!?;")

# A single verb counts where a clause starts: behind one of these, or behind a reference.
_STARTERS = MARKS | frozenset(
    "and then also please just kindly you let's lets aegis hey hi ok okay".split()
)
_WHO_WANTS = frozenset("i we i'd we'd i'm we're you want need".split())
_WANTING = frozenset("want need like have going wish".split())
_NO = frozenset("not never no without cannot dont nor neither nothing unless".split())
_ASKING = frozenset(
    "how what why who when which where whose if is are was were am do does did has have should "
    "shall may might".split()
)
_EXPLAINING = frozenset("how why when what".split())
_REASONS = frozenset({("not", "planned"), ("won't", "fix"), ("wont", "fix")})
"""Reasons for closing, which refuse nothing."""

# Words that are verbs only in front of what they act on: "comment 'Thanks'", and not "the title
# and comment count".
_SOME = frozenset(
    "a an one two three another new issue bug label labels the it this that them these those my "
    "stdin standard".split()
)
_LABELS = frozenset("label labels the".split())
_TEXT = frozenset("a comment reply stdin standard".split())
_IN_FRONT_OF: dict[str, frozenset[str]] = {
    **dict.fromkeys(("comment", "reply"), _SOME | {"on", "to"}),
    **dict.fromkeys("label tag mark change update set edit finish rename".split(), _SOME),
    **dict.fromkeys(("write", "post", "say"), _TEXT),
    **dict.fromkeys(("put", "take", "drop"), _LABELS),
    "give": frozenset(),
}
_ON_WORDS = frozenset("write post say put take drop".split())
"""Verbs that act on words, and not on an issue: "put #12 on the screen" asks for nothing."""

_ANY = frozenset("assign reopen re-open unlabel untag".split())
"""Verbs that cannot be anything else, wherever a clause starts."""

_CREATING = frozenset("open file report raise new create make start".split())
_ARTICLES = frozenset("a an one two three another new private public".split())
_KINDS = frozenset("issue bug repo repository".split())
_BEHIND_KINDS = frozenset(
    "in titled called named for on about with saying labelled labeled : ,".split()
)
_VIEWS = frozenset(
    "list look summary overview table chart graph count counts view picture diagram".split()
)
"""What is made to be looked at: "create a list of the issues" reads."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands in front of a word, as far back as its sentence goes, outside quotes."""

    last: tuple[Token, ...] = ()
    """The last three."""
    opening: str = ""
    """The first word that is not there for courtesy."""
    is_taken_back: bool = False
    """Whether a word refuses, or asks how or why."""

    def then(self, mark: Token) -> "Lead":
        """Return what stands in front of the word behind one more."""
        if mark.quoted:
            return self
        if mark.text in _ENDS:
            return Lead()
        refused = self.refuses and (self.last[-1].text, mark.text) not in _REASONS
        opening = self.opening or ("" if mark.text in _STARTERS else mark.text)
        # NOTE: a refusal earlier in the sentence covers all that follows: it fails closed.
        taken_back = self.is_taken_back or refused or mark.text in _EXPLAINING
        return Lead((*self.last, mark)[-3:], opening, taken_back)

    @property
    def refuses(self) -> bool:
        """Whether its last word refuses."""
        word = self.last[-1].text if self.last else ""
        return word in _NO or word.endswith("n't")

    @property
    def wants(self) -> bool:
        """Whether it is "I want you to", or the like."""
        words = [mark.text for mark in self.last]
        return (
            words[-1] == "to"
            and self.opening in _WHO_WANTS
            and any(word in _WANTING for word in words[:-1])
        )


def leads(marks: tuple[Token, ...]) -> Iterator[Lead]:
    """Return what stands in front of each word."""
    lead = Lead()
    for mark in marks:
        yield lead
        lead = lead.then(mark)


def is_asked(marks: tuple[Token, ...], at: int, length: int, lead: Lead) -> bool:
    """Tell whether a verb that stands at a place is asked for."""
    if lead.is_taken_back or lead.refuses or lead.opening in _ASKING:
        return False
    if length > 1:
        return True
    if not lead.opening:
        return _has_an_object(marks, at, None)
    last = lead.last[-1]
    is_reference = last.repo is not None or last.text.startswith("#")
    if is_reference or last.text in _STARTERS or lead.wants:
        return _has_an_object(marks, at, None if marks[at].text in _ANY else _SOME)
    return False


def _has_an_object(marks: tuple[Token, ...], at: int, otherwise: frozenset[str] | None) -> bool:
    """Tell whether a verb stands in front of what it acts on, if it must."""
    verb, rest = marks[at].text, marks[at + 1 : at + 5]
    rest = rest[1:] if rest and rest[0].text == ":" else rest
    objects = _IN_FRONT_OF.get(verb, otherwise)
    if not rest:
        return objects is None and verb not in _CREATING
    if any(mark.text in _VIEWS and not mark.quoted for mark in rest[:3]):
        return False
    if rest[0].quoted:
        return True
    if verb in _CREATING:
        return _is_created(rest)
    is_target = rest[0].repo or rest[0].number is not None or rest[0].text.startswith("@")
    if is_target and verb not in _ON_WORDS:
        return True
    return objects is None or rest[0].text in objects


def _is_created(rest: tuple[Token, ...]) -> bool:
    """Tell whether something new is asked for: "open issue 12" only wants to see it."""
    if rest[0].text in _ARTICLES:
        return True
    if rest[0].text not in _KINDS:
        return False
    behind = rest[1] if len(rest) > 1 else None
    return behind is None or behind.quoted or behind.text in _BEHIND_KINDS
