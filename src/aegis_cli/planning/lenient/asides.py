"""Finds the order in a sentence that also says why, or says first how its thing is.

"WEB-7 back to todo, i have no time this week" is "WEB-7 back to todo", and "nobody's on 12, give it
to me" is "give 12 to me". What is said beside it wishes for nothing, names no other thing, and has
no value that the order may be about.
"""

import re
from collections.abc import Iterator

WITH_REASON = re.compile(
    r"(?P<order>.{1,200}?)(?:, ?|; ?|\. | - | \u2013 | \u2014 | \(|,? (?=because|since))"
    r"(?:because |since |as )?(?:it|that|this|they)(?: is|'s| are|'re| was| were| has been)"
    r"(?: now| already| all| just| long)*"
    r" (?:done|fixed|stale|green|ready|merged|old|outdated|obsolete|resolved|finished|shipped"
    r"|released|live|deployed|dead|unused|abandoned|fine|out of date|good to go|taken care of"
    r"|no longer (?:needed|used|relevant)|not (?:needed|used|relevant) any ?more)\)?[.!]*",
    re.IGNORECASE,
)
"""A request, and what follows that says how its thing is, and nothing else.

NOTE: another aside may be a condition, a second wish, or take the first one back; so `_WHY` and the
others below are left out only where they wish for nothing.
"""
ABOUT_THING = re.compile(
    r"^(?:i|we|you|he|she|they|somebody|someone) (?:just |accidentally |have )?(?:[a-z]+e[dn]|shut)"
    r" (?P<thing>(?:(?:issue|pr|pull request|ticket) )?[\w./-]{0,80}#?[\w-]{0,40}\d{1,9})"
    r"(?: (?:by (?:accident|mistake)|too (?:early|soon)|yesterday|today|prematurely|accidentally))?"
    r"[,;.] +(?:so |please |pls )*(?P<order>[^,;.]{1,100})[.!]?$",
    re.IGNORECASE,
)
"""As in "I closed 181 by accident, open it again"; the order says "it" or "that"."""
_WHO = (
    r"(?:people|users?|customers?|everyone|everybody|we|they|you|folks|others|i|it|nobody|no one)"
)
_BEING = (
    r"(?:reviewing|looking|working|waiting|using|testing|checking|busy|out|away|gone|back|off"
    r"|swamped|new|closer|faster|free|behind|broken|flaky|stale|outdated|old|obsolete|confusing"
    r"|misleading|noisy|spam|slow|stuck|leaving|done|finished|better|nearly|almost|still|on it)"
)
_DONE = (
    r"(?:addressed|fixed|answered|pushed|updated|resolved|finished|handled|tested|rebased|checked"
    r"|reviewed|forgot|missed|messed|broke|rewrote|cleaned|split|added|changed|talked|spoke|looked"
    r"|tried|read|sorted|covered|picked|made|did)"
)
_WHY = (
    r"(?:(?:because|since|cause|cuz|as) )?(?:"
    r"(?:i|we|he|she|they) (?:do not|don'?t|doesn'?t|have no|has no)(?: have)?"
    r"(?: any| the| enough)* (?:time|capacity|access|bandwidth|cycles)\b[^,;:]{0,40}"
    rf"|(?:i|we)(?:'ve| have)?(?: just| already| now| finally)* {_DONE}\b[^,;:]{{0,60}}"
    rf"|(?:he|she|they)(?:'s|'re| is| are)(?: just| already| now| only| still)*"
    rf" {_BEING}\b[^,;:]{{0,60}}"
    r"|(?:it|this|that) (?:broke|crashed|blocked|confused|annoyed|slowed|keeps|still)\b[^,;:]{2,60}"
    r"|(?:the )?(?:customers?|users?|people|support|qa)"
    r" (?:says?|reports?|confirmed|confirms?|complains?) [^,;:]{2,60})"
)
_SO = (
    rf"so(?: that)? {_WHO} (?:can |could |will )?"
    rf"(?:read|see|find|know|notice|look|spot|miss)\b[^,;:]{{0,60}}"
)
_NOTE = (
    r"(?:oops|whoops|my bad|my mistake|too (?:much noise|noisy|many (?:mails|emails|notifications))"
    r"|(?:can|could|would|will) (?:you|u)(?: please| pls)?"
    r"(?: (?:add|ask|do|get|ping) (?:him|her|them|it|that))?(?: please| pls)?"
    r"|(?:it )?still (?:happens|broken|fails|failing|happening|there)[^,;:]{0,40}"
    r"|(?:it )?happens again"
    r"|wrong (?:channel|thread)(?: sorry)?"
    r"|[a-z]+ is (?:over|done|gone|finished|dead)|sorry"
    r"|(?:it )?was (?:an? |the |just |only )*(?:mistake|test|typo|accident|test \w+)"
    r"|(?:it'?s |that'?s )?(?:no longer needed|not needed any ?more|spam|outdated|obsolete|done))"
)
_HOW_IT_IS = (
    r"(?:(?:it|that|this|they|he|she|we|people|folks|customers|users|everyone|everybody"
    r"|somebody|someone)(?:'s|'re|'ve|'d| (?:is|are|was|were|has|have|had|did|does|do|got|left"
    r"|quit|went|get|keeps?|kept|can|could|will|won'?t|didn'?t|doesn'?t|isn'?t|wasn'?t|aren'?t|can'?t|\w{3,}ed))"
    r"|(?:its|he'?s|she'?s|they'?re|we'?re|that'?s)"
    r"|i (?:just |accidentally )?\w{3,}ed (?:it|that|this)"
    r"|(?:the|our|this|that) [a-z][\w-]*(?: [a-z][\w-]*)?"
    r" (?:is|are|was|were|has|have|had|did|does|didn'?t|doesn'?t|isn'?t|wasn'?t|\w{3,}ed))"
    r"(?: [^,;:]{2,60})?"
)
_ASIDE = re.compile(
    rf"(?P<order>.{{4,200}}?)"
    rf"(?P<aside>(?:,|;|\.| -| \u2013| \u2014| \() ?(?:{_WHY}|{_SO}|{_NOTE}|{_HOW_IT_IS})"
    rf"| (?:{_SO}|(?:because|cause|cuz) {_WHY}|oops|whoops|my bad))"
    rf"(?:\)|[.!])*(?P<rest>,? (?:and|then) .+)?",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:should|must|needs?|want(?!s? it back)|wants to|have to|has to|ought|but|only|except"
    r"|instead|too$|also|not yet|wait|stop|please (?!$)|let's"
    r"|don'?t (?!have|know|use|need|work|think|see|like)|do not"
    r"|private|public|secret|draft|pre-?release|urgent|high\w*|low\w*|critical|blocker|squash"
    r"|rebase|bug|feature|p\d|planned|won'?t|dup\w*|invalid|due|assigned?|label\w*|milestone"
    r"|priority"
    r"|rather|asked|asks|wanted|told|would"
    r"|could be|maybe|might|wonder|think about|said (?:to|no)|says? (?:to|no|not)"
    r"|another|other|both|either)\b|[\d#@\"\ue000-\uf8ff]|\b[A-Z][A-Z0-9]+-",
    re.IGNORECASE,
)
"""What says more than why: a second wish, another thing, or a value that something is to have."""
_OF_VERSION = re.compile(r" (?:in|on|with|since) v?\d+(?:\.\d+)+(?!\S)", re.IGNORECASE)
"""Where something is so: "still happens in 3.2.1"."""
_STATED = re.compile(
    r"(?P<said>[^,;:\"\ue000-\uf8ff]{3,80}?)(?:,|;|\.|:| -| \u2013| \u2014)"
    r" (?:so |and |then |just )*"
    r"(?:please |pls |(?:can|could|would) you (?:please )?)*(?P<order>[a-z][^,;:\"]{2,60}?)[.!]*",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?P<said>[^,;:\"\ue000-\uf8ff]{4,60}?)(?:,? so(?= )|;|:|,| -| \u2013| \u2014) (?P<order>.+)",
    re.IGNORECASE | re.DOTALL,
)
_HAPPENS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|left|starts?|began|wants?|we|our|they|i)\b|\w{3,}ed\b",
    re.IGNORECASE,
)
"""What makes a statement of the words before an order."""
_OF_MANY = re.compile(
    r"\b(?:issues?|prs?|pull requests?|tickets?|bugs?|runs?|milestones?|drafts?|releases?|repos?"
    r"|stories|tasks?|all|every\w*|each|any\w*|what\w*|which\w*|those|these|no|not|nobody|untouched"
    r"|old\w*|new\w*|open|closed|close|merge|lock|delete|remove|first)\b|n't\b",
    re.IGNORECASE,
)
"""What may say which of many are meant, or order something."""
_NO_STATEMENT = re.compile(
    r"(?:if|when|once|unless|until|after|before|while|as soon|whoever|whatever|don'?t|do not|never"
    r"|is|are|was|were|did|does|do|has|have|had|how|what|which|who|whose|where|why|can|could|should"
    r"|would|will|shall|may|not?|or|and|but)\b(?!'s)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:nvm|about|re|regarding|as for|ok|so|and|the thing with|now) (?:the )?"
    r"(?P<thing>\w+ (?:on|of|in|from|for) \S*\d)$",
    re.IGNORECASE,
)
"""A part of a thing that is named first: "about the milestone on 14"."""
_THING = re.compile(
    r"(?:(?:pr|pull request|issue|ticket) )?#?\d+(?! (?:day|week|month|year|hour|comment|repl)\w*)"
    r"|[A-Z][A-Z0-9]+-\d+"
)
_OTHERS = re.compile(
    r"(?<!\w)[#@][a-z]|\b(?:if|unless|instead|rather|also|too|but|not)\b", re.IGNORECASE
)
_IT = re.compile(r"\b(?:it|that|this|that one|this one)\b(?!')", re.IGNORECASE)


def orders_beside(said: str) -> Iterator[str]:
    """Yield the orders that a sentence may be without what it says beside them."""
    yield from _without_reason(said)
    yield from _about_it(said)


def order_behind_remark(said: str) -> str | None:
    """Return the order behind a remark about how things are, which says nothing of its things.

    As in "the freeze starts today: label every open PR frozen".
    """
    match = _REMARK.fullmatch(said.strip())
    remark = match["said"] if match else ""
    is_more = _OF_MANY.search(remark) or _WISHES.search(remark) or _NO_STATEMENT.match(remark)
    return match["order"] if match and _HAPPENS.search(remark) and not is_more else None


def _without_reason(said: str) -> Iterator[str]:
    match = _ASIDE.fullmatch(said)
    if match and not _WISHES.search(_OF_VERSION.sub("", match["aside"])):
        rest = re.sub(r"^,? (?:and )?(?:then )?", " and ", match["rest"] or "")
        yield f"{match['order'].strip()}{rest}"


def _about_it(said: str) -> Iterator[str]:
    match = _STATED.fullmatch(said)
    if not match or _NO_STATEMENT.match(match["said"]) or _OTHERS.search(said):
        return
    things = _THING.findall(match["said"])
    if len(things) != 1 or _THING.search(match["order"]) or not _IT.search(match["order"]):
        return
    about = _ABOUT.match(match["said"])
    yield _IT.sub(about["thing"] if about else things[0], match["order"], count=1)
