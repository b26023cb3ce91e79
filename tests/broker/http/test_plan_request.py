"""What a plan may have is what its protocol says, so that each end knows what the other reads."""

import hashlib
import json

from aegis_cli.broker.http.plan_request import _Body
from aegis_cli.errors import Code, error_for
from aegis_cli.executor.messages import outcome_as_json
from aegis_cli.oauth.protected_resource import PROTOCOL
from aegis_cli.request.execution import Outcome, StepStatus

PROTOCOLS = {2: "c9fba307e0e6bfcc"}
"""What each protocol has, as a digest of a plan's schema and of the members of an outcome."""


def test_who_changes_a_plan_or_an_outcome_raises_the_protocol_that_each_end_says() -> None:
    error = error_for(Code.NETWORK, "x", provider="github")
    outcome = Outcome("s1", StepStatus.FAILED, error=error, note="x", is_example=True)
    told = outcome_as_json(outcome)
    said = [_Body.model_json_schema(), sorted(told), sorted(told["error"]), [*map(str, StepStatus)]]

    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    assert PROTOCOLS[PROTOCOL] == digest[:16]
    assert max(PROTOCOLS) == PROTOCOL
