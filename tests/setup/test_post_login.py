"""The post-login Action, run under node as Auth0 runs it: what it asks for, and what it claims."""

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import aegis_cli.setup
from aegis_cli.setup.desired import AUTH_TIME, text_of
from tests.helpers.patience import PATIENCE

FILE = Path(aegis_cli.setup.__file__).parent / "post_login.js"
NODE = shutil.which("node") or ""
pytestmark = pytest.mark.skipif(not NODE, reason="node is not here")

# Every event at once, since starting node takes longer than all else.
RUN = """
const action = require(process.argv[1]);
const events = JSON.parse(require("fs").readFileSync(0, "utf8"));
(async () => {
  const all = [];
  for (const event of events) {
    const done = [];
    const note = (name) => (...given) => { done.push([name, ...given]); };
    await action.onExecutePostLogin(event, {
      accessToken: { setCustomClaim: note("claim") },
      authentication: { challengeWithAny: note("challenge"), enrollWithAny: note("enrol") },
    });
    all.push(done);
  }
  console.log(JSON.stringify(all));
})();
"""


def when(seconds_ago: float) -> str:
    at = datetime.fromtimestamp(time.time() - seconds_ago, UTC)
    return at.isoformat().replace("+00:00", "Z")


def event(*methods: tuple[str, str], scope: str = "aegis:admin", **more: Any) -> dict[str, Any]:
    return {
        "transaction": {"requested_scopes": ["openid", scope], "protocol": "oauth2-device-code"},
        "authentication": {"methods": [{"name": n, "timestamp": t} for n, t in methods]},
        "user": {"enrolledFactors": [{"type": "otp", "options": {"x": 1}}]},
        **more,
    }


PASSWORD = ("pwd", when(5))
REFRESH = {"requested_scopes": ["aegis:admin"], "protocol": "oauth2-refresh-token"}
ASKS = [["challenge", [{"type": "otp"}]]]
EVENTS: dict[str, tuple[dict[str, Any], Any]] = {
    "a login for less": (event(PASSWORD, scope="aegis:write"), []),
    "a login without a transaction": ({"authentication": {"methods": []}}, []),
    "a login with a password": (event(PASSWORD), ASKS),
    "a session of this morning": (event(PASSWORD, ("mfa", when(7200))), ASKS),
    "a second factor at no time": (event(("mfa", "whenever")), ASKS),
    "a login without methods": (event() | {"authentication": None}, ASKS),
    "a refresh": (event(PASSWORD, transaction=REFRESH), []),
}


@pytest.fixture(scope="module")
def done() -> dict[str, list[Any]]:
    events = [given for given, _ in EVENTS.values()]
    events.append(event(PASSWORD, user={"enrolledFactors": []}))
    events.append(event(PASSWORD, ("mfa", when(3))))
    ended = subprocess.run(
        [NODE, "-e", RUN, str(FILE)],
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return dict(zip([*EVENTS, "nothing enrolled", "fresh"], json.loads(ended.stdout), strict=True))


def test_node_accepts_the_file_that_is_installed() -> None:
    ended = subprocess.run([NODE, "--check", str(FILE)], check=False, timeout=PATIENCE)

    assert 0 == ended.returncode
    assert FILE.read_text(encoding="utf-8") == text_of("post_login.js")


@pytest.mark.parametrize("row", EVENTS)
def test_it_asks_for_a_factor_if_the_scope_is_requested_and_adds_no_claim(
    row: str, done: dict[str, list[Any]]
) -> None:
    assert EVENTS[row][1] == done[row]


def test_somebody_without_a_factor_enrols_one(done: dict[str, list[Any]]) -> None:
    ((name, factors),) = done["nothing enrolled"]

    assert "enrol" == name
    assert {"type": "otp"} in factors


def test_a_fresh_second_factor_is_claimed_with_its_time_and_all_methods(
    done: dict[str, list[Any]],
) -> None:
    (_, first, at), (_, second, methods) = done["fresh"]

    assert (AUTH_TIME, "https://aegis/amr") == (first, second)
    assert ["pwd", "mfa"] == methods
    assert isinstance(at, int)
    assert 0 <= time.time() - at < 60
