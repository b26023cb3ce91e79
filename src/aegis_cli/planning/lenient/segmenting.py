"""Sets the words of a text apart, as the lexer needs them, and puts its values together again."""

import re
from urllib.parse import urlsplit

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.lenient.told_text import VERBS, is_text
from aegis_cli.planning.lenient.vocabulary import set_apart
from aegis_cli.planning.sentence.letters import CJK
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import usual_host
from aegis_cli.planning.wire import WireArgument, WirePlan

WITHOUT_SPACES = frozenset({"ja", "zh"})
"""The languages that are written without spaces."""
_ELIDING = frozenset({"fr", "it"})
_ELISION = re.compile(
    r"\b(l|d|j|m|t|s|n|c|qu|dell|all|nell|sull|dall|un)['\u2019](?=\w)", re.IGNORECASE
)
"""As in "l'issue"."""
_HYPHEN = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=-l[ae]))-(?=(?:la|le|les|lui|moi|nous|vous|tu)\b)")
"""As in "envoie-la-moi". NOTE: not "on", for "sign-on" is a name."""
_SMILEY = re.compile(r"(?<!\S)[:;]-?[)(DPp](?!\S)")
_QUALIFIER = re.compile(r"\b(label|assignee|author|milestone|base|head):(?=[^\s:]|\Z)")
"""As in "issues label:bug", which is how GitHub's own search is asked."""
_COLON = re.compile(r":(?=\s)|\uff1a")
"""What stands before a text to its end, as in "comment on #12: it's done :)"."""
_QUOTED = re.compile(
    "\"[^\"]*\"|'[^']*'|\u300c[^\u300d]*\u300d|\u300e[^\u300f]*\u300f|\u201c[^\u201d]*\u201d"
)
"""A quoted text, before which no space need stand."""
_TOLD = re.compile(
    r"(?:(?:please|pls|plz|can you|could you) )*"
    r"(?:(?:tell|let) @?(?P<person>[a-z\d][a-z\d-]*)(?: know)?|reply|write|say|note|post)"
    r" (?:in|on|under) (?P<thing>(?:[a-z]+ ){0,2}#?\d+)"
    r"(?: that |: )(?:\"(?P<quoted>[^\"]+)\"|(?P<text>[^\s\"'\u201c].*))",
    re.IGNORECASE | re.DOTALL,
)
"""As in "tell alice on #18 that the build is fixed"."""
_ADDRESSED = re.compile(
    r"(?P<order>(?:(?:please|pls|plz|can you|could you) )*"
    r"(?:(?:tell|ping|message|dm|notify|inform|(?P<later>remind)|let|ask)"
    r"|(?:announce|post|say|write|comment|reply) (?:to|in|on|under))"
    r" (?P<to>#(?=[\w-]*[^\W\d])[\w-]+|@[\w.-]+|[A-Z][A-Z0-9]+-\d+|#?\d+)"
    r"(?P<time> at '[^']+')?(?: know)?)"
    r"(?P<mark>:| that| saying) (?P<text>[^\s\"'\u201c].*)",
    re.DOTALL,
)
"""As in "tell #dev that staging is down"; whoever is addressed is told all that is behind.

NOTE: what stands behind a number without a colon may say which issue it is.
"""
_BY_DIGIT = re.compile(
    r"(?<=\s)(?P<name>[\w@-]*[^\W\d]) 2 (?=#\d|@?me\b|[\w-]+/[\w.-]+(?:#\d|\s|$))", re.IGNORECASE
)
"""As in "assign bob 2 #12". NOTE: behind a verb or a noun it is a number, as in "close 2 #12"."""
_ADDRESS = re.compile(
    r"(?P<noun>\b(?:the )?[a-z]+ )?(?P<url>https?://[^\s'\"<>]*[^\s'\"<>.,;:!?)])", re.IGNORECASE
)
"""An address, and the noun of what it names, if that stands before it."""
_NOBODY = lexicon.NEVER_NAMES | lexicon.ME | {"them", "folks"}
_SPACED = re.compile(r"(«)\s*(.*?)\s*(»)", re.DOTALL)
"""How French sets a text apart from its quotation marks."""
_OPENING = str.maketrans("¿¡", "  ")
_WIDE = str.maketrans("\uff0c\u3002\uff1f\uff01\uff1a\uff1b\u3001\uff08\uff09", ",.?!:;,()")
"""Chinese and Japanese punctuation, and what it is in English."""


def readable(text: str, language: str) -> str:
    """Return a text whose words stand apart; what is in quotation marks or after a colon stays.

    What somebody is to be told on an issue is a comment that mentions them.
    """
    told = _TOLD.fullmatch(text.strip()) if language == "en" else None
    person = told["person"] or "" if told else ""
    if told and person.casefold() not in _NOBODY:
        mention, said = person and f"@{person} ", told["text"] or told["quoted"]
        return f"comment on {told['thing']}: {mention}{said}"
    text = _with_quoted_text(text) if language == "en" else text
    quotes = _quotes_in(text, language)
    colons = (match.start() for match in _COLON.finditer(text))
    outside = (at for at in colons if not any(start < at < end for start, end in quotes))
    colon = next(outside, len(text))
    pieces, at = list[str](), 0
    for start, end in quotes:
        if end <= colon:
            pieces += [_apart(text[at:start], language), _SPACED.sub(r"\1\2\3", text[start:end])]
            at = end
    pieces.append(_apart(text[at:colon], language))
    space = " " if language in WITHOUT_SPACES else ""
    after = f":{space}{text[colon + 1 :]}" if colon < len(text) else ""
    return space.join(pieces) + after


def _with_quoted_text(text: str) -> str:
    """Put quotation marks around what somebody is to be told to the end of a sentence."""
    told = _ADDRESSED.fullmatch(text.strip())
    if told is None or (told["later"] and not told["time"]):
        return text
    if told["to"].lstrip("#").isdecimal() and told["mark"] != ":":
        return text  # "comment on 12 that bob made" names a comment
    if not is_text(told["text"], told["mark"], GRAMMAR.lead_words | VERBS, is_sent=True):
        return text  # "tell #dev that it is done and close 12" has a further order
    mark = next((mark for mark in "'\"" if mark not in told["text"]), "")
    return f"{told['order']} {mark}{told['text']}{mark}" if mark else text


def with_addresses_in_words(text: str, host: str) -> str:
    """Return a text with what each address of a place of ours names in words; "run 5 in acme/web".

    What is in quotation marks stays.
    """
    quotes, provider = Sentence(text).quotes, catalog.provider_named(BARE)
    hosts = {host or usual_host(), f"www.{host or usual_host()}"}

    def in_words(match: re.Match[str]) -> str:
        url = urlsplit(match["url"])
        is_quoted = any(quote.start <= match.start("url") < quote.end for quote in quotes)
        is_ours = url.hostname in hosts and not is_quoted
        words = provider.places.spoken(url.path, url.fragment) if is_ours else ""
        if not words:
            return match[0]
        before = match["noun"] or ""
        nouns = {*words.partition(" in ")[0].split()}
        return words if nouns & {*before.casefold().split()} else before + words

    return _ADDRESS.sub(in_words, text)


def _quotes_in(text: str, language: str) -> list[tuple[int, int]]:
    if language in WITHOUT_SPACES:
        return [match.span() for match in _QUOTED.finditer(text)]
    return [(quote.start, quote.end) for quote in Sentence(text).quotes]


def _apart(text: str, language: str) -> str:
    text = _QUALIFIER.sub(r"\1 ", _SMILEY.sub(" ", text)).translate(_OPENING)
    text = _BY_DIGIT.sub(_to_behind_name, text) if language == "en" else text
    if language in WITHOUT_SPACES:
        return CJK.sub(lambda run: f" {set_apart(run[0], language)} ", text.translate(_WIDE))
    return _HYPHEN.sub(" ", _ELISION.sub(r"\1 ", text)) if language in _ELIDING else text


def _to_behind_name(match: re.Match[str]) -> str:
    means = GRAMMAR.lead_words | GRAMMAR.nouns
    return match[0] if match["name"].casefold() in means else f"{match['name']} to "


def as_typed(plan: WirePlan, text: str) -> WirePlan:
    """Return a plan whose values have no white space that was set between their characters."""
    steps = [
        step.model_copy(update={"args": [_argument_as_typed(arg, text) for arg in step.args]})
        for step in plan.steps
    ]
    return plan.model_copy(update={"steps": steps})


def _argument_as_typed(arg: WireArgument, text: str) -> WireArgument:
    if arg.value in text or not CJK.search(arg.value):
        return arg
    spaced = r"\s*".join(map(re.escape, "".join(arg.value.split())))
    found = re.search(spaced, text)
    return arg.model_copy(update={"value": found[0]}) if found else arg
