"""A call reaches the agent, or says what stands between: nobody there, or a sandbox."""

import json
import os
import subprocess
import sys

import pytest

from aegis_cli.mcp.agent_call import AgentCall
from tests.session.held import Held

_NOBODY = 65_534
_CALL = f"""\
import json, os
from aegis_cli.mcp.agent_call import AgentCall
if os.geteuid() == 0:
    os.setuid({_NOBODY})
else:
    os.chmod(os.environ["AEGIS_SESSION"], 0)
print(json.dumps(AgentCall(b"{{}}").document()))
"""


@pytest.mark.enable_socket
def test_a_socket_that_may_not_be_reached_is_told_as_a_sandbox(session: Held) -> None:
    known = {**os.environ, "AEGIS_SESSION": session.address}
    ran = subprocess.run(
        [sys.executable, "-c", _CALL], env=known, capture_output=True, text=True, check=True
    )

    error = json.loads(ran.stdout)["error"]
    assert error["code"] == "no_session"
    assert "blocked by a sandbox" in error["message"]


def test_a_call_that_was_withdrawn_before_it_began_reaches_nobody() -> None:
    call = AgentCall(b"{}")
    call.withdraw()

    assert call.document()["status"] == "interrupted"
