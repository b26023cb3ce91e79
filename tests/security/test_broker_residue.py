"""After a plan, no process of a broker holds its GitHub token."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.doctor.residue.proc import scan
from aegis_cli.providers.github.nouns.context.users import GetMe
from tests.broker.running import body, broker, token_of
from tests.helpers.support import named, reads, sandbox

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]


def test_no_process_of_a_broker_keeps_a_github_token(tmp_path: Path) -> None:
    with sandbox() as tenant, broker(tenant.environment, tmp_path) as found:
        token = token_of(tenant)
        for _ in range(5):
            assert 200 == found.plan(token, body(*reads(GetMe()))).status_code
        github = named(*tenant.tokens())

        held = [scan(found.process.pid, github).found]
        in_template = scan(found.fork_server(), github | {"session": Secret(token)}).found
        for fork in found.forks():
            with suppress(FileNotFoundError, ProcessLookupError):  # it ended, and holds nothing
                held.append(scan(fork, github).found)

    assert github
    assert not any(held), held
    assert {} == in_template
