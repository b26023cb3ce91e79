"""What one rule permits: every write under each `--allow` and each `--deny` of a single action.

The golden files, one for each noun, say it as it was before writes looked at their targets: no look
may permit or forbid a plan. AEGIS_UPDATE_GOLDEN=1 rewrites them.
"""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.errors import Denied
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.preflight import lookups
from tests.actions.cases import CALLS, WRITES
from tests.adapters.render.samples import assert_golden
from tests.helpers.act_factory import act_of


def is_permitted(act: Act, layer: Layer) -> bool:
    try:
        PlanJudge(Policy((layer,))).allow((act,))
    except Denied:
        return False
    return True


def act_for(call: Action[Any]) -> Act:
    return act_of("s1", call, dict.fromkeys(call.sent_arguments(), Origin.USER))


def permitted(name: str, call: Action[Any]) -> str:
    act = act_for(call)
    with pytest.MonkeyPatch.context() as monkeypatch:
        # What is read for one call is the same under five hundred rules.
        found = [*lookups((act,))]
        monkeypatch.setattr("aegis_cli.request.plan_judge.lookups", lambda _acts: found)
        return _permitted(name, act)


def _permitted(name: str, act: Act) -> str:
    allowed = [one for one in ENTRIES if is_permitted(act, Layer("a rule", allow=(one,)))]
    denied = [one for one in ENTRIES if not is_permitted(act, Layer("a rule", deny=(one,)))]
    return f"{name}: allowed by {', '.join(allowed) or 'none'}; denied by {', '.join(denied)}\n"


def test_one_rule_permits_the_same_writes_as_before_they_looked_at_their_targets() -> None:
    writes = {name: call for name, call in CALLS.items() if call.facts.action in WRITES}

    assert_golden("permitted", {name: permitted(name, call) for name, call in writes.items()})
