"""A signal to end becomes an exception that no handler stops."""

import asyncio
import signal
from collections.abc import Iterator

import pytest

from aegis_cli.adapters.process.termination import Terminated, becomes_an_exception


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put back what handles the signals."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_the_first_signal_is_raised_and_the_second_is_not() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

    becomes_an_exception()
    with pytest.raises(Terminated) as caught:
        signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGTERM)

    assert (signal.SIGHUP, 128 + signal.SIGHUP) == (caught.value.number, caught.value.code)


@pytest.mark.usefixtures("handlers")
def test_an_ignored_signal_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    becomes_an_exception()

    assert signal.SIG_IGN is signal.getsignal(signal.SIGHUP)


def test_the_event_loop_of_the_prompt_lets_it_through() -> None:
    def told() -> None:
        raise Terminated(signal.SIGTERM)

    loop = asyncio.new_event_loop()
    loop.call_soon(told)

    with pytest.raises(Terminated):
        loop.run_forever()
    loop.close()
