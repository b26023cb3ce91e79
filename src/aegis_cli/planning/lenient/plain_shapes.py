"""The shapes in which people ask for something, beside an order, and the order that each is; data.

A text in quotation marks is one character here (`MARKED`), so that no shape ends inside of one.
"""

import re
from typing import Protocol, TypeAlias


class SentenceShape(Protocol):
    """How a sentence is shaped."""

    def fullmatch(self, said: str, /) -> re.Match[str] | None:
        """Match a whole sentence."""


Shapes: TypeAlias = tuple[tuple[SentenceShape, str], ...]
"""Each with the order that it is, which has its named parts."""
MARKED = "[\ue000-\uf8ff]"
"""What stands for a text in quotation marks."""
_WILL = r"(?:should|must|needs to|has to|ought to|shall)(?: now)?"
_WISH = r"(?:i|we)(?:'d like| want| need| would like)"
_TARGET = r"(?:#?[\w./:@-]*#?[\w.-]+(?: in [\w.-]+/[\w.-]+)?)"

INTERJECTION = re.compile(
    r"^(?:(?:oops|whoops|hmm*|hm|uh|um|ah|oh|ok|okay|well|so|right|alright|actually|sorry|my bad"
    r"|(?:good )?(?:morning|afternoon|evening)|hi|hey|hello|hi all|fyi|btw|by the way|wait|ugh|damn"
    r"|great|nice|cool|perfect|as (?:discussed|agreed|mentioned|promised|planned|usual|always)"
    r"|per (?:our|the|my) [a-z]+|quick one|one more thing|next|also|and|then|wrong [a-z]+)"
    r"(?: no(?=,)| nope(?=,)| there| team| all| aegis| again)?[,:;.!]+ +)+(?=\S)",
    re.IGNORECASE,
)
"""What stands before a request and says nothing of it."""
POLITE_END = re.compile(
    r"[,.;!]* +(?:please|pls|plz|thanks(?: a lot| so much)?|thank you(?: so much)?|thx|ty|cheers"
    r"|asap|no rush|no hurry|if you (?:can|could|don't mind)|when you (?:can|have time"
    r"|get a chance)|for me|as (?:discussed|agreed|mentioned|promised|planned|usual)|will you"
    r"|would you|ok|okay|right|(?:right |straight )?after(?:wards)?|after that|too|as well"
    r"|while you're at it|when (?:(?:it|that|this|you)(?:'s| is|'re| are) )?done)[.!?]*$",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"^(?:so |hm+,? |well,? )*(?:is|are|was|were|did|does|do|has|have|had|how|what|which|who|whose"
    r"|when|where|why|check (?:that|if|whether|for))\b|\?",
    re.IGNORECASE,
)
"""How a question begins, or what it has: nothing is changed for it."""
HAS_TEXT = re.compile(
    r"\b(?:that|saying|says?|know|titled|named|called|entitled|title|subject|tell|dm|announce"
    r"|ask|ping|slack|remind|reply|comment|message|notify|inform|write|post|read|body|description)\b|:(?!\d)",
    re.IGNORECASE,
)
"""A word behind which there is a text, of which nothing is left out and nothing replaced."""
NO_TEXT = re.compile(
    r"^(?:when|if|once|until|who|whose|what|how|where|why|which|whether|about|in|on|at|to|and|or|but"
    r"|know|the (?:status|link|number|state|title|name|list) of|today|tonight|tomorrow|next|later"
    r"|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:assigned to|labell?ed|tagged)\b"
    r"|\bwith (?:the |a )?(?:body|label|milestone|description|text)\b"
    r"|\bin [\w.-]+/[\w.-]+\b",
    re.IGNORECASE,
)
"""What is asked for, or a part of the order, and no text, unless "that" or a colon is before it."""
NO_VALUE = re.compile(
    r"^(?:the|an?|my|our|his|her|its|their|some|any|no|not|should|must|to|by|be)\b"
    r"|^(?:(?:re)?(?:written|set|done|made)|(?-i:[a-z-]{3,}ed))$|^(?:more|less) [a-z]+$"
    r"|^(?:(?:short|long|high|low|bett|clear|bigg|small)er|larger|simpler|nicer)$"
    r"|\b(?:if|when|unless|once|until|after|before)\b",
    re.IGNORECASE,
)
"""What something is to become, and no value that it has: "should be deleted", "the author"."""
STANDING = frozenset({"status", "state"})
"""What may be called by a participle: "resolved" is how a ticket is."""
NO_STATE = re.compile(
    r"^(?:(?:double-?|re-?)?(?:checked|set|considered)|changed|updated|corrected|edited|moved|removed"
    r"|cleared|verified|discussed|looked at|better|different|the .*|an? .*)$",
    re.IGNORECASE,
)
"""What is done to a status, and no status."""
TICKET_TO = re.compile(r"[A-Z][A-Z0-9]+-\d+ (?:to|is|->|=>) ")
"""How an order about a ticket begins that has no verb: "WEB-28 to done"."""

_PROPERTY = (
    r"(?:title|headline|description|body|summary|topic|purpose|colou?r|name|base|due date|deadline"
    r"|priority|default branch|home ?page|website|milestone|status|visibility|assignee|parent"
    r"|story points|estimate|points|sprint|permission|role|privacy|value|text|type|component)"
)
WANTED = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        # the topic of #dev should be …
        (
            (
                rf"^(?:the )?(?P<what>(?:new )?{_PROPERTY}) (?:of|for|on|in) (?P<of>.+?)"
                rf" (?:{_WILL} (?:be|read|say|become|point to)|is now|becomes)(?: to)?:?"
                r" (?P<value>.+)$"
            ),
            "set the {what} of {of} to {value}",
        ),
        (
            (
                rf"^(?P<of>{_TARGET})'s (?P<what>{_PROPERTY})"
                rf" (?:{_WILL} (?:be|read|say|become)|is now|becomes):? (?P<value>.+)$"
            ),
            "set the {what} of {of} to {value}",
        ),
        # topic of #dev: …
        (
            (
                rf"^(?:the |new )?(?P<what>{_PROPERTY}) (?:of|for|on) (?P<of>[^:=]+?)"
                r" ?(?::|=|->|=>|\u2192) ?(?P<value>.+)$"
            ),
            "set the {what} of {of} to {value}",
        ),
        (
            rf"^(?P<of>{_TARGET})'?s? (?P<what>{_PROPERTY}) ?(?:=|->|=>|\u2192) ?(?P<value>.+)$",
            "set the {what} of {of} to {value}",
        ),
        (
            rf"^(?:the )?(?P<what>{_PROPERTY}) ?(?:=|->|=>|\u2192| {_WILL} be) ?(?P<value>.+)$",
            "set the {what} to {value}",
        ),
        # variable X = on
        (
            (
                r"^(?:the )?(?:actions )?variable (?P<of>\w+)(?P<where> (?:in|of|on) [\w./-]+)?"
                rf" ?(?:=|:|->|=>|\u2192| {_WILL} be(?: set to)?| to) ?(?P<value>.+)$"
            ),
            "set the variable {of} to {value}{where}",
        ),
        # WEB-42 to In Progress
        (
            (
                r"^(?P<of>[A-Z][A-Z0-9]+-\d+) ?(?:to|->|=>|\u2192)"
                r" ?(?P<value>(?!\S.*\b(?:and|n|then|also|but|it|prio|priority)\b)"
                r"[^\s,;]+(?: [^\s,;]+){0,2})$"
            ),
            "move {of} to {value}",
        ),
        (
            (
                rf"^(?P<of>{_TARGET}) {_WILL} (?:go|move|be moved|belong|be put)(?: in)?to"
                r" (?P<value>.+)$"
            ),
            "move {of} to {value}",
        ),
        (
            rf"^(?P<of>{_TARGET}) {_WILL} (?:have|get|carry) (?:the )?labels? (?P<value>.+)$",
            "add the label {value} to {of}",
        ),
        (
            (
                rf"^(?P<of>{_TARGET}) (?:needs|should have|should get|wants) (?:a )?review"
                r" from"
                r" (?P<value>@?[\w-]+(?:(?:,| and|, and) @?[\w-]+)*)$"
            ),
            "request a review of {of} from {value}",
        ),
        # I want #12 closed, I want bob off the repo
        (
            (
                rf"^{_WISH} (?P<of>{_TARGET}) (?P<what>[a-z]+ed|merged"
                r"|shut|rerun)(?P<value> .+)?$"
            ),
            "{of} should be {what}{value}",
        ),
        (
            (
                rf"^{_WISH} (?P<of>@?[\w-]+) (?:off|out of|gone from"
                r"|removed from) (?P<value>.+)$"
            ),
            "remove {of} from {value}",
        ),
        (
            (
                rf"^{_WISH} (?P<of>@?[\w-]+) as (?:a )?reviewers? on"
                r" (?P<value>.+)$"
            ),
            "add the reviewer {of} to {value}",
        ),
    )
)
"""What somebody wants to be so, and the order that makes it so."""

TOLD = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        (
            (
                r"^(?:please )?(?:comment|reply|say|write|note|mention|post"
                r"|add) (?:a (?:comment|note)"
                r" )?(?:on|in|to|under|at) (?P<of>(?:(?:issue|pr|pull request"
                r"|ticket) )?(?!#[a-z])\S+)"
                r" (?:that|saying(?: that)?|to say(?: that)?|:) ?(?P<text>.+)$"
            ),
            "comment {text} on {of}",
        ),
        (
            (
                r"^(?:tell|let|inform|notify|thank|ask|warn|ping|remind) (?!#"
                r"|@)(?:the )?[\w ]*?(?:folks"
                r"|people|reporter|author|others|everyone|everybody|team|them"
                r"|guys)?(?: know)? (?:on|in"
                r"|at|under) (?P<of>(?:(?:issue|pr|pull request"
                rf"|ticket) )?\S*\d\S*?):? (?P<text>{MARKED})$"
            ),
            "comment {text} on {of}",
        ),
        (
            (
                r"^(?:tell|let|inform|notify|warn|ping) (?P<of>#[a-z][\w-]*)(?: know)?(?:,"
                r"|:| that)?"
                r" (?P<text>.+)$"
            ),
            "post {text} in {of}",
        ),
        (
            (
                r"^(?:announce|post|say|write|tell|share|send)(?: a message)? (?:in|to|on)"
                r" (?P<of>#[a-z][\w-]*)(?:,|:| that| saying)? (?P<text>.+)$"
            ),
            "post {text} in {of}",
        ),
        (
            (
                r"^(?:tell|dm|message|write|slack) (?P<of>@[a-z][\w.-]*)(?: on slack)?(?:,"
                r"|:| that)?"
                r" (?P<text>.+)$"
            ),
            "dm {of} {text}",
        ),
        (
            (
                r"^(?:send|write|shoot|drop) (?P<of>@?[a-z][\w.-]*) (?:a |an )?(?:message"
                r"|dm|line|note)"
                r"(?: on slack)?(?: saying)?(?P<when> [^:\ue000-\uf8ff]+)?: ?(?P<text>.+)$"
            ),
            "dm {of} {text}{when}",
        ),
        (
            (
                r"^schedule(?: a message)?(?: for)? (?P<when>[^:#]+(?::\d\d[^:#]*)?) (?:in|to)"
                r" (?P<of>#[a-z][\w-]*):? (?P<text>.+)$"
            ),
            "schedule {text} to {of} {when}",
        ),
        (
            (
                r"^(?P<when>(?:on |at |tomorrow|today|tonight"
                r"|next )[^:#,\ue000-\uf8ff]+(?::\d\d[^:#,]*?)?)"
                r",? (?:post|send|say|write) (?P<text>.+) (?:in|to) (?P<of>#[a-z][\w-]*)$"
            ),
            "schedule {text} to {of} {when}",
        ),
        # a review with why, behind a comma
        (
            (
                r"^(?P<of>(?:approve|request changes (?:on|to|for|in))"
                r" (?:pr |pull request )?(?:[\w.-]+/[\w.-]+)?#?\d+)(?:,| -| \u2013|;|:)"
                r" (?!(?:but|only|except|unless|if|once|when|as soon|as long|after|and|or|then|so"
                r"|not|please|thanks|we should|no|wait)\b)"
                r"(?!.*\b(?:never ?mind|scratch that|hold on|actually|changed my mind|not yet)\b)"
                r"(?P<text>[a-z].*)$"
            ),
            "{of} saying {text}",
        ),
        (
            (
                r"^comment (?:on|to) (?P<of>(?:(?:issue|pr|pull request|ticket) )?"
                r"(?:[\w.-]+/[\w.-]+)?(?:#?\d+|[A-Z][A-Z0-9]+-\d+)):? (?P<text>[a-z][^:]*\?)$"
            ),
            "comment {text} on {of}",
        ),
        (
            (
                r"^schedule(?: an?)?(?: message| post)? (?:to|in|for) (?P<of>#[a-z][\w-]*)"
                r" (?P<when>(?:for|at|on|tomorrow|next) [^#]+?): (?P<text>.+)$"
            ),
            "schedule {text} to {of} {when}",
        ),
        # the title without quotation marks, to the next comma
        (
            (
                r"^(?P<of>.*?\b(?:title|titled|named|entitled|subject))(?: it| is|:)?"
                r" (?P<text>[^,\ue000-\uf8ff\"]+)"
                r"(?P<when>(?:, ?(?:label|assign|in|with|milestone|body|due|priority|for|as|and"
                r"|then)\b.*)?)$"
            ),
            "{of} {text}{when}",
        ),
        # a text to the end, behind a colon
        (
            (
                r"^(?P<of>[^:\ue000-\uf8ff]+(?::\d\d[^:\ue000-\uf8ff]*)?)(?: to read| saying)?:"
                r" +(?P<text>.+)$"
            ),
            "{of} {text}",
        ),
    )
)
"""What somebody is to be told, or is called so, without quotation marks."""

PLACED = (
    (
        re.compile(
            r"^(?P<a>.+ )#?(?P<c>\d+) in (?P<b>[\w.-]+/[\w.-]+),? (?P<d>(?:saying|that) .+)$"
        ),
        "{a}{b}#{c} {d}",
    ),
    (re.compile(r"^(?:in|on|at|for) (?P<b>[\w.-]+/[\w.-]+),? (?P<a>.+)$"), "{a} in {b}"),
    (re.compile(r"^(?P<b>[\w.-]+/[\w.-]+)[:,] (?P<a>.+)$"), "{a} in {b}"),
    (re.compile(r"^(?P<a>.+)(?:, | \()(?P<b>[\w.-]+/[\w.-]+)\)?$"), "{a} in {b}"),
    (
        re.compile(
            r"^(?P<a>.+?),? (?P<b>in [\w.-]+/[\w.-]+),? "
            r"(?P<c>(?!(?:.* )?(?:saying|titled|called|named|that|with the (?:text|comment)) ).+)$",
            re.IGNORECASE,  # nothing is put behind a text to the end
        ),
        "{a} {c} {b}",
    ),
)
"""Where it is to be, at the end."""
_KEY = r"[A-Z][A-Z0-9]+-\d+"
_CHECKS = (
    r"(?:the |all |its |all the )*(?:checks?|ci|tests?|builds?|pipelines?)(?: have| has"
    r"| are| is| all)*"
    r" (?:pass(?:es|ed)?|green|succeed(?:s|ed)?|done|(?:turn|go)(?:s|ed|es)? green)"
)
_LEVEL = r"(?:highest|high|medium|low|lowest)"
_NAMED = r"milestone|label|release|board|sprint|project"
_SWITCHED = r"(?:the )?(?P<a>discussions|wiki|projects|issues)"
OTHERWISE: Shapes = (
    # what a repository has
    *(
        (
            re.compile(rf"^(?:{verbs}) {_SWITCHED}{place}$", re.IGNORECASE),
            f"turn {{a}} {state}{in_}",
        )
        for verbs, state in (("enable|activate", "on"), ("disable|deactivate", "off"))
        for place, in_ in (("", ""), (r" (?:in|on|of|for) (?P<b>\S+)", " in {b}"))
    ),
    # questions of Slack
    (
        re.compile(
            r"^(?:what(?:'s| is) (?:the )?)?(?:e-?mail|mail)(?: address)? of (?P<a>@?[\w.-]+)"
            r" (?:in|on) slack\??$",
            re.IGNORECASE,
        ),
        "show the slack user {a}",
    ),
    (
        re.compile(
            r"^(?:what|which messages)(?:'s| is| are| have i| did i| do i have)? (?:got )?"
            r"scheduled?(?: (?:in|on) slack)?\??$",
            re.IGNORECASE,
        ),
        "show my scheduled slack messages",
    ),
    (
        re.compile(r"^(?:which|what) (?:slack )?workspace (?:am i in|is this)\??$", re.IGNORECASE),
        "show the slack workspace",
    ),
    # a workflow that only its file names
    (
        re.compile(
            r"^(?P<a>(?:run|start|trigger|dispatch|launch|disable|enable|turn off|turn on|kick off"
            r"|fire off|stop|pause)) (?P<b>[\w.-]+\.ya?ml)(?P<c>\b.*)$",
            re.IGNORECASE,
        ),
        "{a} workflow {b}{c}",
    ),
    (
        re.compile(r"^(?P<a>.*\bruns? (?:of|for|from|in)) (?P<b>[\w.-]+\.ya?ml)(?P<c>\b.*)$"),
        "{a} workflow {b}{c}",
    ),
    (
        re.compile(
            rf"^(?:link )?(?P<a>{_KEY}) (?P<b>blocks|duplicates|relates to|clones|causes"
            r"|is blocked by|is duplicated by"
            rf"|is caused by) (?P<c>{_KEY})(?:,? link (?:them|these))?$"
        ),
        "link {a} to {c} as {b}",
    ),
    (
        re.compile(rf"^(?P<a>{_TARGET}) is (?:now )?blocked by (?P<b>{_TARGET})$", re.IGNORECASE),
        "mark {a} as blocked by {b}",
    ),
    (
        re.compile(
            rf"^(?P<a>{_TARGET}) is an? (?:dup|dupe"
            rf"|duplicate) of (?P<b>{_TARGET}),? (?:so )?close it"
            r"(?: as such| as one| as that)?$",
            re.IGNORECASE,
        ),
        "close {a} as a duplicate of {b}",
    ),
    (
        re.compile(rf"^(?P<a>.+), (?P<b>{_LEVEL}) priority(?P<c>.*)$", re.IGNORECASE),
        "{a} with priority {b}{c}",
    ),
    (
        re.compile(
            rf"^(?:bump|raise|lower|set|change|move|drop)(?: up| down)? (?P<a>{_KEY})(?: up| down)?"
            rf" to (?P<b>{_LEVEL})(?: priority)?$",
            re.IGNORECASE,
        ),
        "change the priority of {a} to {b}",
    ),
    (
        re.compile(
            rf"^(?:take|get|drop|pull) me off (?:of )?(?P<a>(?:issue )?{_TARGET})$", re.IGNORECASE
        ),
        "unassign me from {a}",
    ),
    (
        re.compile(
            r"^(?:push|move|shift|extend|postpone|pull|bring|delay)(?: back| out"
            r"| forward)? (?:the )?"
            r"(?:due date|deadline) (?:of|for|on) (?P<a>.+?)(?: back| out)? to (?:the )?(?P<b>.+)$",
            re.IGNORECASE,
        ),
        "set the due date of {a} to {b}",
    ),
    (
        re.compile(
            rf"^merge (?P<a>(?:pr |pull request )?{_TARGET}),? (?:as soon as|once|when|after)"
            rf" {_CHECKS}$",
            re.IGNORECASE,
        ),
        "enable auto-merge on {a}",
    ),
    (
        re.compile(
            rf"^merge (?P<a>(?:pr |pull request )?{_TARGET}),? (?:as soon as|once|when|after)"
            rf" {_CHECKS},?(?: (?:with|by|as|using|an?))*"
            r" (?P<b>squash|rebase|merge)(?:ing| style| commit)?$",
            re.IGNORECASE,
        ),
        "enable auto-merge on {a} with {b}",
    ),
    (
        re.compile(
            r"^(?P<a>.*?)(?:\bthe )?(?P<b>[\w-]+)/(?P<c>[\w-]+) team(?P<d>\b.*)$", re.IGNORECASE
        ),
        "{a}team {c} of {b}{d}",
    ),
    (re.compile(r"^(?P<a>[^:]+): (?P<b>\d.*)$"), "{a} with {b}"),
    (re.compile(rf"^(?P<a>[^,]+), (?P<b>{MARKED})$"), "{a} saying {b}"),
    (
        re.compile(
            r"^(?:use|apply|stick|slap) (?:the )?(?P<a>labels? (?:[\w./-]+|'[^']+'|\"[^\"]+\"))"
            r" (?:on|to|for) (?P<b>.+)$",
            re.IGNORECASE,
        ),
        "add the {a} to {b}",
    ),
    # a name of several words
    (
        re.compile(
            rf"^(?P<a>.*?\b(?:{_NAMED})) (?P<text>[A-Z][\w.-]*(?: [\w.-]+){{1,3}}?)"
            r"(?P<c>(?: (?:in|on|due|to|from|for|with|as|at|of|and) .*|,.*)?)$"
        ),
        "{a} {text}{c}",
    ),
)
"""How an order is put that the grammar knows in other words."""
