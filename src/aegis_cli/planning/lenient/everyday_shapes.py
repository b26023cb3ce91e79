"""The shapes in which people ask from day to day, and the order that each is; data."""

import re

from aegis_cli.planning.lenient.phrase_forms import shapes
from aegis_cli.planning.lenient.plain_shapes import MARKED, Shapes

_KEY = r"[A-Z][A-Z0-9]+-\d+"
_LEVEL = r"(?:highest|high|medium|low|lowest)"
_PULL = r"(?:pr |pull request )?(?P<a>(?:[\w.-]+/[\w.-]+)?#?\d+)"
_WHEN = r"(?P<when>(?: (?:since |on )?(?:yesterday|today|this morning|this week|monday))?)"
_CHANGES_OF_PULL = r"(?:merged?|mergeable|approved?|reviewed?|draft|conflicts?|ready|rebased)"
_CHECKS_OF = r"(?:checks?|ci|tests?|builds?|pipelines?|jobs?)"
_BY_HAND: Shapes = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        # what a pull request or an issue is asked about
        (
            (
                rf"^(?:why|did|does|do|are|is|has|have|what|which)\b(?:(?!"
                rf" runs?\b).)*\b{_CHECKS_OF}\b"
                rf"(?:(?!\d).)* (?:on|of|for|in|with) {_PULL}\??$"
            ),
            "show the pull request {a}",
        ),
        (
            (
                rf"^(?:failed |failing |pending |red )?{_CHECKS_OF}"
                rf"(?: (?:still|that|are|is|pending|failed|failing|running|red))*"
                rf" (?:on|of|for) {_PULL}\??$"
            ),
            "show the pull request {a}",
        ),
        (
            (
                rf"^(?:who|when|does|do|did|is|was|has|can|how)\b(?![^?]*[,;])(?:(?!\d).)*?"
                rf" {_PULL}\b"
                rf"(?:(?!\d).)*\b{_CHANGES_OF_PULL}\b(?:(?!\d| and (?!who|when|by)).)*\??$"
            ),
            "show the pull request {a}",
        ),
        (rf"^who (?:merged) {_PULL}\??$", "show the pull request {a}"),
        (rf"^who approved {_PULL}\??$", "show the reviews of {a}"),
        (
            (
                r"^(?:who|when|why) (?:was |were |did )?(?:somebody |anyone )?(?:closed?"
                r"|reopened|locked"
                r"|labell?ed|assigned|renamed) (?:issue )?(?P<a>(?:[\w.-]+/[\w.-]+)?#?\d+)\??$"
            ),
            "show the events of {a}",
        ),
        (
            (
                r"^(?:who|when|why) (?:was |did )(?:issue )?(?P<a>(?:[\w.-]+/[\w.-]+)?#?\d+)"
                r" (?:get )?(?:closed|reopened|locked|labell?ed|assigned|renamed)\??$"
            ),
            "show the events of {a}",
        ),
        (
            (
                r"^(?:who|when) (?:opened|created|filed|reported|wrote|made) (?:issue )?"
                rf"(?P<a>(?:[\w.-]+/[\w.-]+)?#?\d+|{_KEY})\??$"
            ),
            "show {a}",
        ),
        (
            (
                rf"^(?:who|when) (?:was |did )?(?:closed|resolved|moved|changed|started"
                rf"|finished|assigned)"
                rf" (?P<a>{_KEY})\??$"
            ),
            "show the changelog of {a}",
        ),
        # who does it
        (
            rf"^(?:give|hand|pass) (?P<a>{_KEY}|#?\d+) (?:over )?to (?P<b>@?[a-z][\w.-]*)$",
            "assign {a} to {b}",
        ),
        (
            rf"^(?:(?:i'll |i will |i )?(?:take|grab|claim)|pick up) (?P<a>{_KEY}|#?\d+)$",
            "assign {a} to me",
        ),
        (
            (
                rf"^(?:convert|turn|put|move|set|mark) {_PULL} (?:back )?(?:as|in|to|into)"
                rf" (?:an? )?draft"
                r"(?: again)?$"
            ),
            "convert {a} to draft",
        ),
        (
            rf"^(?:link |mark )?(?P<a>{_KEY}) (?:as |is )?blocked by (?P<b>{_KEY})$",
            "link {b} to {a} as blocks",
        ),
        (
            (
                rf"^(?:post|send|say|write|announce) (?P<a>{MARKED}) (?:in|to) (?:both"
                rf" )?(?P<b>#[a-z][\w-]*)"
                r"(?:,| and|, and) (?P<c>#[a-z][\w-]*)$"
            ),
            "post {a} in {b} and post {a} in {c}",
        ),
        # what was said in Slack
        (
            (
                r"^what (?:did|has|does) @?(?P<a>[a-z][\w.-]*) (?:say|said|write|written|post"
                r"|posted)"
                rf" (?:in|on) (?P<b>#[a-z][\w-]*){_WHEN}\??$"
            ),
            "show messages from {a} in {b}{when}",
        ),
        (
            (
                r"^(?:show |read |get )?(?:me )?(?:the )?(?:last|latest|newest|recent) messages"
                r" (?:in|of|from|on) (?P<b>#[a-z][\w-]*)$"
            ),
            "show messages in {b}",
        ),
        (
            (
                r"^(?:find|search|look for|show|where is|where's)(?: me)? (?:the |that |a )?slack"
                r" (?:threads?|messages?|msgs?|posts?|conversations?|discussions?)"
                r" (?:about|on|regarding|with|mentioning) (?:the )?(?P<value>[^#]+)$"
            ),
            "search slack for {value}",
        ),
        (
            (
                r"^(?:did|has|have|any|anything|what)\b.*? (?:about|mention(?:ed)?) (?:the )?"
                r"(?P<value>(?!me\b)[\w -]+?) (?:in|on) slack"
                r"(?: (?:today|yesterday|this week|lately|recently))?\??$"
            ),
            "search slack for {value}",
        ),
        # tickets of a sprint, of a repository who works on it
        (
            (
                r"^(?:what is|what's|whats|anything)? ?(?:still )?(?:left|open|remaining|to do"
                r"|not done) in"
                r" (?:the |this |our )?(?:current |active )?sprint\??$"
            ),
            "show open tickets in the current sprint",
        ),
        (
            (
                r"^(?:who(?:'s| is|s)|show who is) (?:on|in) (?:this|the) repo(?:sitory)?"
                r"(?P<a>(?: with (?:write|admin|read) access)?)\??$"
            ),
            "show collaborators{a}",
        ),
        (
            (
                r"^(?:stuff|things|everything|what) i(?:'ve| have)? (?:commented on|worked on"
                r"|was involved in)(?: lately| recently)?\??$"
            ),
            "show issues that involve me",
        ),
        (
            (
                rf"^(?:bump|raise|lower|set|change|move|drop|make)(?: up| down)?"
                rf" (?P<a>{_KEY})(?: up| down)?"
                rf"(?: to)? (?:an? )?(?P<b>{_LEVEL}) prio$"
            ),
            "change the priority of {a} to {b}",
        ),
    )
)
EVERYDAY: Shapes = (*shapes("everyday"), *_BY_HAND)
"""How people ask from day to day."""
