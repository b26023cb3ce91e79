"""Judges whether a sentence that names a secret may say its value; pure.

It fails closed. Each order of a sentence is judged by what it is about:

- whatever that is, a word with the shape of a value may be one, and so may one that nobody knows
  where it is said to go into a secret;
- where it only asks, looks or deletes, so may each word of letters and digits;
- where it is about nothing but a secret, so may each word that nobody knows, each quotation, and
  whatever stands where only a value can.

What the grammar reads in full says none: there it is known what every word is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeAlias

from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Context, Grade
from aegis_cli.planning.sentence.letters import CJK
from aegis_cli.planning.wire import WirePlan
from aegis_cli.planning.withheld.nouns import is_variable
from aegis_cli.planning.withheld.shape import PATH, is_mixed
from aegis_cli.planning.withheld.words import SaidWord, Says, is_addressee, read_words

_Words: TypeAlias = Sequence[SaidWord]

_LONGEST_READ = 1_000
"""The characters of a sentence that the grammar is asked about."""
_ACRONYM = 4
"""The most letters in capitals that are no name, as in "the AWS token"."""
_WITHIN = 3
"""So many words behind "into" and "as" a secret may be named."""


def may_say_value(text: str) -> bool:
    """Tell whether a sentence that names a secret may say its value."""
    read = (*read_words(text),)
    first = next((at for at, word in enumerate(read) if _is_secret(word)), len(read))
    places = (*dict.fromkeys(word.text for word in read if word.says is Says.PLACE),)
    has_name = any(map(_is_name, read))
    standing = (_Standing(read, at, places, at > first, has_name) for at in range(len(read)))
    words = [replace(each.word, says=each.says) for each in standing]
    return _may_hold_value(words) and not _is_read_in_full(text)


def _is_read_in_full(text: str) -> bool:
    """Tell whether the grammar knows what every word of a sentence is, so that none is a value."""
    if len(text) > _LONGEST_READ:
        return False
    somewhere = Context(repo="acme/web", stdin=True)
    return isinstance(plan_sentence(text, somewhere, Grade.INDIRECT), WirePlan)


def _may_hold_value(words: _Words) -> bool:
    if any(word.says is Says.VALUE for word in words):
        return True
    orders = [*_orders(words)]
    others = [order for order in orders if _is_about_else(order)]
    if others and "orders" not in words[0].rows:
        orders = orders[1:]  # what is stated before an order is about that too
    rest = [order for order in orders if order not in others]
    is_meant = any(
        _is_secret(word) or (not others and "never" in word.rows) for word in chain(*rest)
    )
    return is_meant and any(_is_unknown(word, order) for order in rest for word in order)


def _is_unknown(word: SaidWord, order: _Words) -> bool:
    if _only_looks(order):
        return word.says is Says.OTHER and is_mixed(word.text)
    return word.says in {Says.OTHER, Says.QUOTED}


def _orders(words: _Words) -> Iterator[_Words]:
    """Yield the parts of a sentence that each begin with the verb of an order."""
    begins = 0
    for at in range(1, len(words)):
        if words[at].clause != words[at - 1].clause and "orders" in words[at].rows:
            yield words[begins:at]
            begins = at
    yield words[begins:]


def _is_about_else(words: _Words) -> bool:
    """Tell whether an order is about another thing.

    It is one that is named before the secret, right behind it or in another clause, to which
    something leads, or a file. Japanese and Chinese say at the end what they are about.
    """
    secrets = [at for at, word in enumerate(words) if _is_secret(word)]
    clauses = {words[at].clause for at in secrets}
    return any(
        not secrets
        or at < secrets[0]
        or (at - 1 in secrets and "tells" not in word.rows)
        or word.clause not in clauses
        or words[at - 1].says is Says.LEADS
        or PATH.fullmatch(word.text)
        or CJK.search(words[secrets[0]].text)
        for at, word in enumerate(words)
        if word.says is Says.THING
    )


def _only_looks(words: _Words) -> bool:
    """Tell whether an order asks, or has a verb that looks or deletes before the secret.

    Some languages have it at the end.
    """
    first = next((at for at, word in enumerate(words) if _is_secret(word)), 0)
    before = [word for word in words[:first] if word.clause == words[first].clause]
    verbs = words if CJK.search(words[first].text) else [*before, words[-1]]
    return "asks" in words[0].rows or any(word.says is Says.LOOKS for word in verbs)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A word where it stands in a sentence."""

    words: _Words
    at: int
    places: tuple[str, ...]
    """All that look like places, in their order."""
    is_behind_secret: bool
    has_name: bool
    """Whether the sentence has the name of a secret otherwise."""

    @property
    def word(self) -> SaidWord:
        return self.words[self.at]

    @property
    def before(self) -> SaidWord:
        """The word before it."""
        return self.words[self.at - 1] if self.at else _NOTHING

    @property
    def goal(self) -> SaidWord:
        """The word before that, which may be what it is said of."""
        return self.words[self.at - 2] if self.at > 1 else _NOTHING

    @property
    def says(self) -> Says:
        """What the word says there."""
        word, says = self.word, self.word.says
        if says is Says.OTHER and self._goes_into_secret:
            return Says.VALUE
        if says is not Says.VALUE and self._can_only_be_value:
            return Says.OTHER
        match says:
            case Says.REFERENCE:
                is_put = any(map(self._leads_to_secret, ("leads", "where", "of")))
                return Says.OTHER if is_put or self.is_behind_secret else Says.THING
            case Says.CAPITALS:
                beside = (self.before, *self.words[self.at + 1 : self.at + 2])
                is_named = any(map(_is_secret, beside)) and not self.has_name
                is_name = is_named or len(word.text) <= _ACRONYM
                return Says.KNOWN if is_name else Says.OTHER
            case Says.OTHER if word.text.isalpha() and self._tells_which:
                return Says.KNOWN
        return says

    def _leads_to_secret(self, row: str) -> bool:
        """Tell whether the next word leads to a secret: "hunter2 into the secret"."""
        near = self.words[self.at + 1 : self.at + 2 + _WITHIN]
        behind = [word for word in near if word.clause == self.word.clause]
        goals = (_is_secret(each) or "values" in each.rows for each in behind[1:])
        return bool(behind) and row in behind[0].rows and any(goals)

    @property
    def _goes_into_secret(self) -> bool:
        """Tell whether a word that nobody knows is said to be what is in a secret."""
        before = self.before
        if self._leads_to_secret("leads") or (before.text == ":" and _is_secret(self.goal)):
            return True
        if "marks" in before.rows and _is_secret(self.goal) and _is_name(self.goal):
            return True  # "API_KEY to sunflower"
        if not is_mixed(self.word.text):
            return False
        is_next = before.says in {Says.SECRET, Says.CAPITALS, Says.SIGN, Says.MARK}
        is_set = is_next and self.is_behind_secret and "where" not in before.rows
        return is_set or self._leads_to_secret("where")

    @property
    def _can_only_be_value(self) -> bool:
        """Tell whether only a value can stand there, whatever word it is."""
        word = self.word
        is_noun = _is_secret(word) and not _is_name(word)
        is_shape = PATH.fullmatch(word.text) or is_addressee(word.text)
        if is_noun or is_shape or "never" in word.rows:
            return False
        is_other = word.says is Says.PLACE and self._is_other_place
        is_put = self._leads_to_secret("leads") and not _is_secret(word)
        return is_other or is_put or (self.is_behind_secret and self._is_assigned)

    @property
    def _is_assigned(self) -> bool:
        """Tell whether a word stands right behind what says that a value follows."""
        word, before = self.word, self.before
        if before.says is Says.SIGN or (before.text == ":" and _is_secret(self.goal)):
            return True
        if before.says is not Says.MARK or "where" in before.rows:
            return False
        if word.says is Says.PLACE:  # "add a secret to acme/web" says where
            return not _is_secret(self.goal) or _is_name(self.goal)
        ends = all(
            each.clause != word.clause
            or (not _is_secret(word) and not each.rows.isdisjoint({"where", "of"}))
            for each in self.words[self.at + 1 : self.at + 2]
        )
        return word.says is Says.REFERENCE or ends or ("values" in before.rows and not word.rows)

    @property
    def _is_other_place(self) -> bool:
        """Tell whether a place is neither the only one, nor said to be one."""
        before = self.before
        if not before.rows.isdisjoint({"of", "and"}):
            return False
        if self.is_behind_secret and before.says in {Says.SECRET, Says.OTHER, Says.CAPITALS}:
            return True
        is_said_so = self.at == 0 or "where" in before.rows
        return self.word.text != self.places[0] or (len(self.places) > 1 and not is_said_so)

    @property
    def _tells_which(self) -> bool:
        """Tell whether a word says which secret is meant: "our Sonar token", "mask the token"."""
        behind = self.words[self.at + 1 : self.at + 2]
        is_before_secret = any(map(_is_secret, behind))
        is_before_article = any("articles" in each.rows for each in behind)
        if self.at == 0:
            return is_before_secret or is_before_article
        rows = self.before.rows
        return "of" in rows or ("articles" in rows and is_before_secret)


_NOTHING = SaidWord("", Says.KNOWN)


def _is_secret(word: SaidWord) -> bool:
    return word.says is Says.SECRET


def _is_name(word: SaidWord) -> bool:
    return is_variable(word.text)
