"""Counters for Prometheus, in its text format (version 0.0.4); no label holds a caller's text.

A single worker has its counters in its own memory. Several workers write theirs to files in one
folder, where each of them can read and add up all of them. The files hold names, labels and
numbers, and nothing secret.
"""

import os
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
_MEMORY = "/dev/shm"  # noqa: S108  # mkdtemp makes a new folder in it
_GAUGES = {
    "aegis_plans_running": "Plans that run now.",
    "aegis_template_starts": "Starts of the process from which the executors are forked.",
    "aegis_audit_lines_lost": "Lines of the audit that were not written.",
    "aegis_audit_strangers_left_out": "Refusals without a line in the audit.",
}


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """Where one of several workers keeps its counters."""

    path: str
    worker: int
    """Its number; a worker that replaces another one has the same, and counts on."""


def temporary_folder() -> TemporaryDirectory[str]:
    """Make the folder that the workers of one broker share (mode 0700).

    Where the system has a file system in memory, it is there: that one can also be written to in a
    container with a read-only root.
    """
    has_memory = os.access(_MEMORY, os.W_OK | os.X_OK)
    return TemporaryDirectory(prefix="aegis-metrics-", dir=_MEMORY if has_memory else None)


class Metrics:
    """The counters of one worker; one for each process, because the library has global state."""

    def __init__(self, shared: SharedFolder | None = None) -> None:
        """Take the folder of several workers; without one, count for this process alone."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        own = None if shared else self._registry
        values.ValueClass = values.MutexValue
        if shared is not None:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared.path  # the library reads it
            values.ValueClass = values.MultiProcessValue(lambda: shared.worker)  # type: ignore[no-untyped-call]
            MultiProcessCollector(self._registry, shared.path)  # type: ignore[no-untyped-call]
        self._requests = Counter(
            "aegis_http_requests_total", "Answers.", ("route", "status"), registry=own
        )
        self.plan = _Ended("aegis_plan", "Plans", own).count
        self.turn = _Ended("aegis_model_turn", "Turns of planning", own).count
        self.tokens = Counter("aegis_model_tokens_total", "Tokens of the model.", registry=own).inc
        self._strangers = Counter(
            "aegis_strangers_refused_total",
            "Refused requests without a valid token.",
            ("verdict",),
            registry=own,
        )
        self._gauges = {
            name: Gauge(name, text, registry=own, multiprocess_mode="sum")
            for name, text in _GAUGES.items()
        }

    def request(self, route: str, status: int) -> None:
        """Count an answer; `route` is one of ours."""
        self._requests.labels(route, status).inc()

    def stranger(self, verdict: str) -> None:
        """Count a refused request without a valid token.

        They are not counted as plans or turns, whose durations would otherwise be distorted.
        """
        self._strangers.labels(verdict).inc()

    def gauges(self, **gauges: float) -> None:
        """Set gauges of this worker, each named without its `aegis_`."""
        for name, value in gauges.items():
            self._gauges[f"aegis_{name}"].set(value)

    def text(self) -> str:
        """Return everything, added up over all workers that share a folder."""
        return generate_latest(self._registry).decode()


class _Ended:
    """How requests of one kind ended, and how long they took."""

    def __init__(self, name: str, noun: str, registry: CollectorRegistry | None) -> None:
        self._verdicts = Counter(
            f"{name}s_total", f"{noun}, by how they ended.", ("verdict",), registry=registry
        )
        self._seconds = Histogram(
            f"{name}_seconds",
            f"{noun}, by how long they took.",
            registry=registry,
            buckets=_BUCKETS,
        )

    def count(self, verdict: str, seconds: float) -> None:
        """Count one, with how it ended and how many seconds it took."""
        self._verdicts.labels(verdict).inc()
        self._seconds.observe(seconds)
