"""Decides where each argument comes from, by a search for it in what the person typed.

No model has a part in this.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic.fields import FieldInfo

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import (
    choices_of,
    is_cleared,
    is_constant,
    is_place,
    kinds_of,
    mark_of,
    synonyms_of,
    thing_of,
)
from aegis_cli.actions.fields.kinds import ME, Role
from aegis_cli.actions.fields.marks import InPlace
from aegis_cli.actions.provider.names import Place
from aegis_cli.planning.other_forms import is_said_in_another_form
from aegis_cli.planning.plan import Context, Origin, Provenance
from aegis_cli.planning.sentence.mentions import holds_in_another_form
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import COUNTS, normal

_NO_NAMES = frozenset(
    "a an the of in on to and or it its them this that these those what which who you me my i as "
    "with for from at by is are be please then also all any every new show list view get see here "
    "label labels issue issues comment comments title body pull pulls request requests repo "
    "repository repositories assignee assignees milestone state open closed".split()
)
_ME_WORDS = (ME, "me", "my", "mine", "myself")
_CLEARING = ("remove", "clear", "take", "drop", "no", "none", "without")
"""Words with which a person takes away what a field holds, which they name."""
_LINK_WORDS = ("link", "links", "url", "urls", "address", "addresses")
_TIMES = frozenset("second minute hour day week month quarter year".split())
_COMPARING = frozenset("than over under least beyond milestone sprint version".split())
"""Words behind which a number does not say how many things are listed."""
_I_WORDS = ("i", "i'm", "i've")


def label(
    action: Action[Any],
    sentence: Sentence,
    context: Context,
    *,
    from_stdin: Mapping[str, frozenset[int]],
) -> Provenance:
    """Label every argument that is sent, and each item of a list.

    `from_stdin` has the names that were read from standard input, with the positions in a list.
    """
    search = _OriginSearch(action, sentence, context)
    origins: dict[str, Origin | tuple[Origin, ...]] = {}
    for name, value in action.sent_arguments().items():
        piped = from_stdin.get(name, frozenset())
        if isinstance(value, list):
            origins[name] = tuple(
                Origin.STDIN if at in piped else search.origin(name, item)
                for at, item in enumerate(value)
            )
        else:
            origins[name] = Origin.STDIN if piped else search.origin(name, value)
    return origins


def label_link(
    action: Action[Any], name: str, text: str, sentence: Sentence, context: Context
) -> Origin:
    """Label a link by the text before it. NOTE: one that no word asks for is the model's."""
    if not any(map(sentence.holds_word, _LINK_WORDS)):
        return Origin.MODEL
    return _OriginSearch(action, sentence, context).origin(name, text) if text else Origin.USER


@dataclass(frozen=True)
class _OriginSearch:
    """Searches for the values of one action in the sentence and its context."""

    action: Action[Any]
    sentence: Sentence
    context: Context

    def origin(self, name: str, value: Any) -> Origin:
        """Label one value."""
        info = type(self.action).model_fields[name]
        if isinstance(value, dict):
            return self._origin_of_parts([str(part) for part in value.values()])
        is_free = not is_constant(info)
        if is_free and self._is_from_person(name, info, value):
            return Origin.USER
        is_current = str(value).casefold() == (self.context.repo or "").casefold()
        if is_current and self._is_repository(name):
            return self.context.repo_origin
        if is_free and self.context.last and self._is_from_last_action(name, value):
            return Origin.CONTEXT
        if not info.is_required() and value == info.default:
            return Origin.DEFAULT
        is_name = not isinstance(value, str) or not self._is_no_name(name, value)
        is_free = is_free and not self._is_of_something_else(name, value)
        is_said = is_free and is_said_in_another_form(self.sentence, info, value, is_name=is_name)
        return Origin.SAID if is_said else Origin.MODEL

    def _origin_of_parts(self, parts: Sequence[str]) -> Origin:
        """Label an object of a list by all that it has."""
        if all(map(self.sentence.holds, parts)):
            return Origin.USER
        are_said = all(holds_in_another_form(self.sentence, part) for part in parts)
        return Origin.SAID if are_said else Origin.MODEL

    def _is_from_person(self, name: str, info: FieldInfo, value: Any) -> bool:
        """Tell whether the sentence contains a value, by the rule for its kind."""
        if words := self._words_for(name, info, value):
            return any(map(self.sentence.holds_word, words))
        if isinstance(value, int):
            return self._is_number(name, value)
        if self._is_repository(name):
            # NOTE: only outside quotes: a repository in a title is not a target.
            return value.casefold() in self.sentence.repos
        if kinds_of(type(self.action))[name].role is Role.TARGET:
            is_named = self._is_named(name, value) or self._is_linked(name, value)
            other_words = synonyms_of(info).get(value, ())
            is_said = is_named or any(map(self.sentence.holds_word, other_words))
            return is_said or self._is_looked_for(name, value)
        return self.sentence.holds(value)

    def _is_linked(self, name: str, value: str) -> bool:
        """Tell whether a URL in the sentence names a place or a thing at the action's provider."""
        kind, provider = kinds_of(type(self.action))[name], self._about.provider
        links = (link for link in self.sentence.links if link.provider == provider)
        is_one = kind.container is not None or kind.inside is not None
        return is_one and any(value.casefold() in {link.name, link.thing} for link in links)

    def _is_looked_for(self, name: str, value: str) -> bool:
        """Tell whether a read looks for things by their plural: "list the bugs" says "bug".

        NOTE: not in a write, which a person has to name as it is written.
        """
        kind = kinds_of(type(self.action))[name]
        reads = self.action.facts.effect is Effect.READ
        return reads and kind.says_plural and self.sentence.holds_word(f"{normal(value)}s")

    def _words_for(self, name: str, info: FieldInfo, value: Any) -> tuple[str, ...]:
        """Return the words of which one says a value; none if only the value itself does."""
        if choices_of(info):
            word = str(value).lower() if isinstance(value, bool) else str(value)
            return (word, word.replace("_", " "), *synonyms_of(info).get(word, ()))
        if value == ME:
            # NOTE: in "I want to assign mona to #12", "I" assigns nobody.
            reads = self.action.facts.effect is Effect.READ
            return _ME_WORDS + _I_WORDS * reads
        is_named = is_cleared(info, value) and self.sentence.holds_word(name)
        return _CLEARING if is_named else ()

    def _is_number(self, name: str, value: int) -> bool:
        """Tell whether the sentence contains a number, as an issue's or as a count."""
        if kinds_of(type(self.action))[name].role is Role.TARGET:
            is_issue = kinds_of(type(self.action))[name].reads == "issues"
            place = self._other_repo(name) or self._about.name
            return value in self.sentence.numbers_of(place if is_issue else "")
        spelled = {word for word, number in COUNTS.items() if number == value}
        if kinds_of(type(self.action))[name].role is Role.BOUND:
            return self._is_bound({str(value), *spelled})
        return value in self.sentence.numbers or any(map(self.sentence.holds_word, spelled))

    def _is_of_something_else(self, name: str, value: Any) -> bool:
        """Tell whether the sentence has the number of a bound, and says it of something else."""
        is_bound = kinds_of(type(self.action))[name].role is Role.BOUND
        return is_bound and value in self.sentence.numbers

    def _is_bound(self, spelled: AbstractSet[str]) -> bool:
        """Tell whether a number says how many: not a time, and nothing that is compared."""
        words = ["", *(token.text for token in self.sentence.tokens if not token.quoted), ""]
        return any(
            word in spelled and before not in _COMPARING and behind.removesuffix("s") not in _TIMES
            for before, word, behind in zip(words, words[1:], words[2:], strict=False)
        )

    def _is_named(self, name: str, value: str) -> bool:
        """Tell whether the sentence names a label, a login or a branch.

        NOTE: words such as "the", the verb and references are no names outside quotes. Otherwise
        "take the labels … and list them" would name a label "them".
        """
        word = normal(value)
        # NOTE: a label with full-width letters, a long s or one more space is another label,
        # although it normalises to the same; the person must have written exactly that.
        folded = value.lower()
        if word != folded and folded not in self.sentence.text.lower():
            return False
        if self._is_no_name(name, value):
            return self.sentence.quotes_exactly(value)
        return self.sentence.names(value)

    def _is_no_name(self, name: str, value: str) -> bool:
        """Tell whether a word is of the order itself, so that it names nothing outside quotes."""
        references = {t.text for t in self.sentence.tokens if t.repo or t.number is not None}
        is_path = kinds_of(type(self.action))[name].has_slashes
        if is_path and value.lower() != self._about.name.lower():
            references = {t.text for t in self.sentence.tokens if t.number is not None}
        return normal(value) in _NO_NAMES | references | {*self.action.facts.verbs}

    def _is_from_last_action(self, name: str, value: Any) -> bool:
        """Tell whether a value is a target of the last action, which is of the same provider.

        NOTE: an issue number is valid only together with its repository.
        """
        last = self.context.last.get("arguments", {})
        before = str(self.context.last.get("action"))
        cls = load(before) if before in ENTRIES else type(self.action)
        place, about = self._about.name.lower(), cls.about(last)
        if about.provider != self._about.provider:
            return False
        if is_place(type(self.action), name):
            return bool(value.lower() == about.name.lower())
        if self._other_repo(name) or (place and place != about.name.lower()):
            return False
        known = last.get(self._name_before(name, cls))
        return value in known if isinstance(known, list) else known is not None and value == known

    @cached_property
    def _about(self) -> Place:
        return self.action.about(self.action.sent_arguments())

    def _other_repo(self, name: str) -> str:
        """Return the repository that a thing is in, if that is not the place of the action."""
        mark = mark_of(type(self.action).model_fields[name], InPlace)
        return str(getattr(self.action, mark.field) or "") if mark else ""

    def _name_before(self, name: str, before: type[Action[Any]]) -> str | None:
        """Return the field of the last action that a field continues: the thing is one thing."""
        return thing_of(before) if name == thing_of(type(self.action)) else name

    def _is_repository(self, name: str) -> bool:
        container = kinds_of(type(self.action))[name].container
        return container is not None and container.is_here
