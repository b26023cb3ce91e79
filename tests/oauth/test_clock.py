"""Two clocks are compared by the `Date` of an answer."""

import pytest

from aegis_cli.core.http import Response, Unreachable
from aegis_cli.oauth.clock import skew
from tests.canned import LOST, answer
from tests.flows import Player
from tests.rows import for_each

NOW = 1_795_543_200.0
"""2026-11-24T18:00:00Z."""


@for_each(
    ("date", "expected"),
    [
        ("Tue, 24 Nov 2026 18:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 18:01:30 GMT", 90.0),
        ("Tue, 24 Nov 2026 17:00:00 GMT", -3600.0),
        ("Tue, 24 Nov 2026 18:00:00 -0000", None),
        ("Tue, 24 Nov 99999999999999999999 18:00:00 GMT", None),
        ("Tue, 24 Nov 2026 18:00:00 +99999999999999999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_issuers_clock_is_ahead_by_so_many_seconds(date: str, expected: float | None) -> None:
    player = Player(answer({}, date=date))

    assert expected == player.run(skew("https://tenant.example/", NOW))
    assert ["GET /.well-known/openid-configuration"] == player.log


@pytest.mark.parametrize("answered", [LOST, answer({})])
def test_where_no_time_is_told_nothing_is_said(answered: Response | Unreachable) -> None:
    assert Player(answered).run(skew("https://tenant.example", NOW)) is None
