"""A session that a sandbox keeps a server from is told as that, and not as none."""

import json
import os
import subprocess
import sys

import pytest

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
