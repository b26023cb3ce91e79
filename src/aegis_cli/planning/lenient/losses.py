"""Tells whether a guess leaves out what its sentence says, so that it must not be made.

A guess is asked about, but whoever reads "merge #12" may not see that "once bob approves" is gone.
Whatever shape a sentence was read in, these hold for every guess that changes something.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import kinds_of, place_of, thing_of
from aegis_cli.actions.fields.kinds import ME, TEXTS
from aegis_cli.actions.fields.marks import CLEAR
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.lenient.plain_shapes import ASKS, NO_STATE, NO_VALUE, STANDING
from aegis_cli.planning.lenient.vocabulary import vocabulary
from aegis_cli.planning.sentence.ages import AGO
from aegis_cli.planning.sentence.sentence import Sentence, without_quotations
from aegis_cli.planning.wire import WirePlan, WireStep

_CONDITION = re.compile(
    r"\b(?:if(?! (?:you|i|we) (?:can|could|may|don't mind|have time))|unless|as soon as|as long as"
    r"|provided|assuming|whenever|in case|once|until|otherwise"
    r"|with (?:the |all |its )*(?:ci|checks?|tests?|builds?|pipelines?)(?: (?:is|are|being|all))*"
    r" (?:green|passing|passed|done|successful|happy)"
    r"|after [^,;]{1,40}\b(?:approve[sd]?|pass(?:es|ed)?|merge[sd]|lands?|ships?|is|are))\b",
    re.IGNORECASE,
)
"""What makes an order one for later, or for another case."""
_OF_EACH = re.compile(
    r"^(?:please |pls )?(?:if|provided|supposing|when|whenever|where) (?=(?:an?|any) )"
    r"|\bif (?=(?:one|it) (?:has|is) )",
    re.IGNORECASE,
)
"""What says which of many are meant: "if an issue is a duplicate, close it"."""
_ASKED_IF = re.compile(r"^(ask\b[^:]*?) if ", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"\b(?:changed my mind|can wait|kidding|a joke|hold on|never ?mind|take (?:that|it) back"
    r"|i mean|rather not|scratch that|vetoe?s?|wait for|almost|hypothetically|pretend"
    r"|(?:forbid|disallow|delay|postpone|simulate|imagine) [a-z]+ing)\b|(?<=[,;.] )actually\b",
    re.IGNORECASE,
)
"""What denies an order, or is about doing it and no order."""
_LATER = re.compile(
    r"\b(?:tomorrow|tonight|domani|mañana|morgen|demain|amanhã|in an? (?:hour|minute|week)"
    r"|next (?:week|month|mon|tue|wed|thu|fri|sat|sun)\w*|(?:at|by) (?:noon|midnight|eod)"
    r"|(?:at|by) \d{1,2}(?::\d\d|(?::\d\d)? ?[ap]m)"
    r"|by (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_DAYS = frozenset(
    word for kind in ("day", "weekday") for (word, *more) in vocabulary("en").days[kind] if not more
)
"""The words of a day."""
_NO_NAMES = _DAYS.union(
    "afterwards later too the a an already still yet currently"
    " sprint sprints ticket tickets board boards".split()
)
"""Words that are no names: "start sprint 24" runs no workflow that is called "sprint"."""
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
"""Words that are hardly names where things of many are told apart: "all issues from november"."""
_OF_AN_ORDER = re.compile(r"\b(?:with|from|in|on|to|for|as)\b|\b[A-Z][A-Z0-9]+-\d")
"""What is hardly in a name of several words that has no quotation marks."""
_NOT_SOMEBODYS = re.compile(r"\b(?:not|isn'?t|aren'?t) assigned to (?!any|some|no)", re.IGNORECASE)
_DONE_BY = re.compile(
    r"\b(?P<before>[\w-]+?)s? (?=(?:has |had )?(?:closed|merged|locked|reopened)\b)"
    r"|\b(?:closed|merged|locked|reopened) (?:(?:yesterday|today|since|on|in|last|this|within"
    r"|during|before|after|over)\b[^,;]{0,20}? )?by @?(?P<who>[\w-]+)",
    re.IGNORECASE,
)
"""Who did something with what somebody else wrote: "closed since monday by bob"."""
_AND_OTHERS = re.compile(r"\b(?:and|or|plus) (?:also )?(?:the|those) ones?\b", re.IGNORECASE)
_AUTHORS = frozenset({"author", "creator"})
_NOBODY = frozenset({CLEAR, CLEAR.removeprefix("@")})
"""How a list is asked for what is assigned to nobody, by its provider."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d")
"""A day, or a time of a day, as a plan has it."""
_SINCE = re.compile(r"\b(?:since|after|from|than|over)\s+(?:the\s+)?$", re.IGNORECASE)
"""What stands before an age that says on which side of it something is."""
_NAMED = re.compile(
    r"(?<![\w&])#(?P<number>\d+)\b|\b(?P<key>[A-Z][A-Z0-9]+-\d+)\b|(?<!\S)[#@](?P<name>[a-z][\w-]*)"
)
"""A thing by its number, or by its key; a channel, or a person."""
_OTHER_THING = re.compile(r"(?<!\w)#(?=[a-z])|\b[A-Z][A-Z0-9]+-\d+\b")
"""A channel, or a ticket."""
_NAMED_TOO = re.compile(
    r"(?:,| and| or| &) (?:also )?the (?:branch|label|milestone|release|tag|workflow|variable|team)"
    r" (?!called|named|from|in|on|of|to)([\w./-]*\w)",
    re.IGNORECASE,
)
"""Another thing that has a name, with its noun."""
_WISHED = re.compile(
    r"(?P<what>\b[a-z]+)(?: of .{1,100}?)? (?:should|must|needs? to|has to|have to|ought to|shall)"
    r"(?: now)? (?:be|become|read) (?P<value>[^,;]{1,100}?)[.!]*$",
    re.IGNORECASE,
)
"""How something is wished to be."""
_SAID_HOW = re.compile(
    r"[,;.] (?:it|this|that)(?:'?s| is| should be| must be| has to be) (?:an? )?"
    r"(?P<how>squash|rebase|merge commit|dup|wontfix|won'?t fix|not planned|draft|pre-?release)",
    re.IGNORECASE,
)
"""How an order is to be done, behind it: "merge 12, it should be a squash"."""
_COLON = re.compile(r":\s+")
"""What stands before a text to the end."""
_LISTED = re.compile(r"\b(?:to|as) ([\w-]+)(?:, and|,| and| &) ([\w-]+)\b")
"""How a list of names begins, and goes on."""
_SELF = frozenset({"me", "myself", "it", "this", "that", "them"})
_OPTIONS = lexicon.OPTION_WORDS | lexicon.CONJUNCTIONS | {"with", "the", "text", "comment"}
"""Words behind a colon that say what a quotation is for."""
_CLAIMS = re.compile(r"\b(?:grab|claim|snag) .{1,40} for (?:me|myself)\b", re.IGNORECASE)
"""How somebody takes a thing, which is no look at it."""
_IT = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_OTHER_NOUN = (
    r"(?i:(?<!to )(?<!should )(?<!must )(?<!can )(?<!will )"
    r"\b(?:comment|run|job|review|webhook|hook|artifact|deployment|key))"
)
"""What has a number of its own; "bob should review 18" names none."""
_AS_REVIEWER = re.compile(r"\bas (?:an? )?reviewers?\b", re.IGNORECASE)
"""What somebody is added as, where nobody is to be assigned."""
_OWNER = re.compile(
    r"(?:show |list |get )?(?:me )?([a-z]+s) (?:open |closed |merged )*"
    r"(?:prs|issues|tickets|commits)\b"
)
"""Whose things are listed, without the apostrophe."""
_ASSIGNS = "issues.add_assignees"
_ADDS = re.compile(
    r"\W*(?:please )?(?:add|put|drop|leave) [^ :]+ (?:on|to|under|in) ", re.IGNORECASE
)
_NO_TEXT = re.compile(
    r"(?:it|this|that|them|these|those"
    r"|(?:the|that|this|its|their|a|an|my|some|any|all) (?:[a-z]+ )?"
    r"(?:list|link|url|result|output|status|summary|count|number|title|answer|diff|log|row|name)s?)"
    r"(?: (?:of|for|to|from) .*)?|(?:for|about|should (?:say|be|read)|saying|that says) .*",
    re.IGNORECASE,
)
"""What is no text: it says which is wanted, or what a text is for."""
_GOES_ON = re.compile(
    r"(?:,? and|,? then|;|,) (?:then |also |please )?"
    r"(?!(?:and|but|so|or|if|as|because|since|when|while|after|before|until|of|for|to|with|in|on"
    r"|at|by|than|like|about|that|then|not|is|was|are|does|did|has|had|makes|made)\b"
    r"|[a-z]+(?:ed|ing|s) )"
    r"[a-z][a-z-]+ (?:it|this|that|them) (?!(?:is|was|will|should|would|has|does|can)\b)",
    re.IGNORECASE,
)
"""How a text goes on that has an order about its thing in it: "and hand it to bob"."""
_WAITS = "pulls.enable_auto_merge"
"""What happens once something else did."""


_ORDERED_BEHIND = re.compile(r"\?\s+\w")
"""An order behind a question: "which PRs are stale? Close them"."""


def leaves_out(text: str, plan: WirePlan, grammar: Grammar) -> bool:
    """Tell whether a plan that changes something has not all that a sentence says of it."""
    writes = [step for step in plan.steps if not grammar.actions[step.action].reads]
    if not writes:
        return False
    names, values = {step.action for step in plan.steps}, [*_values(plan)]
    said = with_whether(_without_texts(text, values))
    is_looped = any(step.each for step in writes)
    of_all = _OF_EACH.sub("", said) if is_looped else said
    is_later = names.isdisjoint({_WAITS}) and _CONDITION.search(of_all)
    is_both = {_WAITS, "pulls.merge"} <= names
    is_another_day = _LATER.search(said) and not any(map(_TIME.match, values))
    return bool(
        is_later
        or is_another_day
        or is_both
        or (ASKS.match(of_all) and not (is_looped and _ORDERED_BEHIND.search(said)))
        or _takes_reviewer_for_assignee(said, plan)
        or takes_somebody_for_nobody(said, plan)
        or takes_doer_for_author(said, plan)
        or _TAKEN_BACK.search(said)
        or (_CLAIMS.search(said) and ME not in values)
        or not _things(said) <= {word.lstrip("#@") for word in " ".join(values).split()}
        or _is_of_another(said, plan, grammar)
        or not {*_NAMED_TOO.findall(said)} <= {*values}
        or _takes_word_for_name(said, values)
        or _takes_wish_for_value(said, values)
        or _takes_order_for_name(text, writes, grammar)
        or _takes_name_for_text(text, writes, grammar)
        or _takes_order_for_text(text, writes, grammar)
        or (not is_looped and _cuts_text(text, values))
        or (is_looped and not _MONTHS.isdisjoint(each.casefold() for each in values))
        or _does_twice(writes)
        or _drops_how(said, names, values)
        or _drops_first_of_list(said, values)
    )


def _drops_first_of_list(said: str, values: list[str]) -> bool:
    """Tell whether a list has a name behind one that no value is: "topics to go and rust"."""
    known = {each.casefold() for each in values}
    return any(
        first not in known | _SELF and {*others.split()} & known
        for first, others in _LISTED.findall(said.casefold())
    )


def _drops_how(said: str, names: set[str], values: list[str]) -> bool:
    """Tell whether no action and no value has how something is to be done."""
    told = _SAID_HOW.search(said)
    has = " ".join([*names, *values]).casefold().replace("_", " ")
    return told is not None and told["how"].casefold() not in has


def _does_twice(writes: list[WireStep]) -> bool:
    """Tell whether a write is done once more with more values: "create label x, make it red"."""
    said = [(step.action, {(a.name, a.value) for a in step.args}) for step in writes]
    return any(
        action == again and args <= more for (action, args), (again, more) in combinations(said, 2)
    )


def with_whether(said: str) -> str:
    """Return a sentence in which somebody is asked whether something is so, and not "if"."""
    return _ASKED_IF.sub(r"\1 whether ", said)


def takes_day_for_since(text: str, plan: WirePlan) -> bool:
    """Tell whether a plan lists what is so since a day, where a sentence names the day alone.

    NOTE: "updated 30 days ago" may mean that day, longer ago, or since then.
    """
    said = without_quotations(text)
    is_one_day = any(not _SINCE.search(said[: match.start()]) for match in AGO.finditer(said))
    return is_one_day and any(
        arg.name.endswith("since") and _TIME.match(arg.value)
        for step in plan.steps
        for arg in step.args
    )


def takes_owner_for_name(text: str, plan: WirePlan) -> bool:
    """Tell whether the "bobs" of "bobs prs" is taken for a name: "bob's prs" may be meant."""
    owner = _OWNER.match(without_quotations(text))
    return owner is not None and owner[1] in _values(plan)


def takes_otherwise(text: str, plan: WirePlan, grammar: Grammar) -> bool:
    """Tell whether a plan takes words for what they are not, so that they are read once more."""
    writes = [step for step in plan.steps if not grammar.actions[step.action].reads]
    return (
        takes_owner_for_name(text, plan)
        or _takes_reviewer_for_assignee(text, plan)
        or _takes_order_for_text(text, writes, grammar)
    )


def _takes_reviewer_for_assignee(said: str, plan: WirePlan) -> bool:
    is_assigned = any(step.action == _ASSIGNS for step in plan.steps)
    return is_assigned and _AS_REVIEWER.search(said) is not None


def takes_somebody_for_nobody(said: str, plan: WirePlan) -> bool:
    """Tell whether "not assigned to me" is taken for what is assigned to nobody."""
    return bool(_NOT_SOMEBODYS.search(said)) and not _NOBODY.isdisjoint(_values(plan))


def takes_two_lists_for_one(said: str, plan: WirePlan) -> bool:
    """Tell whether "… and the ones of bob" only narrows a list, and adds none."""
    return bool(_AND_OTHERS.search(said)) and len(plan.steps) == 1


def takes_doer_for_author(said: str, plan: WirePlan) -> bool:
    """Tell whether somebody who closed things, or did more with them, is taken for their author."""
    found = [each.groupdict() for each in _DONE_BY.finditer(said)]
    doers = {who.casefold() for each in found for who in each.values() if who}
    given = [arg.value for step in plan.steps for arg in step.args if arg.name in _AUTHORS]
    chosen = [each.value for step in plan.steps for each in step.where if each.field in _AUTHORS]
    return not doers.isdisjoint(map(str.casefold, given + chosen))


def says_later(said: str) -> bool:
    """Tell whether an order is for another time, in words."""
    return bool(_LATER.search(said))


def _takes_word_for_name(said: str, values: list[str]) -> bool:
    """Tell whether a value is a word that names nobody: "a review from friday"."""
    words = {*said.casefold().split()}
    return any(each.casefold() in _NO_NAMES & words for each in values)


def _takes_wish_for_value(said: str, values: list[str]) -> bool:
    """Tell whether a value says what is to be done to a thing: "the body should be rewritten"."""
    wished = _WISHED.search(said)
    is_state = wished is not None and wished["what"].casefold() in STANDING
    form = NO_STATE if is_state else NO_VALUE
    return wished is not None and wished["value"] in values and bool(form.search(wished["value"]))


def _takes_order_for_text(text: str, writes: list[WireStep], grammar: Grammar) -> bool:
    """Tell whether words are taken for a text that speak of one, or that go on with an order."""
    said = without_quotations(text)
    texts = [each for each in _texts_of(writes, grammar) if each in said]
    return any(
        _NO_TEXT.fullmatch(each) or (_GOES_ON.search(each) and f": {each}" not in said)
        for each in texts
    )


def _takes_order_for_name(text: str, writes: list[WireStep], grammar: Grammar) -> bool:
    """Tell whether words with a preposition or a ticket are the name of what would be gone."""
    said = without_quotations(text)
    destroyed = [step for step in writes if grammar.actions[step.action].destroys]
    values = [arg.value for step in destroyed for arg in step.args if arg.value in said]
    return any(" " in value and _OF_AN_ORDER.search(value) for value in values)


def _texts_of(writes: list[WireStep], grammar: Grammar) -> Iterator[str]:
    """Yield the texts of steps."""
    for step in writes:
        action = grammar.actions[step.action]
        yield from (arg.value for arg in step.args if action.reader(arg.name) in TEXTS)


def _takes_name_for_text(text: str, writes: list[WireStep], grammar: Grammar) -> bool:
    """Tell whether one word is taken for a comment that may be a name: "add bob to 12"."""
    texts = _texts_of(writes, grammar)
    is_added = _ADDS.match(text) is not None and not Sentence(text).quotes
    return is_added and any(" " not in each for each in texts)


def _cuts_text(text: str, values: list[str]) -> bool:
    """Tell whether a quotation alone is taken of a text behind a colon: 'a line: hi "world"'."""
    quotes = Sentence(text).quotes
    colon = _COLON.search(text)
    if not quotes or colon is None or not colon.end() < quotes[0].start:
        return False
    between = [
        word.strip(",.;!").casefold() for word in text[colon.end() : quotes[0].start].split()
    ]
    is_more = any(word and word not in _OPTIONS for word in between)
    return is_more and text[colon.end() :].strip() not in values


def _values(plan: WirePlan) -> Iterator[str]:
    for step in plan.steps:
        yield from (arg.value for arg in step.args)
        yield from (each.value for each in step.where)


def _without_texts(text: str, values: list[str]) -> str:
    """Return a sentence without its quotations, and without the texts that a plan has of it."""
    for quote in reversed(Sentence(text).quotes):
        text = text[: quote.start] + text[quote.end :]
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, " ") if " " in value else text
    return text


def _things(said: str) -> set[str]:
    return {match[match.lastgroup or 0] for match in _NAMED.finditer(said)}


def _is_of_another(said: str, plan: WirePlan, grammar: Grammar) -> bool:
    """Tell whether "it" is of a channel or a ticket, and a step is about the repository alone.

    Or whether the number of a comment, a run or their like is taken for that of an issue.
    """
    writes = [(grammar.actions[each.action].cls, each) for each in plan.steps]
    writes = [(cls, step) for cls, step in writes if cls.facts.effect > Effect.READ]
    if _OTHER_THING.search(said) and _IT.search(said):
        # A thing of the repository would be named; what is about all of it takes "it" for that.
        here = [(cls, step) for cls, step in writes if thing_of(cls) is None]
        if any(a.name == place_of(cls) and a.value not in said for cls, s in here for a in s.args):
            return True
    numbers = (
        arg.value
        for cls, step in writes
        for arg in step.args
        if arg.value and kinds_of(cls)[arg.name].reads == "issues"
    )
    return any(re.search(rf"{_OTHER_NOUN} #?{re.escape(each)}\b", said) for each in numbers)
