"""Lets a plan go on only as far as the store allows it; raises the broker's own problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from aegis_cli.actions.call import Call
from aegis_cli.broker.authorization.batch_check import MOST_QUESTIONS, Misconfigured, Unavailable
from aegis_cli.broker.authorization.questions import (
    PlanQuestions,
    RuleQuestion,
    needs_of,
    places_by_id,
)
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.problem import Problem
from aegis_cli.errors import Code


class Verdicts(Protocol):
    """Answers questions about a caller."""

    @property
    def model(self) -> str:
        """The id of the model that decides."""
        ...

    async def verdicts(
        self, caller: Caller, questions: Sequence[RuleQuestion]
    ) -> Mapping[RuleQuestion, bool]:
        """Return the verdict of each; raise `Misconfigured` or `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class OwnRules:
    """An organisation's own rules, after the broker's policy and before any exchange."""

    store: Verdicts

    async def permit(self, calls: tuple[Call, ...], caller: Caller) -> tuple[Call, ...]:
        """Return the calls as they may run; raise `Problem` unless every one of them may.

        A related read that is not allowed is left out.
        """
        unnamed = [*dict.fromkeys(places_by_id(calls))]
        if unnamed:
            raise _denial_of_ids(unnamed)
        needs = needs_of(calls)
        if len(needs.all) > MOST_QUESTIONS:
            detail = (
                f"The rules answer at most {MOST_QUESTIONS} questions at once: send fewer calls."
            )
            raise Problem(400, "bad_request", detail)
        verdicts = await self._ask(caller, needs.all)
        denied = [each for each in needs.needed if not verdicts[each.asks]]
        if denied:
            raise _denial(denied)
        return tuple(_with_allowed_reads(call, needs, verdicts) for call in calls)

    async def _ask(
        self, caller: Caller, questions: Sequence[RuleQuestion]
    ) -> Mapping[tuple[str, str], bool]:
        try:
            found = await self.store.verdicts(caller, questions)
        except Misconfigured as fault:
            problem = Problem(502, Code.MISCONFIGURED.value, f"{_REFUSED}: {fault}.")
        except Unavailable as fault:
            code = Code.AUTHORIZATION_UNAVAILABLE.value
            problem = Problem(503, code, f"{_SILENT}: {fault}. Nothing was done.")
        else:
            return {each.asks: verdict for each, verdict in found.items()}
        raise problem


def _with_allowed_reads(
    call: Call, needs: PlanQuestions, verdicts: Mapping[tuple[str, str], bool]
) -> Call:
    kept = (
        name
        for id_, name, questions in needs.beside
        if id_ == call.id and all(verdicts[each.asks] for each in questions)
    )
    return replace(call, related=tuple(kept))


def _denial_of_ids(places: Sequence[str]) -> Problem:
    """Return the denial of places by their ids. NOTE: what is forbidden by name is not by an id."""
    detail = (
        "Your organisation's rules know places by their names: write the name in place of "
        f"{', '.join(places)}."
    )
    return Problem(403, Code.POLICY.value, detail[:1000], {"WWW-Authenticate": "Bearer"})


def _denial(denied: Sequence[RuleQuestion]) -> Problem:
    said = "; ".join(dict.fromkeys(each.says for each in denied))
    detail = f"Your organisation's rules do not allow you to {said}."[:1000]
    return Problem(403, Code.POLICY.value, detail, {"WWW-Authenticate": "Bearer"})


_REFUSED = "The store of your organisation's rules refused the question"
_SILENT = "The store of your organisation's rules cannot be asked"
