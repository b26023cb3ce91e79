"""Tells what each word of a sentence says where it stands, as beside a secret; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from aegis_cli.planning.sentence.letters import CJK
from aegis_cli.planning.withheld.nouns import is_named_as_secret, is_variable
from aegis_cli.planning.withheld.plain_names import without_plain_names
from aegis_cli.planning.withheld.shape import is_mixed
from aegis_cli.planning.withheld.words import SaidWord, Says, is_addressee, read_words

SaidWords: TypeAlias = Sequence[SaidWord]

_ACRONYM = 4
"""The most letters in capitals that are no name, as in "the AWS token"."""
_WITHIN = 3
"""So many words behind "into" and "as" a secret may be named."""
_COMMENTS = frozenset({"comment", "reply"})
"""Verbs that tell whoever reads a thing."""


def standing_words(text: str) -> SaidWords:
    """Return the words of a sentence, with what each says where it stands."""
    read = without_plain_names((*read_words(text),))
    first = next((at for at, word in enumerate(read) if is_secret_word(word)), len(read))
    places = (*dict.fromkeys(word.text for word in read if word.says is Says.PLACE),)
    has_name = any(map(_is_name, read))
    standing = (_Standing(read, at, places, at > first, has_name) for at in range(len(read)))
    return [replace(each.word, says=each.says) for each in standing]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A word where it stands in a sentence."""

    words: SaidWords
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
        return _before(self.words, self.at)

    @property
    def goal(self) -> SaidWord:
        """The word before that, which may be what it is said of."""
        return _before(self.words, self.at - 1)

    @property
    def _next(self) -> SaidWords:
        """The word behind it, if there is one."""
        return self.words[self.at + 1 : self.at + 2]

    @property
    def says(self) -> Says:
        """What the word says there."""
        says = self.word.says
        if says in {Says.OTHER, Says.QUOTED, Says.WORD} and self._goes_into_secret:
            return Says.VALUE
        if says is not Says.VALUE and self._can_only_be_value:
            return Says.OTHER
        if says is Says.REFERENCE:
            is_put = any(map(self._leads_to_secret, ("leads", "at", "of")))
            return Says.OTHER if is_put or self.is_behind_secret else Says.THING
        if self._adds_nothing:
            return Says.KNOWN
        return Says.OTHER if says is Says.CAPITALS else says

    @property
    def _adds_nothing(self) -> bool:
        """Tell whether a word is there what small words are."""
        word, before = self.word, self.before
        match word.says:
            case Says.CAPITALS:
                beside = (before, *self._next)
                is_named = any(map(is_secret_word, beside)) and not self.has_name
                return is_named or len(word.text) <= _ACRONYM
            case Says.OTHER:
                return word.text.isalpha() and self._tells_which
            case Says.WORD:
                is_verb = self._is_done_to_secret or self._renews
                return (word.text.isalpha() and self._tells_which) or is_verb
            case Says.THING:  # "the variable API_TOKEN" is one thing, and a secret is in it
                beside = (self.before, *self._next)
                return "holds" in word.rows and any(is_named_as_secret(w.text) for w in beside)
            case Says.SECRET:  # "no secrets"; Portuguese has "no" for "in the"
                return "none" in before.rows and "at" not in before.rows
        return False

    def _leads_to_secret(self, row: str) -> bool:
        """Tell whether the next word leads to a secret: "hunter2 into the secret"."""
        near = self.words[self.at + 1 : self.at + 2 + _WITHIN]
        behind = [word for word in near if word.clause == self.word.clause]
        goals = (is_secret_word(each) or "values" in each.rows for each in behind[1:])
        leads = bool(behind) and row in behind[0].rows and "articles" not in behind[0].rows
        return leads and any(goals)

    @property
    def _is_of_name(self) -> bool:
        """Tell whether the name of a secret stands before, and nothing else that it may be of."""
        clause = [word for word in self.words[: self.at] if word.clause == self.word.clause]
        said = (each for each in reversed(clause) if _is_name(each) or each.says is Says.THING)
        return any(map(_is_name, islice(said, 1)))

    @property
    def _goes_into_secret(self) -> bool:
        """Tell whether a word that nobody knows is said to be what is in a secret."""
        before = self.before
        if self._leads_to_secret("leads") or self._is_behind_sign or self._is_behind_short_name:
            return True
        if self._is_told:
            return True
        is_set = "marks" in before.rows and self.has_name
        if is_set and self._is_of_name and not self._is_where:
            return True  # "API_KEY to sunflower"
        if not is_mixed(self.word.text):
            return False
        is_next = before.says in {Says.SECRET, Says.CAPITALS, Says.SIGN, Says.MARK}
        is_said = is_next and self.is_behind_secret and "at" not in before.rows
        return is_said or self._leads_to_secret("at")

    @property
    def _is_behind_sign(self) -> bool:
        """Tell whether a secret and a sign stand before: "API_KEY=merge", "password: merge"."""
        is_sign = self.before.says is Says.SIGN or self.before.text == ":"
        return is_sign and is_secret_word(self.goal)

    @property
    def _is_behind_short_name(self) -> bool:
        """Tell whether a name as short as an acronym stands before: "secret FOO merge"."""
        if self.has_name or not self.word.text.isalpha():
            return False
        is_of_secret = self.before.says is Says.CAPITALS and is_secret_word(self.goal)
        is_set = "marks" in self.before.rows and self.goal.says is Says.CAPITALS
        return is_of_secret or (is_set and not self._is_where)

    @property
    def _is_told(self) -> bool:
        """Tell whether somebody is told what a secret is: "tell bob that the password is x"."""
        near = self.words[self.at + 1 : self.at + 3]
        behind = [each for each in near if each.clause == self.word.clause]
        is_part = "of" in _before(self.words, self.at - 2).rows  # "the policy of the token is …"
        is_is = is_secret_word(self.goal) and "being" in self.before.rows
        is_end = is_is and not (behind or is_part)
        is_last = len(behind) == 1 and "being" in behind[0].rows  # as in German
        is_before_end = is_secret_word(self.before) and is_last
        is_value = self.word.rows.isdisjoint({"states", "told"})
        if not (is_value and (is_end or is_before_end)):
            return False
        return any(
            "tells" in each.rows or is_addressee(each.text) or each.text.casefold() in _COMMENTS
            for each in self.words[: self.at]
        )

    @property
    def _can_only_be_value(self) -> bool:
        """Tell whether only a value can stand there, whatever word it is."""
        word = self.word
        is_noun = is_secret_word(word) and not _is_name(word)
        if is_noun or is_addressee(word.text) or "never" in word.rows:
            return False
        is_other = word.says is Says.PLACE and self._is_other_place
        is_put = self._leads_to_secret("leads") and not is_secret_word(word)
        return is_other or is_put or (self.is_behind_secret and self._is_assigned)

    @property
    def _is_where(self) -> bool:
        """Tell whether what stands behind "to" is where: "limit API_KEY to web".

        Nothing is added to a file outside of a repository.
        """
        if "marks" not in self.before.rows:
            return False
        said = (self.words[at] for at in range(self.at - 1, -1, -1))
        verbs = (word for word in said if word.says is Says.LOOKS or "orders" in word.rows)
        verb = next(verbs, _NOTHING)
        is_name = self.word.says in {Says.PLACE, Says.THING} and self.word.text[0] not in "/~"
        is_added = "adds" in verb.rows and is_name
        return verb.clause == self.word.clause and (verb.says is Says.LOOKS or is_added)

    @property
    def _is_done_to_secret(self) -> bool:
        """Tell whether a word is the verb of what is said; "make merge the value" has another."""
        if "orders" not in self.word.rows or "orders" in self.before.rows:
            return False
        if self.at == 0 or self.before.clause != self.word.clause:
            return not any("being" in each.rows or CJK.match(each.text) for each in self._next)
        return not is_secret_word(self.before) and any(
            not each.rows.isdisjoint({"articles", "never"})
            or each.says in {Says.SECRET, Says.PLACE}
            for each in self._next
        )

    @property
    def _renews(self) -> bool:
        """Tell whether a word is the verb of what is said, as in "den API_KEY rotieren"."""
        if "renews" not in self.word.rows or not self.before.rows.isdisjoint({"orders", "being"}):
            return False
        if behind := [each for each in self._next if each.clause == self.word.clause]:
            says_more = {Says.MARK, Says.LEADS, Says.SIGN}
            return not any(w.says in says_more or w.rows & {"at", "of", "being"} for w in behind)
        clause = (each for each in self.words[: self.at] if each.clause == self.word.clause)
        return not any("orders" in each.rows for each in clause)

    @property
    def _is_assigned(self) -> bool:
        """Tell whether a word stands right behind what says that a value follows."""
        word, before, rows = self.word, self.before, self.before.rows | self.word.rows
        if before.says is Says.SIGN or self._is_behind_sign:
            return True
        is_mark = before.says is Says.MARK or (
            before.says is Says.LEADS and not is_secret_word(word)
        )
        if not is_mark or self._is_where or not _SAYS_NO_VALUE.isdisjoint(rows):
            return False
        if word.says is Says.PLACE:  # "add a secret to acme/web" says where
            return not is_secret_word(self.goal) or _is_name(self.goal)
        ends = all(
            each.clause != word.clause
            or (not is_secret_word(word) and not each.rows.isdisjoint({"at", "of"}))
            for each in self._next
        )
        return (
            word.says is Says.REFERENCE
            or ends
            or (word.says is Says.THING and "being" in before.rows)
            or ("values" in before.rows and word.rows <= {"orders"})
        )

    @property
    def _is_other_place(self) -> bool:
        """Tell whether a place is neither the only one, nor said to be one."""
        before = self.before
        if not before.rows.isdisjoint({"of", "and"}):
            return False
        if self.is_behind_secret and before.says in {Says.SECRET, Says.OTHER, Says.CAPITALS}:
            return True
        is_said_so = self.at == 0 or "at" in before.rows
        return self.word.text != self.places[0] or (len(self.places) > 1 and not is_said_so)

    @property
    def _tells_which(self) -> bool:
        """Tell whether a word says which secret is meant: "our Sonar token", "mask the token"."""
        rows = self.before.rows
        is_before_secret = any(map(is_secret_word, self._next))
        if self.at == 0:
            articles = (each.rows for each in self._next if "being" not in each.rows)
            return is_before_secret or any("articles" in each for each in articles)
        if self.word.says is Says.WORD and is_before_secret and "orders" not in rows:
            return not any(map(_is_name, self._next))
        is_thing = is_before_secret or not self.goal.rows.isdisjoint({"at", "of"})
        return "of" in rows or ("articles" in rows and is_thing)


_SAYS_NO_VALUE = frozenset({"at", "states"})
"""The rows of words before a place, and of what a secret is that has another value."""
_NOTHING = SaidWord("", Says.KNOWN)


def _before(words: SaidWords, at: int) -> SaidWord:
    return words[at - 1] if at > 0 else _NOTHING


def is_secret_word(word: SaidWord) -> bool:
    """Tell whether a word is a noun for something secret, or a name as secrets have."""
    return word.says is Says.SECRET


def _is_name(word: SaidWord) -> bool:
    return is_variable(word.text)
