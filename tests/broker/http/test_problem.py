"""What each failure of the executor is over HTTP."""

import pytest

from aegis_cli.broker.http.problem import problem_of
from aegis_cli.errors import Code, Status, error_for
from tests.helpers.rows import for_each

EXPECTED = {
    Code.SESSION_EXPIRED: 401,
    Code.NOT_CONNECTED: 409,
    Code.RECONNECT: 409,
    Code.ACCESS_DENIED: 403,
    Code.MFA_REQUIRED: 403,
    Code.MISCONFIGURED: 502,
    Code.EXCHANGE_FAILED: 502,
    Code.NETWORK: 502,
    Code.PROTOCOL: 502,
    Code.INTERNAL: 500,
}


@for_each(("code", "status"), EXPECTED.items())
def test_a_code_stays_and_has_its_status(code: Code, status: int) -> None:
    problem = problem_of(error_for(code, "What happened."))

    assert (status, code.value) == (problem.status, problem.code)
    assert (status in {401, 403}) is ("WWW-Authenticate" in problem.headers)


@pytest.mark.parametrize("code", [Code.MISCONFIGURED, Code.BAD_SETTINGS, Code.INTERNAL])
def test_nothing_of_the_brokers_own_set_up_is_told(code: Code) -> None:
    assert "vault-client" not in problem_of(error_for(code, "vault-client is wrong.")).detail


@for_each("code", [code for code in Code if code.status is Status.FAILED])
def test_no_failure_asks_a_person_to_sign_in_again(code: Code) -> None:
    assert 502 == problem_of(error_for(code, "What happened.")).status
