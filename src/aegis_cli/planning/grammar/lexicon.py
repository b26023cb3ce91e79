"""The words of the offline grammar, as data: nouns, prepositions, courtesies, what is missing.

The ways to ask for each action are in `forms`, in patterns that use these words.
"""

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
"""Alternatives that a pattern names in capitals; `_` stands between the words of one."""

KINDS = {
    "title": "text",
    "body": "text",
    "description": "text",
    "labels": "labels",
    "assignees": "people",
    "assignee": "person",
    "creator": "person",
    "mentioned": "person",
    "issue_number": "issues",
    "repo": "repo",
    "name": "name",
    "head": "branch",
    "base": "branch",
    "limit": "number",
}
"""How the value of a field is written; a field that is not listed has choices."""

ARTICLES = frozenset({"a", "an", "the"})
STOPS = frozenset({",", ";", ".", "!", ":"})
QUESTION = "?"
PARENTHESIS = "("
CLOSED_PARENTHESIS = ")"
PAUSES = frozenset({",", ":"})
"""What may stand inside an order; any other mark ends it."""
LINKS = frozenset({"and", "&"})
ME = frozenset({"me", "myself", "@me"})

CONNECTIVES = STOPS | LINKS | {"then", "also", "next", "afterwards"}
"""What may stand between two requests."""

WITH_COMMENT = (("with", "comment"), ("with", "reply"))
"""What may stand between a request and what to say about it: "close #12 with a comment 'Done'"."""

NO_TEXT = frozenset(
    "label labels labelled labeled tagged assign assigned title titled entitled called named body "
    "description saying stdin".split()
)
"""Words behind a colon that say more than a text: nothing with one is taken for a title."""

NUMBER_NOUNS = frozenset(
    "issue issues ticket tickets pr prs pull pulls request requests number".split()
)
"""What may stand before the number of an issue or a pull request."""

SEVERAL = frozenset({"them", "both"})
PRONOUNS = frozenset({"it", "that", "this"}) | SEVERAL
"""What stands for that which was named before."""

HERE = frozenset({"this", "current"})
"""What stands before a noun for the current repository."""

THERE = frozenset({"there", "its"})
"""What stands for the repository that was named before."""


def _phrases(*phrases: str) -> tuple[tuple[str, ...], ...]:
    """Split phrases into words, the longest first."""
    return tuple(sorted((tuple(p.split()) for p in phrases), key=len, reverse=True))


COURTESIES = _phrases(
    *("go ahead and", "aegis", "hello", "hey", "hi", "ok", "okay"),
    *("now", "first", "just", "also", "then"),
)
"""What may stand before an order and means nothing."""

REQUESTS = _phrases(*(f"{can} you" for can in ("can", "could", "would", "will")))
"""What makes an order a question, which may only be one; with a courtesy it is an order."""

WISHES = REQUESTS + _phrases(
    *(f"i {want} {to}" for want in ("want", "need", "would like") for to in ("to", "you to")),
    *(f"i'd like {to}" for to in ("to", "you to")),
    *("let us", "let's", "lets"),
)
"""What makes an order a wish or a question: it may only be one."""

THANKS = _phrases("thanks", "thank you", "thx", "cheers")
FAREWELLS = THANKS + _phrases("now", "right now")
"""What may stand behind a request and means nothing."""

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
"""Why something is asked for, in patterns as of `forms`; it takes nothing back and adds nothing.

It stands at the end, behind a mark or a word that starts a reason.
"""

REASON_STARTS = frozenset({",", ";", ".", "!", "-", "\u2013", "\u2014", "("})
BECAUSE = frozenset({"because", "since", "as"})

MAKES = frozenset("create new file submit add".split())
"""Verbs that make what they name, even with no article: "make repo public" makes none."""

POLITE = frozenset({"please", "kindly", "pls", "plz"})
"""What may stand anywhere and means nothing."""

READ_FILLERS = frozenset("are is that which there currently all any every".split())
"""What changes nothing in a request that only reads."""

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
"""Words that are no label and nobody's login unless they are quoted, or written `@only`."""

MISSING = {
    "repo": "Name the repository, as in acme/web.",
    "here": "There is no current repository here: name one, as in acme/web.",
    "repos": "Name the repository of every step, as in acme/web#12.",
    "two": "Two different repositories are named for one step.",
    "issue_number": "Say which issue, as in #12 or acme/web#12.",
    "it": "It is not clear what this refers to: name it, as in acme/web#12.",
    "title": "Give the title in quotation marks, as in titled 'Crash on start'.",
    "body": "Give the text in quotation marks, as in 'Thanks'.",
    "labels": "Name the labels, as in bug or 'needs triage'.",
    "assignees": "Say who, as in alice or me.",
    "name": "Give the name, as in named demo.",
    "action": "Say what to do, as in list, show, open, close, comment, label or assign.",
    "object": "Say in full what should happen.",
    "issues.remove_label.name": "Name the label, as in bug or 'needs triage'.",
    "stdin": "Standard input is empty here: pipe something in, or give the text in quotes.",
    "meaning": "This can mean more than one thing.",
    "quote": "A quotation mark is opened and not closed, or closed and not opened.",
    "letters": "Write it with plain letters and digits instead of {strange}.",
    "length": "This is too long to take apart: put long texts in quotation marks.",
    "characters": "This holds characters that are not UTF-8 text.",
    "steps": "A plan has at most {most} steps, and this would take {count}.",
}
"""What to say where something is not there, or too much is."""

ANSWERED = frozenset(
    "repo issue_number title body labels assignees name issues.remove_label.name".split()
)
"""What of it an answer adds, joined to the sentence: "list issues", "in acme/web"."""
