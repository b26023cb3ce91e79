"""Phrases that the rich ways to ask for several actions share (see `actions.utterances`)."""

IN_REPO = "IN? my? REPO? {repo} REPO?"
TO_REPO = ("WHERE my? REPO? {repo} REPO?", "my? REPO {repo}")
"""The repository of a write; never OWNER/NAME alone, which may be anything ("about CI/CD")."""
THERE = "are_there IN REPO? {repo} REPO?"
ISSUE = ("{issue_number}", "{repo} {issue_number}", "bug|bugs {issue_number}")
SAID_ON = ("on|to|in {issue_number}", "on|to|in {repo} {issue_number}", *TO_REPO)
OF = ("of|on|in|for? {issue_number}", "of|on|in|for? {repo} {issue_number}", *TO_REPO)
TO = ("on|to|in|for? {issue_number}", "on|to|in|for? {repo} {issue_number}", *TO_REPO)
FROM = ("from|off|on|of|in? {issue_number}", "from|off|on|of|in? {repo} {issue_number}", *TO_REPO)
"""The issue of a write, after the prepositions that fit its verb: no "comment from #12"."""
ON_PULL = ("ON? {pull_number}", "ON? {repo} {pull_number}", *TO_REPO)
FILLER_PHRASES = ("for_me", "again")
"""Phrases that change nothing in a write."""
STDIN_AS_BODY = (
    "and? with|using|use|from? {body:stdin} as|for its? BODY",
    "and? with? BODY is? from|of|on? {body:stdin}",
)
BODY = ("and? with|has? BODY {body}", *STDIN_AS_BODY)
CHANGES = (
    "and|with title {title}",
    "title {title:quote}",
    "and with title {title}",
    "and|with BODY {body}",
    "and with BODY {body}",
    *STDIN_AS_BODY,
)
SAYING = ("saying|with? text|message? {body}", "with|from|using? {body:stdin}")
COMMENT = (*SAID_ON, *SAYING)
AT_MOST = "limit|at_most|up_to {limit}"
FIRST = ("{limit} of?", "first|top {limit} of?")
SORTED = (
    "SORTED? by {sort} {direction}? first?",
    "SORTED? by {direction}",
    "SORTED {sort}",
    "in {direction} order",
    AT_MOST,
)
LISTED = (IN_REPO, THERE, "{state}", "{direction} first", *SORTED)
WHICH = (
    "{state}",
    "{direction}",
    "last {limit} of?",
    "most|recently|most_recently {sort}",
    *FIRST,
)
