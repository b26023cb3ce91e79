"""The shapes of what people say more loosely than an order, and the order to suggest for it; data.

NOTE: what stands here is suggested alone, as a line to type. Nobody knows for sure where a text
without quotation marks ends, or whether "WEB-17 is done" asks for anything.
"""

import re
from typing import NamedTuple

from aegis_cli.planning.lenient.plain_shapes import Shapes

_NUMBER = r"(?:(?:issue|pr|pull request|ticket|bug) )?(?:[\w.-]+/[\w.-]+)?#?\d+"
_KEY = r"(?:ticket )?[A-Z][A-Z0-9]+-\d+"
_THING = rf"(?:{_KEY}|{_NUMBER})"
_CHANNEL = r"#[a-z][\w-]*"
_PERSON = (
    r"@?(?!(?:me|us|them|him|her|you|it|everyone|everybody|someone|somebody|people|folks|the|a|an"
    r"|my|our|all|team|whether|if|that|to|on|in)\b)[a-z][\w.-]*\w"
)
_TO_PERSON = (
    r"(?: (?:on|in|over|via) slack| (?:in|via|with|by) an? (?:slack )?(?:dm|direct message|pm))?"
)
_THAT = r"(?:,|:| that|:? saying(?: that)?)?"
_NO_ORDER = (
    r"(?!(?:when|once|until|whenever|unless|as soon as|who|whose|what|how|where|why|which|about|and"
    r"|or|but|know|back|later|again|today|tonight|tomorrow|next|(?:on )?(?:mon|tues|wednes"
    r"|thurs|fri"
    r"|satur|sun)day|at \d|to|in|on|for|off|into|from|with|of|asap|please|soon)\b"
    r"|(?:an?|some|any|the (?:status|link|number|state|title|name|list|url|result)s?)"
    r"(?: \w+){0,2}$"
    r"|(?:it|this|that|them|its (?:link|url|address|number|title|key|state|status|name))$)"
)
"""How no text begins: what is asked for, when it is to be told, or where."""
_TEXT = rf"{_NO_ORDER}(?P<text>[^\ue000-\uf8ff\"]*\w[^\ue000-\uf8ff\"]*)"
_NO_NOUN = (
    r"(?!(?:the|an?|my|history|count|list|thread|template|diff|code|files?|reviews?|summary"
    r"|something|anything|suggestions?|its|it|this|that|them)\b|\W)"
)
"""How a text does not begin right behind the verb: what is written about, and no text."""
_BRANCH = r"(?P<branch>[\w./-]+)"
_LABEL = r"(?!labels?\b)[a-z][\w./-]*"
_NO_LABEL = r"(?!(?:bug|question|enhancement|duplicate|invalid|wontfix|documentation|p\d)\b)"
_LAST = r"(?:last|latest|newest|most recent|previous)"
_MESSAGE = r"(?:message|msg|post|reply|announcement)"
_LAST_MESSAGE = (
    rf"(?:(?:the|my|{_PERSON}(?:'s|s)?) {_LAST} {_MESSAGE}(?: (?:from|of|by) {_PERSON})?"
    rf" (?:in|on|from) (?P<of>{_CHANNEL}))"
)
_THEIR_MESSAGE = (
    rf"(?:the )?{_MESSAGE} (?:from|of|by) (?P<who>{_PERSON})(?: (?:about|on) [^#]+?)?"
    rf" (?:in|on|from) (?P<of>{_CHANNEL})"
)
_REACTION = r"(?P<what>:[\w+-]+:|thumbs ?up|eyes|heart|tada|rocket|check ?mark)"
_VERSION = r"v?\d+(?:\.\d+)+[\w.+-]*"


def _shapes(*rows: tuple[str, str]) -> Shapes:
    return tuple((re.compile(form, re.IGNORECASE), order) for form, order in rows)


NEAR: Shapes = (
    *_shapes(
        # somebody is told something
        (
            (
                rf"^(?:tell|let|message|ping|inform|notify|warn|ask) (?P<of>{_CHANNEL})(?: know)?"
                rf"{_THAT} {_TEXT}$"
            ),
            "post {text} in {of}",
        ),
        (
            (
                rf"^(?:post|say|write|announce|send|drop|put|share|ask|mention)(?: a (?:message"
                rf"|note))?"
                rf" (?:in|to|on|into) (?P<of>{_CHANNEL}){_THAT} {_TEXT}$"
            ),
            "post {text} in {of}",
        ),
        (
            (
                rf"^(?:post|say|write|announce|send|drop|put|share) {_TEXT} (?:in|to|on|into)"
                rf" (?P<of>{_CHANNEL})$"
            ),
            "post {text} in {of}",
        ),
        (
            (
                rf"^(?:dm|pm|message|slack|text|tell|ping|inform|notify|warn|let|ask)"
                rf" (?P<of>{_PERSON})"
                rf"{_TO_PERSON}(?: know)?{_TO_PERSON}{_THAT} (?:if |whether )?{_TEXT}$"
            ),
            "dm {of} {text}",
        ),
        (
            (
                rf"^(?:send|write|shoot|drop) (?P<of>{_PERSON}) an? (?:slack )?(?:dm|message"
                rf"|note|line)"
                rf"{_THAT} {_TEXT}$"
            ),
            "dm {of} {text}",
        ),
        (
            (
                rf"^(?:send|write|post) an? (?:slack )?(?:dm|message|note|line) to"
                rf" (?P<of>{_PERSON})"
                rf"{_TO_PERSON}{_THAT} {_TEXT}$"
            ),
            "dm {of} {text}",
        ),
        # a comment, and what else has a text of one's own
        (
            (
                rf"^(?:comment|reply|note|say|write|add|leave|put)(?: an?)?(?: comment| note|"
                rf" reply)?"
                rf" (?:on|to|under|in|at) (?P<of>{_THING}){_THAT} {_TEXT}$"
            ),
            "comment {text} on {of}",
        ),
        (
            (
                rf"^(?:comment|reply|note|say|write)(?: with| saying| that)? {_NO_NOUN}{_TEXT}"
                rf" (?:on|to|under|in|at) (?P<of>{_THING})$"
            ),
            "comment {text} on {of}",
        ),
        (
            (
                rf"^(?P<a>.*?\b(?:issue|bug|ticket|task|story|one|pr))(?: called| named| titled)"
                rf" {_TEXT}$"
            ),
            "{a} titled {text}",
        ),
        (
            r"^(?P<a>open|create|file|make|start|new) (?:an?(?:other| new)?|new) one (?P<b>.+)$",
            "create an issue {b}",
        ),
        (
            (
                rf"^(?:set (?:the )?)?(?P<of>{_KEY})(?:'s|:)? (?P<a>description|summary|title)"
                rf"(?: (?:should|must|to|is)(?: now)?(?: be| read| say)?)?:? {_TEXT}$"
            ),
            "set the {a} of {of} to {text}",
        ),
        (
            (
                rf"^(?:new|open|create|file|make|add)(?: an?| new)* issue for (?P<of>{_PERSON}):"
                r" (?P<text>[^\ue000-\uf8ff\",]+?)(?:, (?:with )?(?P<a>label [\w./-]+))$"
            ),
            "create an issue titled {text} assigned to {of} with {a}",
        ),
        (
            (
                rf"^(?:new|open|create|file|make|add)(?: an?| new)* issue for (?P<of>{_PERSON}):"
                r" (?P<text>[^\ue000-\uf8ff\",]+)$"
            ),
            "create an issue titled {text} assigned to {of}",
        ),
        # what is said of a thing, or of who does it
        (
            (
                rf"^(?P<of>{_KEY}) (?:is|are|'s) (?:now |finally |already )?"
                r"(?P<a>done|finished|resolved|in progress|in review)$"
            ),
            "move {of} to {a}",
        ),
        (
            (
                rf"^(?:take|get|kick|drop|pull) (?P<a>{_NO_LABEL}{_PERSON}) off (?:of )?"
                rf"(?P<of>{_NUMBER})$"
            ),
            "unassign {a} from {of}",
        ),
        (
            rf"^(?:put|set|stick|get) (?P<a>{_NO_LABEL}{_PERSON}) on(?:to)? (?P<of>{_NUMBER})$",
            "assign {of} to {a}",
        ),
        (
            rf"^(?P<of>{_THING}) (?:is|goes to|should go to) (?P<a>me|mine)$",
            "assign {of} to me",
        ),
        (
            (
                rf"^(?:cut|release|ship|publish|put out) (?P<a>{_VERSION})(?P<b>(?: (?:from"
                rf"|off) \S+)?)"
                r"(?P<c>(?: with (?:auto-?)?generated (?:release )?notes)?(?: as (?:an?"
                r" )?prerelease)?)$"
            ),
            "create release {a}{b}{c}",
        ),
        (
            rf"^tag {_BRANCH} (?:as|with) (?P<a>{_VERSION})$",
            "create tag {a} from {branch}",
        ),
        (
            (
                rf"^(?:swap|replace|exchange|switch|change) (?:the )?(?:labels? )?(?P<a>{_LABEL})"
                rf" (?:for|with|by|to) (?:label )?(?P<b>{_LABEL}) (?:on|of|in|for)"
                rf" (?P<of>{_NUMBER})$"
            ),
            "remove the label {a} from {of} and add the label {b} to {of}",
        ),
        (
            (
                r"^(?P<a>post|send|say|write|announce) (?P<text>[^\ue000-\uf8ff\"]+)"
                rf" (?:in|to) (?:both )?(?P<b>{_CHANNEL})(?:,| and|, and) (?P<c>{_CHANNEL})$"
            ),
            "post {text} in {b} and post {text} in {c}",
        ),
        # runs
        (
            (
                r"^(?:is|did|has|how (?:long|did)|when did) (?:the )?(?:last |latest"
                r" )?(?P<a>[a-z][\w-]*)"
                r"(?: run| workflow| job)* (?:done|finish(?:ed)?|go|pass(?:ed)?|run|take|end"
                r"|fail(?:ed)?"
                r"|over|green|red|still running)(?: already| yet| through)?\??$"
            ),
            "show the runs of the workflow {a}",
        ),
        (
            (
                r"^(?:show |get |give )?(?:me )?(?:the )?(?:last|latest) (?P<b>failed |running |)"
                r"(?P<a>[a-z][\w-]*) run(?: of .*)?$"
            ),
            "show the {b}runs of the workflow {a}",
        ),
        (
            (
                r"^(?:why (?:is|was|are|did)|what broke) (?:the )?(?:main|master|ci|builds?"
                r"|tests?|checks?"
                r"|pipelines?|nightly)(?: on (?P<branch>[\w./-]+))?"
                r"(?: (?:red|failing|broken|fail(?:ed)?|break|failed))*\??$"
            ),
            "show the failed runs",
        ),
    ),
)
"""Each with the order that it may be."""


class ListedFirst(NamedTuple):
    """What is done to one of several things, which are to be seen first."""

    form: re.Pattern[str]
    listing: str
    """The order that lists them."""
    then: str
    """What is said of a row then."""


def _rows_first(*rows: tuple[str, str, str]) -> tuple[ListedFirst, ...]:
    return tuple(
        ListedFirst(re.compile(form, re.IGNORECASE), listing, then) for form, listing, then in rows
    )


_MESSAGES = tuple(
    (rf"^{before}{message}{behind}$", listing, then)
    for message, listing in (
        (_LAST_MESSAGE, "show the last 5 messages in {of}"),
        (rf"(?:{_THEIR_MESSAGE})", "search slack for messages from {who} in {of}"),
        (
            rf"(?:the )?[\w ]+? {_MESSAGE} in (?P<of>{_CHANNEL})",
            "show the last 20 messages in {of}",
        ),
    )
    for before, behind, then in (
        (
            rf"(?:react (?:with )?|add |put |give )?(?:a )?{_REACTION} (?:on|to|for|under) ",
            "",
            "react with {what} to row 1",
        ),
        (r"(?:react|respond) (?:on|to) ", rf" with {_REACTION}", "react with {what} to row 1"),
        (r"(?P<what>pin|delete|remove) ", "", "{what} row 1"),
        (
            r"(?:reply|answer|respond)(?: to)? ",
            r"(?:,|:| with| saying)? (?P<what>.+)",
            "reply to row 1: {what}",
        ),
        (
            r"(?:edit|change|correct|update) ",
            r" to(?: say| read)?:? (?P<what>.+)",
            "edit row 1 to '{what}'",
        ),
    )
)
LISTED_FIRST: tuple[ListedFirst, ...] = _rows_first(
    *_MESSAGES,
    (
        (
            rf"^dismiss (?:the )?(?:\S+ )?reviews?(?: (?:by|of|from) {_PERSON})? (?:on|of|in)"
            rf" (?P<of>{_NUMBER})(?:,|:| because| since| with)? ?(?P<text>.*)$"
        ),
        "show the reviews of {of}",
        "dismiss the review 5 of {of} saying '{text}'",
    ),
    (
        (
            rf"^(?P<what>edit|change|update|delete|remove) (?:my |the )?{_LAST} comment (?:on"
            rf"|of|in|under)"
            rf" (?P<of>{_NUMBER})(?: to(?: say| read)?:? .+)?$"
        ),
        "show the comments of {of}",
        "{what} comment 5",
    ),
    (
        (
            rf"^(?P<what>re-?run|retry|restart) (?:the )?(?:{_LAST} )?(?:failed |failing )*"
            rf"(?:runs?|jobs?|ci|builds?|checks?|tests?|workflows?) (?:on|of|for|in)"
            rf" (?:the )?(?:branch )?(?P<branch>(?!pr\b|pull\b|run\b|job\b)[a-z][\w./-]*)$"
        ),
        "show the failed runs on the branch {branch}",
        "rerun row 1",
    ),
    (
        (
            r"^(?:re-?run|retry|restart) (?:the )?(?:\w[\w-]* )*?(?:runs?|jobs?|ci|builds?"
            r"|checks?|tests?)"
            r"(?: \S+)? (?:on|of|for|in) (?P<of>(?:pr |pull request )?#?\d+)$"
        ),
        "show the failed runs",
        "rerun row 1",
    ),
    (
        (
            r"^(?:cancel|stop|kill|abort) (?:the )?(?:running|current|active|in-progress)"
            r" (?:\w[\w-]* )?(?:runs?|jobs?|ci|builds?|checks?|tests?|workflows?)"
            r"(?: on (?:the )?(?:branch )?(?P<branch>[a-z][\w./-]*))$"
        ),
        "show the running runs on the branch {branch}",
        "cancel row 1",
    ),
    (
        (
            r"^(?:show |get |give )?(?:me )?(?:the )?logs? (?:of|for|from) (?:the )?(?:last|latest)"
            r" (?P<b>failed |)(?P<a>[a-z][\w-]*) run$"
        ),
        "show the {b}runs of the workflow {a}",
        "show the logs of row 1",
    ),
    (
        (
            rf"^(?:put|move|add|pull|get) (?P<of>{_KEY}) (?:in|into|to) (?:the |this |our )?"
            r"(?:next|current|active|new|upcoming)? ?sprint$"
        ),
        "show my boards",
        "show the sprints of board 1', then 'move {of} to sprint 7",
    ),
    (
        (
            r"^(?:when|how long) (?:does|will|is|did|has)? ?(?:the |this |our )?(?:current "
            r"|active |next )?"
            r"sprint .*$"
        ),
        "show my boards",
        "show the active sprints of board 1",
    ),
)
"""What names a thing by how it is: "the last message", "the failed run"."""
