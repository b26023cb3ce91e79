"""The vocabulary of the offline grammar, as data, and its messages about what is missing.

The patterns of the forms of actions use these words.
"""

import re

from aegis_cli.planning.grammar.no_names import NO_NAMES

GROUPS = {
    "LOOK": "list|show|view|display|see|print|get|give|find|fetch|check|read",
    "ASK": "what|what_are|what_is|what's|which|which_are|are_there",
    "ISSUE": "issue|ticket",
    "ISSUES": "issues|tickets",
    "PULLS": "pull_requests|pulls|prs",
    "REPO": "repo|repository|project",
    "REPOS": "repos|repositories|projects",
    "BODY": "body|description|details|text|content",
    "TITLED": "titled|entitled|called|named|about",
    "LABELLED": "labelled|labeled|tagged",
    "LABELS": "labels|label",
    "OPENED": "opened|created|filed|reported|raised|written",
    "SORTED": "sorted|sort|ordered|order",
    "IN": "in|of|for|on|at|from|to|inside|within",
    "ON": "on|to|in|for|of|from|off",
    "WHERE": "in|of|on|from|to|inside|within",
    "STDIN": "stdin|standard_input|std_in|piped_input|piped_text|piped_log|piped_output"
    "|text_from_stdin|text_on_stdin|text_from_standard_input|text_on_standard_input|what_i_pipe_in",
    "IT_IS": "it's|it_is|it_was|this_is|this_was|that's|that_was|they're|they_are|both_are|all_are"
    "|fix_is|fix_was",
    "SETTLED": "fixed|resolved|solved|merged|released|shipped|deployed|live|reverted"
    "|obsolete|outdated|stale|broken|back",
    "SETTLES": "fixed|resolved|solved|merged|released|shipped|deployed|reverted|took",
    "WHEN": "now|already|again|today|yesterday|on_monday|on_tuesday|on_wednesday|on_thursday"
    "|on_friday|last_week|every_time",
}
"""Alternatives that a pattern names in capitals; `_` joins the words of a phrase."""

ARTICLES = frozenset({"a", "an", "the"})
DELIMITERS = frozenset({",", ";", ".", "!", ":"})
QUESTION_MARK = "?"
OPEN_PARENTHESIS = "("
CLOSE_PARENTHESIS = ")"
INNER_DELIMITERS = frozenset({",", ":"})
"""Punctuation that may stand inside a write request; any other ends it."""
CONJUNCTIONS = frozenset({"and", "&"})
GENERAL_VERBS = frozenset("add ask drop get give have let put remove set take want".split())
"""Verbs that do not say what is done with a name that stands behind them."""
ME = frozenset({"me", "myself", "@me"})

CONNECTIVES = DELIMITERS | CONJUNCTIONS | {"then", "also", "next", "afterwards"}
"""What may stand between two clauses."""

CONTINUATIONS = (CONNECTIVES - DELIMITERS) | {"ok", "okay"}
"""Words that go on from something: a sentence that begins with one is the rest of another, or an
answer to it."""

WITH_COMMENT = (("with", "comment"), ("with", "reply"))
"""Phrases that add a comment to a request, as in "close #12 with a comment 'Done'"."""

OPTION_WORDS = frozenset(
    "label labels labelled labeled tagged assign assigned title titled entitled called named body "
    "description saying stdin".split()
)
"""Words that name an option: text after a colon that has one is not taken for a title or body."""

REPO_NOUNS = frozenset(GROUPS["REPO"].split("|"))
ISSUE_NOUNS = frozenset(
    "issue issues ticket tickets pr prs pull pulls request requests number".split()
)
"""Nouns that may stand before the number of an issue or a pull request."""
PULL_NOUNS = frozenset("pr prs pull pulls".split())
"""Those that only a pull request has."""
ONLY_ISSUE_NOUNS = frozenset("issue issues ticket tickets".split())
"""Those that only an issue has."""

PLURAL_PRONOUNS = frozenset({"them", "both"})
PRONOUNS = frozenset({"it", "that", "this"}) | PLURAL_PRONOUNS
"""Words that refer to something named earlier."""

CURRENT = frozenset({"this", "current"})
"""Words before "repo" that refer to the current repository."""

LINKS = frozenset({"link", "url", "address"})
"""What the page of something is called."""
THERE = frozenset({"there", "its"})
"""Words that refer to the repository named earlier."""


def _phrases(*phrases: str) -> tuple[tuple[str, ...], ...]:
    """Split phrases into words, the longest first."""
    return tuple(sorted((tuple(p.split()) for p in phrases), key=len, reverse=True))


COURTESIES = _phrases(
    *("go ahead and", "aegis", "hello", "hey", "hi", "ok", "okay"),
    *("now", "first", "just", "also", "then"),
)
"""Phrases before a request that change nothing."""

REQUEST_PREFIXES = _phrases(*(f"{can} you" for can in ("can", "could", "would", "will")))
"""Phrases that make an order a question; together with a courtesy it is still an order."""

WISH_PREFIXES = REQUEST_PREFIXES + _phrases(
    *(f"i {want} {to}" for want in ("want", "need", "would like") for to in ("to", "you to")),
    *(f"i'd like {to}" for to in ("to", "you to")),
    *("let us", "let's", "lets"),
)
"""Phrases that make an order a wish or a question."""

QUESTION_WORDS = frozenset(
    "who whose whom what what's which why how when where whether is isn't are aren't was were am do"
    " does did has have had should shall may might must can could would will".split()
)
"""Words with which a question begins, unless the phrase is that of a wish."""

THANKS = _phrases("thanks", "thank you", "thx", "cheers")
TRAILING_COURTESIES = THANKS + _phrases("now", "right now")
"""Phrases after a request that change nothing."""

REASONS = (
    "because|since|as? IT_IS? now|already? SETTLED in? {:version}? WHEN?",
    "because|since|as? IT_IS now? done|finished",
    "because|since|as? IT_IS? SETTLED by {:who} WHEN?",
    "because|since|as? we|i|they|he|she SETTLES it|this|that|them|fix WHEN?",
    "because|since|as? {:who} SETTLES it|this|that|them|fix WHEN?",
    "because|since|as? it|this? works|crashes|happens|came_back on_my_machine? WHEN?",
    "because|since|as? he|she|they|{:who} knows|wrote|owns it|this|that code?",
    "because|since|as? nobody|we|i can|can't|cannot reproduce it|this",
)
"""Reasons for a request, as patterns like those of forms; they neither add nor negate anything.

A reason is the end of a clause, after punctuation or a word such as "because".
"""

REASON_MARKS = frozenset({",", ";", ".", "!", "-", "\u2013", "\u2014", "("})
REASON_WORDS = frozenset({"because", "since", "as"})

CREATING_VERBS = frozenset("create new file submit add".split())
"""Verbs that create their object even without an article; "make repo public" creates nothing."""

POLITE = frozenset({"please", "kindly", "pls", "plz"})
"""Words that change nothing, wherever they stand."""

READ_FILLERS = frozenset("are is that which there currently all any every".split())
"""Words that change nothing in a request that only reads."""

NEGATIONS = frozenset(
    "not no never don't dont won't cannot can't without stop avoid except".split()
)

NEVER_NAMES = frozenset(
    "to by with as if unless until when while because but or nor than so do does did was were"
    " everyone everybody someone somebody anyone anybody nobody nothing everything something"
    " anything none maybe perhaps instead rather neither him her he she they we us you your our"
    " their his whom whose team people"
    " up out away rid over again quickly soon later today tomorrow yesterday open closed".split()
)
"""Words that are a label only in quotes, and a login only in the form `@only`."""

REMARKS = frozenset(
    "access after afterwards before called check checks color colors colour colours conflict"
    " conflicts count counts created deleted described description descriptions discussed filter"
    " filters history limit limits list listed lists mentioned merged name named names once order"
    " page permission permissions policies policy proposed protection protections requested rule"
    " rules setting settings status statuses suggested template templates too used".split()
)
"""Words that say something of a noun before them rather than its name: "label rules", "the branch
protection"; where a form is plain, they are a name in quotation marks only, as are adverbs."""

OF_REQUESTS = frozenset(
    "add against assign assigned assignee assignees branch change close comment create delete"
    " describe described destroy drop edit file finish has how into its last leave limit make mark"
    " mention mentioning most my name new post put raise re-open recently remove rename reopen"
    " replace reply report reports resolve retitle say saying set start submit tag take targeting"
    " tell title top unlabel untag update use using who whoami write".split()
)
"""Words with which people say what they want of an issue or a repository: "label #12 close" may be
two requests. Only words that any form may need belong here; the others are of their own form."""

_GROUPS_OF_REQUESTS = (
    "LOOK ASK ISSUE ISSUES PULLS REPO BODY TITLED LABELLED LABELS OPENED SORTED IN ON WHERE".split()
)

KEYWORDS = (
    ARTICLES
    | CONJUNCTIONS
    | ME
    | NEGATIONS
    | NEVER_NAMES
    | NO_NAMES
    | POLITE
    | PRONOUNS
    | READ_FILLERS
    | OF_REQUESTS
    | {word for name in _GROUPS_OF_REQUESTS for word in re.split(r"[|_]", GROUPS[name])}
    | {phrase[0] for phrase in COURTESIES + WISH_PREFIXES}
)
"""Words that are no names without quotation marks in any form; each form adds its own."""

MISSING = {
    "here": "There is no current repository here: name one, as in acme/web.",
    "repos": "Name the repository of every step, as in acme/web#12.",
    "two": "Two different repositories are named for one step.",
    "it": "It is not clear what this refers to: name it, as in acme/web#12.",
    "action": "Say what to do, as in list, show, open, close, comment, label or assign.",
    "object": "Say in full what should happen.",
    "link": "A link is of what the order right before makes at another provider: say both, as in "
    "open an issue in acme/web titled 'Crash' and post its link to ….",
    "stdin": "Standard input is empty here: pipe something in, or give the text in quotes.",
    "meaning": "This can mean more than one thing.",
    "provider": "This may be meant for {titles}: add where, as in 'at {name}'.",
    "quote": "A quotation mark is opened and not closed, or closed and not opened.",
    "letters": "Write it with plain letters and digits instead of {characters}.",
    "length": "This is too long to take apart: put long texts in quotation marks.",
    "characters": "This holds characters that are not UTF-8 text.",
    "arguments": "That is too many values for one step; name fewer of them.",
    "steps": "A plan has at most {most} steps, and this would take {count}.",
}
"""The message for each thing that is missing, too long or ambiguous; a field's kind has its own."""

DOUBTS = {
    "start": "It begins with {word}, as if it went on from something: leave that out.",
    "stdin": "After a colon this may be the text itself: say it as in 'with the text from stdin'"
    " without a colon, or put the text in quotation marks.",
    "name": "{word} may be no name here: put it in quotation marks, or write a person as in @mona.",
}
"""The message for each thing that a sentence may mean otherwise."""
