"""Which targets need no read before the question, since a list shows the same of them; pure.

NOTE: nothing is trusted to a list alone. What it says is pinned with its stamp, and the target is
read and compared right before the write.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import PinnedRead, pinned_reads, value_in
from aegis_cli.actions.results.templates import fill, pick
from aegis_cli.actions.targets.target import headline_of, resource_of
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import ListedThing
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.target_snapshot import TargetSnapshot


def known_by_lists(acts: tuple[Act, ...], judge: PlanJudge) -> Mapping[Action[Any], TargetSnapshot]:
    """Return the targets of rows as their lists show them, by the reads that would show the same.

    NOTE: what a step beside the rows is about, too, is read: what it was like is nothing that the
    list was asked for.
    """
    beside = {read for act in acts if act.step.listed is None for read in _reads_of(act)}
    known: dict[Action[Any], TargetSnapshot] = {}
    for act in acts:
        for read in _reads_of(act):
            listed = act.step.listed
            if listed is None or read in beside | known.keys():
                continue
            if _shows_the_same(listed, read, act) and not judge.why_denied(read):
                known[read] = TargetSnapshot(read, listed.thing)
    return known


def _reads_of(act: Act) -> Iterator[Action[Any]]:
    target = act.action.facts.target_read
    if target is not None and act.action.is_placed:
        yield target.reading(act.action)


def _shows_the_same(listed: ListedThing, read: Action[Any], act: Act) -> bool:
    """Tell whether a list shows of a thing all that a read of it would, and all that is pinned.

    Both have to be of one resource, which says by itself which thing it is. That of a search is
    none: what an index has may be older than the thing.
    """
    resource = resource_of(read.facts.result)
    if resource is None or resource is not resource_of(listed.by.facts.result):
        return False
    headline, thing = headline_of(type(read)), listed.thing
    name = fill(headline.name, thing, now=None, call=read.sent_arguments())
    own_name = fill(headline.own_name, thing, now=None)
    if any(pick(thing, path) is None for path in headline.identity):
        return False
    pinned = [each for each in pinned_reads(act.action) if each.first == read]
    return own_name.casefold() == name.casefold() and all(_has_all(thing, each) for each in pinned)


def _has_all(thing: Any, pinned: PinnedRead) -> bool:
    """Tell whether a thing has each value that is pinned of it, and nothing but what may be."""
    try:
        for path in pinned.loose | pinned.stamp:
            value_in(thing, path)
    except ValueError:
        return False
    return bool(pinned.stamp) and not pinned.is_needed
