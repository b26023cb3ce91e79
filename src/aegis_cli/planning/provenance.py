"""Where each argument comes from, decided by looking for it in what the person typed.

The model has no say in this: what it calls the person's own words is compared with them.
"""

from typing import Any

from pydantic.fields import FieldInfo

from aegis_cli.core.action import Action, choices_of, synonyms_of
from aegis_cli.core.names import ME
from aegis_cli.planning.plan import Context, Origin, Provenance
from aegis_cli.planning.words import Sentence

_ME_WORDS = (ME, "me", "my", "mine", "myself", "i", "i'm", "i've")


def label(
    action: Action[Any],
    sentence: Sentence,
    context: Context,
    *,
    from_stdin: frozenset[str],
) -> Provenance:
    """Label every argument that counts; the items of a list one by one."""
    found: dict[str, Origin | tuple[Origin, ...]] = {}
    for name, value in action.sent().items():
        if name in from_stdin:
            found[name] = Origin.STDIN
        elif isinstance(value, list):
            found[name] = tuple(_origin(action, name, item, sentence, context) for item in value)
        else:
            found[name] = _origin(action, name, value, sentence, context)
    return found


def _origin(
    action: Action[Any], name: str, value: Any, sentence: Sentence, context: Context
) -> Origin:
    info = type(action).model_fields[name]
    if _said(name, info, value, sentence):
        return Origin.USER
    if _known(name, value, context):
        return Origin.CONTEXT
    if not info.is_required() and value == info.default:
        return Origin.DEFAULT
    return Origin.MODEL


def _said(name: str, info: FieldInfo, value: Any, sentence: Sentence) -> bool:
    """Tell whether the person said a value: each kind of value in its own way."""
    if choices_of(info):
        word = str(value).lower() if isinstance(value, bool) else str(value)
        words = (word, word.replace("_", " "), *synonyms_of(info).get(word, ()))
        return any(sentence.holds_word(candidate) for candidate in words)
    if isinstance(value, int):
        return value in sentence.numbers
    if value == ME:
        return any(sentence.holds_word(word) for word in _ME_WORDS)
    if name == "repo":
        # NOTE: only outside quotes; a title that mentions a repository does not aim at it.
        return value.casefold() in sentence.repos
    return sentence.holds(value)


def _known(name: str, value: Any, context: Context) -> bool:
    if name == "repo" and str(value).casefold() == (context.repo or "").casefold():
        return True
    last = context.last.get("arguments", {}).get(name)
    return value in last if isinstance(last, list) else last is not None and value == last
