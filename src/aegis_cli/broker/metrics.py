"""Counters in Prometheus' text format (version 0.0.4); no label holds what a caller chose."""

from collections import Counter
from collections.abc import Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """What one worker has counted since it started."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._verdicts: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._sum = 0.0

    def request(self, route: str, status: int) -> None:
        """Count an answer; `route` is one of ours."""
        self._requests[route, status] += 1

    def plan(self, verdict: str, seconds: float) -> None:
        """Count a plan, with how it ended and how long it took."""
        self._verdicts[verdict] += 1
        self._sum += seconds
        for bound in _SECONDS:
            self._buckets[bound] += seconds <= bound

    def text(self, gauges: Mapping[str, float]) -> str:
        """Return everything, with these gauges as they are now."""
        lines = ["# TYPE aegis_http_requests_total counter"]
        for (route, status), count in sorted(self._requests.items()):
            lines.append(f'aegis_http_requests_total{{route="{route}",status="{status}"}} {count}')
        lines.append("# TYPE aegis_plans_total counter")
        for verdict, count in sorted(self._verdicts.items()):
            lines.append(f'aegis_plans_total{{verdict="{verdict}"}} {count}')
        total = sum(self._verdicts.values())
        lines.append("# TYPE aegis_plan_seconds histogram")
        lines += [
            f'aegis_plan_seconds_bucket{{le="{bound}"}} {self._buckets[bound]}'
            for bound in _SECONDS
        ]
        lines.append(f'aegis_plan_seconds_bucket{{le="+Inf"}} {total}')
        lines.append(f"aegis_plan_seconds_sum {self._sum:.6f}")
        lines.append(f"aegis_plan_seconds_count {total}")
        for name, value in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"
