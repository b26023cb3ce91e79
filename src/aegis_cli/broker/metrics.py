"""Counters in Prometheus' text format (version 0.0.4); no label holds what a caller chose."""

from collections import Counter
from collections.abc import Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """What one worker has counted since it started."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._plans = _Ended("aegis_plan")
        self._turns = _Ended("aegis_model_turn")
        self._tokens = 0
        self._strangers: Counter[str] = Counter()

    def request(self, route: str, status: int) -> None:
        """Count an answer; `route` is one of ours."""
        self._requests[route, status] += 1

    def plan(self, verdict: str, seconds: float) -> None:
        """Count a plan, with how it ended and how long it took."""
        self._plans.count(verdict, seconds)

    def turn(self, verdict: str, seconds: float, tokens: int) -> None:
        """Count a turn of planning, with the model's tokens."""
        self._turns.count(verdict, seconds)
        self._tokens += tokens

    def stranger(self, verdict: str) -> None:
        """Count a refused request without a valid token.

        They are not counted as plans or turns, whose durations would otherwise be distorted.
        """
        self._strangers[verdict] += 1

    def text(self, gauges: Mapping[str, float]) -> str:
        """Return everything, with these gauges as they are now."""
        lines = ["# TYPE aegis_http_requests_total counter"]
        for (route, status), count in sorted(self._requests.items()):
            lines.append(f'aegis_http_requests_total{{route="{route}",status="{status}"}} {count}')
        lines += self._plans.lines()
        lines += self._turns.lines()
        lines += ["# TYPE aegis_model_tokens_total counter"]
        lines += [f"aegis_model_tokens_total {self._tokens}"]
        lines += ["# TYPE aegis_strangers_refused_total counter"]
        for verdict, count in sorted(self._strangers.items()):
            lines.append(f'aegis_strangers_refused_total{{verdict="{verdict}"}} {count}')
        for name, value in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"


class _Ended:
    """How requests of one kind ended, and how long they took."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._verdicts: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._sum = 0.0

    def count(self, verdict: str, seconds: float) -> None:
        """Count one."""
        self._verdicts[verdict] += 1
        self._sum += seconds
        for bound in _SECONDS:
            self._buckets[bound] += seconds <= bound

    def lines(self) -> list[str]:
        """Return its counter and its histogram."""
        name, total = self._name, sum(self._verdicts.values())
        return [
            f"# TYPE {name}s_total counter",
            *(
                f'{name}s_total{{verdict="{verdict}"}} {count}'
                for verdict, count in sorted(self._verdicts.items())
            ),
            f"# TYPE {name}_seconds histogram",
            *(f'{name}_seconds_bucket{{le="{b}"}} {self._buckets[b]}' for b in _SECONDS),
            f'{name}_seconds_bucket{{le="+Inf"}} {total}',
            f"{name}_seconds_sum {self._sum:.6f}",
            f"{name}_seconds_count {total}",
        ]
