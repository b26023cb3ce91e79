"""The values that the calls of one request take."""

import os
import sys
from dataclasses import dataclass, field
from functools import partial

import pytest

from aegis_cli.adapters.value_line import read_value
from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import ValueCommitment
from aegis_cli.errors import UsageError
from aegis_cli.executor.secret_values import OwnValue, SecretValues
from aegis_cli.planning.expansion import Act
from aegis_cli.providers.github.nouns.actions.secrets import SetSecret
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from tests.helpers.act_factory import act_of

pytestmark = pytest.mark.enable_socket

SET = act_of("s1", SetSecret(repo="acme/web", secret_name="API_KEY"), {})
OTHER = act_of("s2", SetSecret(repo="acme/web", secret_name="OTHER"), {})
READ = act_of("s3", GetIssue(repo="acme/web", issue_number=1), {})


@dataclass
class Giver:
    """Gives one value, and notes for what."""

    asked: list[str] = field(default_factory=list)
    value: OwnValue = field(default_factory=lambda: OwnValue(Secret("hunter2")))

    def __call__(self, says: str) -> OwnValue:
        self.asked.append(says)
        return self.value


def test_each_call_gets_its_commitment_and_each_run_a_line_of_its_own() -> None:
    giver = Giver()
    values = SecretValues(giver)

    read, taken = values.take((READ, SET))

    assert (READ, ["Set the secret API_KEY of acme/web"]) == (read, giver.asked)
    made = giver.value.commitment
    assert isinstance(taken.action, SetSecret)
    assert (7, made.hmac) == (taken.action.length, taken.action.hmac) == (made.length, made.hmac)
    assert taken.action.is_committed
    assert not SET.action.is_committed
    ends = [values.line(taken.call) for _ in range(2)]
    assert [Secret("hunter2")] * 2 == [read_value(end, made) for end in ends]
    for end in ends:
        os.close(end)


def test_who_takes_nothing_is_asked_nothing() -> None:
    giver = Giver()

    assert ((READ,), []) == (SecretValues(giver, has_broker=True).take((READ,)), giver.asked)


@pytest.mark.parametrize(
    ("acts", "has_broker", "why"),
    [((SET,), True, "A broker"), ((SET, OTHER), False, "one value is taken at a time")],
)
def test_nobody_is_asked_where_no_value_can_be_taken(
    acts: tuple[Act, ...], why: str, *, has_broker: bool
) -> None:
    giver = Giver()

    with pytest.raises(UsageError, match=why):
        SecretValues(giver, has_broker=has_broker).take(acts)
    assert [] == giver.asked


def test_without_pynacl_nobody_is_asked_and_the_line_that_installs_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nacl", None)  # as if it were not installed
    giver = Giver()

    with pytest.raises(UsageError, match="the extra `secrets`") as caught:
        SecretValues(giver).take((SET,))

    assert "[secrets]" in (caught.value.hint or "")
    assert giver.asked == []


def test_a_client_that_lies_about_its_value_is_refused() -> None:
    @dataclass
    class Liar:
        commitment: ValueCommitment
        says: str

        def line(self) -> int:
            raise AssertionError

    for lie in (ValueCommitment(0, "5e" * 32), ValueCommitment(7, "x"), ValueCommitment(10**9, "")):
        with pytest.raises(UsageError):
            SecretValues(partial(Liar, lie)).take((SET,))


def test_what_was_forgotten_is_not_handed_over() -> None:
    values = SecretValues(Giver())
    (taken,) = values.take((SET,))
    values.drop()

    with pytest.raises(UsageError):
        values.line(taken.call)
