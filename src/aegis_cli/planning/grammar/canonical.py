"""A draft said in full: the sentence of `examples`, with what the person said in it."""

import re

from aegis_cli.actions.kinds import ME as ME_LOGIN
from aegis_cli.planning.grammar.action_facts import choices
from aegis_cli.planning.grammar.examples import EXAMPLES
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.lexicon import GROUPS, KINDS
from aegis_cli.planning.grammar.patterns import reserved
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.slots import IT, THAT_PLACE, THEM, THIS_PLACE, SlotValue
from aegis_cli.planning.grammar.steps import lacks
from aegis_cli.planning.sentence.sentence import Sentence

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_PLACE = re.compile(r"\{(\w+)(?:=([^}]*))?\}")
_ANY_REPO = "acme/web"
_ANY_NUMBER = "12"
_PLACES = frozenset({IT, THIS_PLACE, THAT_PLACE})
_TEXTS = frozenset({"title", "body"})
_BEFORE_TEXTS = frozenset(
    f"{GROUPS['TITLED']}|{GROUPS['BODY']}|title|with|and|saying|to".split("|")
)


def say(draft: Draft, scope: Scope, *, stdin: bool) -> str:
    """Say a draft in full; what it lacks is filled from the scope, or with something plausible."""
    said = {
        field: _listed([_word(draft, found) for found in draft.of(field)])
        for field in {found.field for found in draft.found}
        if stdin or not any(found.stdin for found in draft.of(field))
    }
    if lacks(draft) in _TEXTS and _unquoted(draft):
        said[lacks(draft)] = _quoted(_unquoted(draft))
    if lacks(draft) == "name" and _unquoted(draft):
        said["name"] = _unquoted(draft).split()[0]
    said |= _targets(draft, scope)
    keys = [f"{draft.form.action}.{field}" for field in draft.form.needs]
    template = next((EXAMPLES[key] for key in keys if key in EXAMPLES), EXAMPLES[draft.form.action])
    template = _OPTIONAL.sub(lambda part: _if_said(part[1], said), template)
    return _PLACE.sub(lambda place: said.get(place[1], place[2]), template)


def _if_said(part: str, said: dict[str, str]) -> str:
    return part if all(place[1] in said for place in _PLACE.finditer(part)) else ""


def _targets(draft: Draft, scope: Scope) -> dict[str, str]:
    """Name the repository and the issues, each with its repository."""
    issues = [found for found in draft.of("issue_number") if found.text not in {IT, THEM}]
    repos = [found.text for found in draft.of("repo") if found.text not in _PLACES]
    repos += [found.repo for found in issues if found.repo]
    known = scope.it[0] if scope.it and not (issues or repos) else None
    usual = scope.default or scope.there or _ANY_REPO
    repo = (repos or [usual])[0]
    if known and known.number:
        return {"repo": repo, "issue_number": f"{known.repo}#{known.number}"}
    numbers = [f"{found.repo or repo}#{found.text}" for found in issues]
    return {"repo": repo, "issue_number": _listed(numbers or [f"{repo}#{_ANY_NUMBER}"])}


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _word(draft: Draft, found: SlotValue) -> str:
    """Write one value so that the grammar reads it again."""
    kind = KINDS.get(found.field, "choice")
    if found.stdin:
        return "stdin"
    if found.text == ME_LOGIN:
        return "me"
    if kind == "choice":
        return _phrase(draft.form.action, found)
    if kind == "text":
        return _quoted(found.text)
    if kind in {"people", "person"}:
        return f"@{found.text}"
    (*_, last) = Sentence(found.text).tokens or (None,)
    plain = last and last.text == found.text.casefold() and last.text not in reserved()
    return found.text if plain or kind in {"number", "repo", "name"} else _quoted(found.text)


def _phrase(action: str, found: SlotValue) -> str:
    phrases = [
        " ".join(p) for p, value in choices(action, found.field).items() if value == found.text
    ]
    spaced = found.text.replace("_", " ")
    return spaced if spaced in phrases else phrases[0]


def _quoted(text: str) -> str:
    mark = next((mark for mark in "'\"`" if mark not in text), "'")
    return f"{mark}{text}{mark}"


def _unquoted(draft: Draft) -> str:
    """Return the words that may be meant as a text, where the form lacks one."""
    words = [item for item in draft.leftover if item.is_name]
    while words and words[0].text in _BEFORE_TEXTS:
        words = words[1:]
    # A quotation mark that stands alone here is one that nothing closed.
    return (
        " ".join(item.raw.strip("'\"`") for item in words)
        if draft.lead and draft.has_object
        else ""
    )
