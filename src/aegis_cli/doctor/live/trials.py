"""Tries claims one after another, each by its function or by a question, and keeps the report."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.core.text import one_line
from aegis_cli.doctor.live.agenda import hindrance
from aegis_cli.doctor.live.claims import LiveClaim
from aegis_cli.doctor.live.live_report import LiveReport
from aegis_cli.doctor.live.service_trials import SERVICE_TRIALS
from aegis_cli.doctor.live.sightings import Fact, HttpSighting, request_in, sighting_of
from aegis_cli.doctor.live.tenant_trials import TENANT_TRIALS
from aegis_cli.doctor.live.trial import Trial, TrialResult, no, no_trial, yes
from aegis_cli.errors import AegisError, Code

TRIALS: Mapping[str, Callable[[Trial], TrialResult]] = {**SERVICE_TRIALS, **TENANT_TRIALS}
"""The trials by the names that the rows of claims have."""
_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


@dataclass
class Trials:
    """The trials of one run."""

    trial: Trial
    report: LiveReport
    keep: Callable[[LiveReport], None]
    """Keeps the report as it is by now, so that a Ctrl-C loses nothing."""
    today: date

    def try_all(self, chosen: Iterable[LiveClaim]) -> Iterator[tuple[LiveClaim, TrialResult]]:
        """Try claims in their order, and yield how each fared."""
        chosen, means = tuple(chosen), self.trial.means()
        questions = _Questions(self.trial.tty, sum(bool(claim.asks) for claim in chosen))
        for claim in chosen:
            why = hindrance(claim, means, self.report, chosen)
            if why is not None:
                result = no_trial(why)
            else:
                result = questions.ask(claim) if claim.asks else self._try(claim)
            self.report = self.report.with_sighting(claim, self.today, result.sighting)
            self.keep(self.report)
            yield claim, result

    def _try(self, claim: LiveClaim) -> TrialResult:
        """Try a claim; an error of ours says how it fared, and only a Ctrl-C ends all."""
        lines: list[str] = []
        self.trial.claim = claim
        self.trial.app.screen.progress.witness = lines.append
        try:
            result = TRIALS[claim.check](self.trial)
        except AegisError as error:
            if error.code is Code.INTERRUPTED:
                raise
            seen = sighting_of(error.code, _answers(lines))
            return TrialResult(seen, f"{error.code.value}: {error.message}")
        finally:
            self.trial.app.screen.progress.clear()
        return replace(result, sighting=replace(result.sighting, answers=_answers(lines)))


def _answers(lines: Iterable[str]) -> tuple[HttpSighting, ...]:
    return tuple(seen for line in lines if (seen := request_in(line)) is not None)


class _Questions:
    """The questions about what a person alone can see; they are asked once whether to begin."""

    def __init__(self, tty: Tty, count: int) -> None:
        self._tty, self._count = tty, count
        self._begins: bool | None = None

    def ask(self, claim: LiveClaim) -> TrialResult:
        """Ask the person what they saw; Enter says that they did not try it."""
        if not self._is_there():
            return no_trial(Fact.NOBODY_LOOKED, f"nobody looked: {claim.asks}")
        said = self._tty.ask(f"{one_line(claim.asks)} [y/n, Enter if not tried] ").lower()
        if said not in _ANSWERS:
            return no_trial(Fact.NOBODY_LOOKED, f"nobody looked: {claim.asks}")
        return (yes if _ANSWERS[said] else no)(Fact.AS_SEEN, Fact.AS_SEEN)

    def _is_there(self) -> bool:
        if self._begins is None:
            question = f"{self._count} questions are for your eyes alone. Go through them? [y/n] "
            self._begins = self._tty.is_there() and self._tty.agrees(question)
        return self._begins
