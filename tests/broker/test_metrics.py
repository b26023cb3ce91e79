"""The counters, as Prometheus reads them: of one worker, and of several that share a folder."""

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import values
from prometheus_client.parser import text_string_to_metric_families

from aegis_cli.broker import metrics as counters
from aegis_cli.broker.metrics import Metrics, SharedFolder, temporary_folder


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Make a folder, and undo for this process what a worker does for its own."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    with temporary_folder() as path:
        yield path
    values.close_all_multiprocess_files()  # type: ignore[no-untyped-call]


def in_fork(work: Callable[[], object]) -> None:
    """Do work in a process of its own, which then ends as if it were killed."""
    with warnings.catch_warnings():
        # Other tests leave threads behind, which the fork needs not.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    assert 0 == os.waitpid(pid, 0)[1]


def count(folder: str, worker: int, plans: int, running: float = 1) -> None:
    """Be a worker that ends so many plans, while others run."""

    def work() -> None:
        metrics = Metrics(SharedFolder(folder, worker))
        metrics.gauges(plans_running=running)
        for _ in range(plans):
            metrics.plan("allowed", 0.2)

    in_fork(work)


def test_what_was_counted_is_told() -> None:
    metrics = Metrics()
    metrics.request("/healthz", 200)
    metrics.request("/healthz", 200)
    metrics.plan("allowed", 0.2)
    metrics.plan("policy", 200.0)
    metrics.turn("allowed", 1.5)
    metrics.turn("rate_limited", 0.01)
    metrics.tokens(700)
    metrics.gauges(plans_running=3)

    lines = metrics.text().splitlines()

    assert {
        'aegis_http_requests_total{route="/healthz",status="200"} 2.0',
        'aegis_plans_total{verdict="allowed"} 1.0',
        'aegis_plan_seconds_bucket{le="0.1"} 0.0',
        'aegis_plan_seconds_bucket{le="0.25"} 1.0',
        'aegis_plan_seconds_bucket{le="+Inf"} 2.0',
        "aegis_plan_seconds_sum 200.2",
        "aegis_plan_seconds_count 2.0",
        'aegis_model_turns_total{verdict="rate_limited"} 1.0',
        'aegis_model_turn_seconds_bucket{le="1.0"} 1.0',
        "aegis_model_turn_seconds_count 2.0",
        "aegis_model_tokens_total 700.0",
        "aegis_plans_running 3.0",
    } <= set(lines)


@pytest.mark.parametrize("is_shared", [False, True])
def test_the_families_are_ours_and_no_others(folder: str, *, is_shared: bool) -> None:
    metrics = Metrics(SharedFolder(folder, 0) if is_shared else None)
    metrics.request("other", 404)
    metrics.plan("allowed", 0.2)
    metrics.turn("allowed", 0.2)
    metrics.stranger("invalid_token")

    families = text_string_to_metric_families(metrics.text())

    assert {
        "aegis_http_requests": ("counter", frozenset({"route", "status"})),
        "aegis_plans": ("counter", frozenset({"verdict"})),
        "aegis_plan_seconds": ("histogram", frozenset({"le"})),
        "aegis_model_turns": ("counter", frozenset({"verdict"})),
        "aegis_model_turn_seconds": ("histogram", frozenset({"le"})),
        "aegis_model_tokens": ("counter", frozenset()),
        "aegis_strangers_refused": ("counter", frozenset({"verdict"})),
        "aegis_plans_running": ("gauge", frozenset()),
        "aegis_template_starts": ("gauge", frozenset()),
        "aegis_audit_lines_lost": ("gauge", frozenset()),
        "aegis_audit_strangers_left_out": ("gauge", frozenset()),
    } == {
        family.name: (
            family.type,
            frozenset(name for sample in family.samples for name in sample.labels),
        )
        for family in families
    }


def test_any_worker_tells_what_all_have_counted(folder: str) -> None:
    count(folder, 0, 1)
    count(folder, 1, 2)

    metrics = Metrics(SharedFolder(folder, 2))
    for _ in range(4):
        metrics.plan("allowed", 0.2)
    metrics.gauges(plans_running=1)

    lines = metrics.text().splitlines()
    assert {
        'aegis_plans_total{verdict="allowed"} 7.0',
        'aegis_plan_seconds_bucket{le="0.25"} 7.0',
        "aegis_plan_seconds_count 7.0",
        "aegis_plans_running 3.0",
    } <= set(lines)
    (total,) = (float(line.split()[1]) for line in lines if "plan_seconds_sum" in line)
    assert 1.4 == pytest.approx(total)
    assert lines.index("# TYPE aegis_plans_total counter") + 1 == lines.index(
        'aegis_plans_total{verdict="allowed"} 7.0'
    )


def test_a_worker_that_is_replaced_goes_on_where_the_one_before_it_was(folder: str) -> None:
    count(folder, 0, 5, running=1)
    count(folder, 0, 1, running=0)

    text = Metrics(SharedFolder(folder, 1)).text()

    assert 'aegis_plans_total{verdict="allowed"} 6.0\n' in text
    assert "aegis_plans_running 0.0\n" in text


def test_a_single_worker_shares_nothing_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

    metrics = Metrics()
    metrics.plan("allowed", 0.2)

    assert 'aegis_plans_total{verdict="allowed"} 1.0\n' in metrics.text()
    assert [] == [*tmp_path.iterdir()]


def test_the_folder_is_for_its_user_alone_and_is_removed_at_the_end() -> None:
    with temporary_folder() as path:
        count(path, 0, 1)
        mode, files = Path(path).stat().st_mode, {each.name for each in Path(path).iterdir()}

    assert 0o700 == mode & 0o777
    assert {"counter_0.db", "gauge_sum_0.db", "histogram_0.db"} == files
    assert not Path(path).exists()


def test_without_a_file_system_in_memory_the_folder_is_where_temporary_files_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(counters, "_MEMORY", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with temporary_folder() as path:
        assert tmp_path == Path(path).parent
