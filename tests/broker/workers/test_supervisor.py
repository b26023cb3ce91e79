"""A worker that fails is told of by what it was, never by what it held, and is replaced."""

import os
import signal
from pathlib import Path

import pytest

from aegis_cli.broker.workers import supervisor


def test_a_worker_that_fails_at_its_start_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "GAP", 0.0)
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    parent = os.getpid()

    def work(place: int) -> None:
        """Fail once in each place; the last of those that come after ends them all."""
        failed = tmp_path / f"{place} failed"
        if not failed.exists():
            failed.touch()
            raise ValueError("ghu_secret")
        (tmp_path / f"{place} came").touch()
        if len([*tmp_path.glob("* came")]) == 2:
            os.kill(parent, signal.SIGTERM)

    supervisor.supervise(work, count=2, ready=(tmp_path / "ready").touch)

    assert {"0 came", "0 failed", "1 came", "1 failed", "ready"} == {
        path.name for path in tmp_path.iterdir()
    }
    assert "A worker of the broker ended by ValueError.\n" * 2 == capfd.readouterr().err
    assert before == [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
