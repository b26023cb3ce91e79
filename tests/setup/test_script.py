"""The commands of --print do the same as the changes, and hold no token."""

import os
import shutil
import subprocess
from typing import Any

import pytest

from aegis_cli.sandbox.auth0.management.service import TOKEN
from aegis_cli.setup.desired import wanted_of
from aegis_cli.setup.finding import CLAIM_ID, NATIVE_ID, VAULT_ID, Change
from aegis_cli.setup.repair import unseen
from aegis_cli.setup.script import script
from tests.helpers.patience import PATIENCE
from tests.setup.tenants import BASE, Sandboxed

# A curl that writes down what it would send, and answers as the real thing would.
CURL = """\
#!/bin/sh
cat > "$OUT/stdin.$$"
printf '%s\\n' "$@" >> "$OUT/arguments"
echo '{"id": "made-id", "client_id": "made-client", "client_secret": "s3cret", "status": "built"}'
"""


def ran(folder: Any, text: str) -> tuple[str, str, str]:
    """Run a script with a curl that sends nothing; return arguments, standard input, output."""
    bin_ = folder / "bin"
    bin_.mkdir()
    (bin_ / "curl").write_text(CURL)
    (bin_ / "curl").chmod(0o755)
    known = {"PATH": f"{bin_}:{os.environ['PATH']}", "OUT": str(folder), "TOKEN": TOKEN}
    ended = subprocess.run(
        ["/bin/sh"],
        input=text,
        env=known,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    stdin = "".join(path.read_text() for path in folder.glob("stdin.*"))
    return (folder / "arguments").read_text(), stdin, ended.stdout


def test_no_line_is_wider_than_120_columns() -> None:
    base = "https://some-very-long-name-of-a-company.eu.auth0.com"
    wanted = wanted_of(base, {"connection": "github"}, "")

    lines = script(base, unseen(wanted).changes, was_read=False).splitlines()

    assert [] == [line for line in lines if len(line) > 120]


def test_the_script_of_an_empty_tenant_holds_every_change_and_is_shell() -> None:
    changes = Sandboxed().look().changes
    text = script(BASE, changes)

    ended = subprocess.run(["/bin/sh", "-n"], input=text, text=True, check=False, timeout=PATIENCE)

    assert 0 == ended.returncode
    stand_ins = [other for change in changes for other in change.if_refused or ()]
    assert len(changes) + len(stand_ins) == text.count("call POST") + text.count("call PATCH")
    assert 1 == text.count("||\n")
    assert TOKEN not in text
    assert "$TOKEN" in text


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not here")
def test_created_ids_are_used_later_and_the_token_is_in_no_argument(tmp_path: Any) -> None:
    awkward = 'it\'s $HOME `id` \\ "quoted"\n'
    text = script(
        BASE,
        (
            Change("POST", "/clients", {"name": awkward}, NATIVE_ID),
            Change("POST", "/clients", {"name": "vault"}, VAULT_ID),
            Change("POST", "/actions/actions", {"name": "x"}, CLAIM_ID),
            Change("POST", f"/actions/actions/{CLAIM_ID}/deploy"),
            Change("POST", "/client-grants", {"client_id": NATIVE_ID}),
        ),
    )

    arguments, stdin, out = ran(tmp_path, text)

    assert r'{"name": "it' + "'" + r's $HOME `id` \\ \"quoted\"\n"}' in arguments.splitlines()
    assert f"{BASE}/api/v2/actions/actions/made-id/deploy" in arguments.splitlines()
    assert '{"client_id": "made-client"}' in arguments.splitlines()
    assert TOKEN not in arguments
    assert f"{BASE}/api/v2/actions/actions/made-id" in arguments.splitlines()
    assert 6 == stdin.count(f'header = "authorization: Bearer {TOKEN}"\n')
    assert "s3cret" not in out


def test_a_hostile_id_or_name_of_the_tenant_runs_nothing(tmp_path: Any) -> None:
    hostile = '\'; touch "$OUT/pwned"; $(touch "$OUT/pwned") \x1b[31m'
    text = script(BASE, (Change("PATCH", "/x/%27", {"name": hostile}),))

    ran(tmp_path, text)

    assert not (tmp_path / "pwned").exists()
    assert "\x1b" not in text


def test_the_script_says_if_there_is_nothing_to_send() -> None:
    assert "nothing to send" in script(BASE, ())
