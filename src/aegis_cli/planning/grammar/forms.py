"""The forms of a request for each action, as data, in patterns of a small language.

- `word` is itself, `a|b` one of two, `pull_request` two words; a trailing `?` makes it optional.
- `{field}` is a slot for a value of the action's field, of the kind that its type says;
  `{field:kind}` is one of another kind.
- A name in capitals is a group of `lexicon.GROUPS`.
- `VERB` is any verb that the action itself declares. A write accepts no other verb.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask for an action: a lead, then an object and phrases in any order."""

    action: str
    leads: tuple[str, ...]
    """Patterns of the lead, such as a verb; "" if the object alone is enough."""
    objects: tuple[str, ...] = ()
    """Patterns of the object, of which one must match, if there are any."""
    phrases: tuple[str, ...] = ()
    """Optional patterns, in any order."""
    adjectives: tuple[str, ...] = ()
    """Optional patterns before the object."""
    needs: tuple[str, ...] = ()
    """Fields that need a value, besides the required ones of the action."""
    makes: bool = False
    """Whether the object is a new one, so that "the" cannot stand before it."""


_SHOW = ("VERB me?", "LOOK me?", "ASK")
_NOUN = (*_SHOW, "")
_IN_REPO = "IN? my? REPO? {repo} REPO?"
_TO_REPO = ("WHERE my? REPO? {repo} REPO?", "my? REPO {repo}")
"""The repository of a write; never OWNER/NAME alone, which may be anything ("about CI/CD")."""
_THERE = "are_there IN REPO? {repo} REPO?"
_ISSUE = ("{issue_number}", "{repo} {issue_number}", "bug|bugs {issue_number}")
_ON = ("ON? {issue_number}", "ON? {repo} {issue_number}", *_TO_REPO)
_SAID_ON = ("on|to|in {issue_number}", "on|to|in {repo} {issue_number}", *_TO_REPO)
_OF = ("of|on|in|for? {issue_number}", "of|on|in|for? {repo} {issue_number}", *_TO_REPO)
_TO = ("on|to|in|for? {issue_number}", "on|to|in|for? {repo} {issue_number}", *_TO_REPO)
_FROM = ("from|off|on|of|in? {issue_number}", "from|off|on|of|in? {repo} {issue_number}", *_TO_REPO)
"""The issue of a write, after the prepositions that fit its verb: no "comment from #12"."""
_FILLER_PHRASES = ("for_me", "again")
"""Phrases that change nothing in a write."""
_STATE_CHANGE = (*_ISSUE, *_TO_REPO, *_FILLER_PHRASES)
_STDIN_AS_BODY = (
    "and? with|using|use|from? {body:stdin} as|for its? BODY",
    "and? with? BODY is? from|of|on? {body:stdin}",
)
_BODY = ("and? with|has? BODY {body}", *_STDIN_AS_BODY)
_CHANGES = (
    "and|with title {title}",
    "title {title:quote}",
    "and with title {title}",
    "and|with BODY {body}",
    "and with BODY {body}",
    *_STDIN_AS_BODY,
)
_COMMENT = (*_SAID_ON, "saying|with? text|message? {body}", "with|from|using? {body:stdin}")
_AT_MOST = "limit|at_most|up_to {limit}"
_FIRST = ("{limit} of?", "first|top {limit} of?")
_SORTED = (
    "SORTED? by {sort} {direction}? first?",
    "SORTED? by {direction}",
    "SORTED {sort}",
    "in {direction} order",
    _AT_MOST,
)
_LISTED = (_IN_REPO, _THERE, "{state}", "{direction} first", *_SORTED)
_WHICH = (
    "{state}",
    "{direction}",
    "last {limit} of?",
    "most|recently|most_recently {sort}",
    *_FIRST,
)

FORMS = (
    Form(
        "users.get_me",
        (
            "who_am_i on_github?",
            "who_am_i signed_in|logged_in as?",
            "whoami",
            "who_is signed_in|logged_in",
        ),
    ),
    Form("users.get_me", _NOUN, ("my profile|account|user|username|identity|login",)),
    Form("rate_limit.get", _NOUN, ("my? api? rate_limit|rate_limits|quota",)),
    Form("rate_limit.get", ("how_many api? requests|calls are|do_i_have? left|remaining",)),
    Form(
        "repos.list_mine",
        _NOUN,
        ("my? REPOS",),
        ("that? i can|may reach|access|see", "do_i_have", "{sort:age} first", *_SORTED),
        ("my", "{visibility}", "{sort:age}", "most|recently|most_recently? {sort}", *_FIRST),
    ),
    Form(
        "repos.get",
        ("VERB me?", "LOOK me?", "what_is|what's", "tell_me"),
        phrases=("details|information|info? about|on|of|for? my? REPO? {repo:itself} REPO?",),
        needs=("repo",),
    ),
    Form(
        "repos.create",
        ("VERB",),
        ("REPO",),
        (
            "and? with? name|named|called|titled {name}",
            "{name:quote}",
            "and? with|has? description {description}",
            "described_as|about {description}",
            "and? with? {auto_init} file?",
            "and? make_it {private}",
            "that_is? {private}",
            "for_me",
        ),
        ("new", "{private}", "{auto_init}"),
        makes=True,
    ),
    Form("repos.delete", ("VERB",), phrases=("my? REPO? {repo:itself} REPO?",), needs=("repo",)),
    Form(
        "repos.list_languages",
        _NOUN,
        ("programming? languages|language breakdown|statistics|stats?",),
        (_IN_REPO, "does {repo} use", "is {repo} written_in", "used"),
    ),
    Form("repos.list_languages", ("what",), ("is {repo} written_in",)),
    Form(
        "stats.contributors",
        (*_NOUN, "who are?"),
        (
            "contributors|committers|contributions|contributor_stats|contributor_statistics",
            "contributes|contributed|commits|committed|contribute|works|worked",
        ),
        (_IN_REPO, "most"),
        ("top|main|biggest",),
    ),
    Form(
        "stats.commit_activity",
        (*_NOUN, "how many?"),
        (
            "commit? activity",
            "stats|statistics|active|busy",
            "weekly_commits|commits_per_week|commit_history",
        ),
        (_IN_REPO, "has {repo} been", "lately|recently", "over|in|for|of last|past|this year"),
    ),
    Form(
        "stats.participation",
        (*_NOUN, "who"),
        ("participation stats?", "takes_part|participates"),
        (_IN_REPO,),
    ),
    Form(
        "issues.list",
        _NOUN,
        ("ISSUES", "{labels:bugs} reports?"),
        (
            *_LISTED,
            "and? LABELLED with|as? {labels}",
            "with {labels} LABELS",
            "with LABELS {labels}",
            "and? assigned_to {assignee}",
            "and? OPENED? by {creator}",
            "{creator:i} OPENED",
            "did {creator:i} open|create|file|report",
            "mentioning|that_mention {mentioned}",
        ),
        ("{assignee:my}", *_WHICH),
    ),
    Form(
        "issues.get",
        (*_SHOW, "tell_me"),
        phrases=("details|information|info? about|of|on? {issue_number} about?", *_ISSUE, _IN_REPO),
    ),
    Form("issues.get", ("what",), ("does {issue_number} say",), (_IN_REPO,)),
    Form(
        "issues.create",
        ("VERB", "add|make|submit"),
        ("ISSUE", "{labels:bug} ISSUE|report?"),
        (
            *_TO_REPO,
            "against REPO? {repo}",
            "and? with? title|TITLED {title}",
            "{title}",
            "and? described_as|saying {body}",
            *_BODY,
            "and? LABELLED with|as? {labels}",
            "and? with? LABELS it? with|as? {labels}",
            "and? assigned|assign it? to? {assignees}",
            "and? assign {assignees} to_it",
            "for_me",
        ),
        ("new",),
        makes=True,
    ),
    Form(
        "issues.update",
        ("rename|retitle",),
        phrases=(*_OF, "to|as {title}", "{title:quote}"),
        needs=("title",),
    ),
    Form(
        "issues.update",
        ("update|change|edit|set|replace",),
        ("title",),
        (*_OF, "to {title}", "{title:quote}"),
        needs=("title",),
    ),
    Form(
        "issues.update",
        ("update|change|edit|set|replace",),
        ("BODY",),
        (*_OF, "to|with {body}", "{body:quote}", "to|with|from {body:stdin}"),
        needs=("body",),
    ),
    Form("issues.update", ("update|change|edit",), _CHANGES, _OF),
    Form("issues.update", ("set|change",), ("labels",), (*_OF, "to {labels}"), needs=("labels",)),
    Form("issues.update", ("replace",), ("labels",), (*_OF, "with|by {labels}"), needs=("labels",)),
    Form(
        "issues.update",
        ("set|replace|change",),
        ("assignees|assignee",),
        (*_OF, "to|with|by {assignees}"),
        needs=("assignees",),
    ),
    Form(
        "issues.close",
        ("VERB",),
        phrases=(*_STATE_CHANGE, "as|because_it_is|because_it's|since_it_is {state_reason}"),
    ),
    Form("issues.reopen", ("VERB",), phrases=_STATE_CHANGE),
    Form(
        "issues.add_comment",
        ("comment|reply|say|write|post",),
        phrases=(*_COMMENT, "with|from|using? {body:stdin} as BODY|comment"),
    ),
    Form("issues.add_comment", ("write|post|add|leave|put",), ("as? comment|reply",), _COMMENT),
    Form("issues.list_comments", _NOUN, ("comments|replies",), (*_ON, _AT_MOST), _FIRST),
    # NOTE: the issue comes first, since "label names on #12" may be a request to show them.
    Form(
        "issues.add_labels",
        ("label|tag ON? {issue_number}",),
        phrases=(*_TO_REPO, "as|with? LABELS? {labels}", *_FILLER_PHRASES),
    ),
    Form(
        "issues.add_labels",
        ("mark {issue_number}",),
        phrases=(*_TO_REPO, "as {labels:bug}", "as {labels:quote}"),
        needs=("labels",),
    ),
    Form(
        "issues.add_labels",
        ("give {issue_number}",),
        phrases=(*_TO_REPO, "LABELS {labels}", "{labels} label", "{labels:several} labels"),
        needs=("labels",),
    ),
    Form(
        "issues.add_labels",
        ("add|put|mark",),
        ("with? LABELS {labels}", "{labels} label", "{labels:several} labels"),
        _TO,
    ),
    Form(
        "issues.remove_label",
        ("remove|take|drop|delete",),
        ("LABELS {name:labels}", "{name:labels} label", "{name:several} labels"),
        _FROM,
    ),
    Form("issues.remove_label", ("unlabel|untag",), phrases=(*_FROM, "{name:labels}")),
    Form(
        "issues.add_assignees",
        ("assign", "assign {assignees}"),
        phrases=(*_TO, "to {assignees}", "again"),
    ),
    Form(
        "issues.add_assignees",
        ("give",),
        phrases=(
            "{issue_number}",
            "{repo} {issue_number}",
            *_TO_REPO,
            "to {assignees}",
            "{assignees:handles} {issue_number}",
        ),
    ),
    Form(
        "issues.add_assignees",
        ("add|assign",),
        ("assignees|assignee {assignees}", "{assignees} as assignees|assignee"),
        _TO,
    ),
    Form(
        "labels.list",
        _NOUN,
        ("LABELS",),
        (_IN_REPO, _THERE, "does {repo} have|use|define", _AT_MOST),
        _FIRST,
    ),
    Form(
        "pulls.list",
        _NOUN,
        ("PULLS",),
        (*_LISTED, "from branch? {head}", "into|against|targeting branch? {base}"),
        _WHICH,
    ),
)
"""All forms, in the order of the catalogue's nouns."""
