"""Reads an order whose text has the links of a list: "list the open bugs and post their links".

The words of the things are planned as "list …", and the rest as an order with a text that stands
for the links. Both are read whole, so that nothing is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from aegis_cli.actions.catalog import load
from aegis_cli.actions.row_pages import fields_with_lines, page_of_rows
from aegis_cli.planning.lenient.for_each import ForEach, splits
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.lenient.said_conditions import is_cut_short, words_of
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence, without_quotations
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep

_LINKS = r"(?:links?|urls?|addresses)"
_THEIRS = re.compile(
    rf"\b(?:all\s+)?(?:(?:of\s+)?their\s+{_LINKS}|(?:the\s+)?{_LINKS}\s+(?:of|to)\s+"
    r"(?:them(?:\s+all)?|all\s+of\s+them|each(?:\s+of\s+them)?))\b",
    re.IGNORECASE,
)
"""How an order behind a list speaks of the links of its things."""
_OF_THINGS = re.compile(
    rf"\b(?:all\s+)?(?:the\s+)?(?:a\s+list\s+of\s+)?(?:the\s+)?{_LINKS}\s+(?:of|to|for)\s+"
    r"(?!it\b|that\b|this\b|them\b)(?:(?:all|every|each)(?:\s+of)?\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
"""How an order speaks of the links of things that it names."""
_LISTS = re.compile(r"(?:please\s+)?(?:list|show(?:\s+me)?|find|get)\s+", re.IGNORECASE)
_AND_LIST = re.compile(
    r"(?:,\s*|\s+)(?:and|then|and\s+then)\s+list\s+(?P<things>.+?)\s+in\s+(?:it|there|its\s+(?:body|description|text))"
    r"[.!]?$",
    re.IGNORECASE,
)
"""What stands behind what is made, where its text is to have the links."""
_MAKES_ISSUE = re.compile(r"(?:please\s+)?(?:create|open|file|make)\s+an?\s+issue\b", re.IGNORECASE)
_JOINED = re.compile(r"(?:\s*,\s*|\s+)(?:and\s+then|and|then)\s+", re.IGNORECASE)
_ONES = re.compile(r"\bones\b", re.IGNORECASE)
_LIKE_THAT = re.compile(
    r"(?:all\s+)?(?:the\s+)?(?!(?:open|closed|old|new|recent|latest|last|first|other|same|all)\b)"
    r"(?P<word>[a-z][\w-]*)\s+ones",
    re.IGNORECASE,
)
"""Things that a word tells apart, which may be a label: "the stale ones"."""
_QUOTED_BEFORE = re.compile(r"(?P<q>['\"])(?P<text>[^'\"]*)(?P=q)\s*(?:and|with|,)?\s*(?:all\s+)?$")
_ADDS = re.compile(r"(?:please\s+)?(?:add|put|append)\b", re.IGNORECASE)
"""An order that leaves what is there as it is."""
_IN_PLACE = "LINKSOFTHELIST"
"""What stands for the links in the order with them."""


class _ListAndOrder(NamedTuple):
    """A sentence in its parts."""

    things: str
    order: str
    """With a text in quotation marks that stands for the links."""


@dataclass(frozen=True, slots=True)
class ListLinks:
    """Reads an order whose text has the links of a list."""

    lists: ForEach

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of such a sentence; `None` for any other."""
        if "?" in without_quotations(text) or _IN_PLACE in text:
            return None
        there = _where(text, context)
        return next(filter(None, (self._guess(said, there) for said in _parts(text))), None)

    def _guess(self, said: _ListAndOrder, context: Context) -> Guess | None:
        listed = self.lists.listing_of(said.things, context)
        plan = self.lists.understand(said.order, context) if listed else None
        if listed is None or plan is None or len(plan.steps) != 1:
            return None
        listing, asked = listed
        order = _with_link(plan.steps[0], listing)
        if order is None or not page_of_rows(load(listing.action)):
            return None
        # NOTE: what is added to a body is no new body, and no action adds to one.
        if _ADDS.match(said.order) and order.action.endswith((".update", ".describe")):
            return None
        read_as = f"{asked}{words_of(listing.where)}; then, with a link of each of them: "
        return Guess(WirePlan(steps=[listing, order]), read_as + said.order.replace(_IN_PLACE, "…"))


def _where(text: str, context: Context) -> Context:
    """Return the context in which both parts of a sentence are read.

    The one repository that it names is meant in both; beside another one, nothing is meant here.
    """
    named = Sentence(text).repos
    here = (context.repo or "").casefold()
    if not named or named == {here}:
        return context
    only = next(iter(named)) if len(named) == 1 and not here else None
    return replace(context, repo=only)


def _parts(text: str) -> Iterator[_ListAndOrder]:
    """Yield the ways to tell what a sentence lists, and the order with a stand-in for the links."""
    outside = without_quotations(text)
    if (start := _LISTS.match(outside)) and len(theirs := [*_THEIRS.finditer(outside)]) == 1:
        (its,) = theirs
        for joined in _JOINED.finditer(outside, start.end(), its.start()):
            order = _in_place(text[joined.end() : its.start()], text[its.end() :])
            yield _ListAndOrder(text[start.end() : joined.start()], order)
    if made := _AND_LIST.search(outside):
        head = text[: made.start()]
        if _MAKES_ISSUE.match(head):
            order = f"{head} with the body '{_IN_PLACE}'"
            yield from (
                _ListAndOrder(things, order)
                for things in _issues(text[slice(*made.span("things"))])
            )
    if len(of := [*_OF_THINGS.finditer(outside)]) == 1:
        for things, tail in splits(text[of[0].end() :].strip()):
            if not is_cut_short(things, tail):
                yield _ListAndOrder(
                    things, _in_place(text[: of[0].start()], f" {tail}" if tail else "")
                )


def _issues(said: str) -> Iterator[str]:
    """Yield what "ones" may be behind an order that makes an issue."""
    yield _ONES.sub("issues", said)
    if like_that := _LIKE_THAT.fullmatch(said):
        yield f"issues labelled {like_that['word']}"


def _in_place(before: str, behind: str) -> str:
    """Return an order with a text in the place of the links, behind one that it has before them."""
    quoted = _QUOTED_BEFORE.search(before)
    if quoted is None:
        return f"{before}'{_IN_PLACE}'{behind}".strip()
    return f"{before[: quoted.start()]}'{quoted['text']} {_IN_PLACE}'{behind}".strip()


def _with_link(step: WireStep, listing: WireStep) -> WireStep | None:
    """Return a step with the links of a list at the end of its one text that stands for them."""
    texts = [arg for arg in step.args if _IN_PLACE in arg.value]
    if len(texts) != 1 or texts[0].name not in fields_with_lines(load(step.action)):
        return None
    (text,) = texts
    before = text.value.removesuffix(_IN_PLACE).rstrip()
    args = [arg for arg in step.args if arg is not text]
    args += [WireArgument(name=text.name, value=before)] if before else []
    args.append(WireArgument(name=text.name, source="link", value=listing.id))
    return None if _IN_PLACE in before else step.model_copy(update={"id": "s2", "args": args})
