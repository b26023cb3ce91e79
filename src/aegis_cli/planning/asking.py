"""Whether words ask for a verb, or only mention it: "close #12", and not "how do I close #12"."""

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


def is_asked(marks: tuple[Token, ...], at: int, length: int) -> bool:
    """Tell whether a verb that stands at a place is asked for."""
    before = [mark for mark in marks[:at] if not mark.quoted]
    ends = [place for place, mark in enumerate(before) if mark.text in _ENDS]
    clause = before[ends[-1] + 1 :] if ends else before
    words = [mark.text for mark in clause]
    # NOTE: a refusal earlier in the sentence covers all that follows: it fails closed.
    if any(_refuses(words, place) for place in range(len(words))):
        return False
    opening = next((word for word in words if word not in _STARTERS), "")
    if opening in _ASKING or {"how", "why", "when", "what"} & set(words):
        return False
    if length > 1:
        return True
    if not opening:
        return _has_an_object(marks, at, None)
    last = clause[-1]
    is_reference = last.repo is not None or last.text.startswith("#")
    if is_reference or last.text in _STARTERS or _is_wanted(words, opening):
        return _has_an_object(marks, at, None if marks[at].text in _ANY else _SOME)
    return False


def _refuses(words: list[str], place: int) -> bool:
    """Tell whether a word refuses; "not planned" and "won't fix" are reasons and do not."""
    pair = tuple(words[place : place + 2])
    if pair in {("not", "planned"), ("won't", "fix"), ("wont", "fix")}:
        return False
    return words[place] in _NO or words[place].endswith("n't")


def _is_wanted(before: list[str], opening: str) -> bool:
    """Tell whether words such as "I want you to" lead up to a verb."""
    return (
        before[-1] == "to"
        and opening in _WHO_WANTS
        and any(word in _WANTING for word in before[-3:-1])
    )


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
