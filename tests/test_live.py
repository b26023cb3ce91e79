"""`python -m tools.live` tries each claim of docs/auth0.md, here on the sandbox, and shows no secret."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.adapters.auth0.callback import callback_ports
from tests.helpers.console import Console, Running, console, environment, from_nothing
from tests.helpers.forked import with_pipes
from tests.helpers.support import LOOPBACK
from tools.live_checks import CHECKS
from tools.live_claims import BEGIN, END, claims, with_table

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parent.parent
TOKEN = "sandbox-management"
_ROW = re.compile(r"^(confirmed|contradicted|not tried) +([\w-]+): .*\n +(.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def at() -> Iterator[Console]:
    """A tenant that was set up, and a person who may read and write."""
    with console() as found, callback_ports():
        found.begin()
        yield found


@pytest.fixture(scope="module")
def settings(at: Console) -> dict[str, str]:
    """The settings of that tenant, as aegis wrote them."""
    stdin = f"{TOKEN}\n".encode()
    made = at.run("setup", "auth0", "--token-stdin", "--yes", "--show-secret", stdin=stdin)
    assert 0 == made.code, made.err
    written = dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", made.out, re.MULTILINE))
    known = {**at.sandbox.environment, **written}
    at.run("whoami", more=written)
    given = at.run(
        *("setup", "auth0", "--token-stdin", "--yes", "--person", "mona@example.com"), stdin=stdin
    )
    assert 0 == given.code, given.err
    return known


def words_of(settings: dict[str, str], *words: str) -> list[str]:
    domain = settings["AEGIS_ISSUER"].rstrip("/")
    named = ("--tenant", domain, "--account", "mona", "--repo", "acme/api")
    return [*named, "--token-stdin", *words]


def tried(at: Console, settings: dict[str, str], *words: str) -> tuple[int, str]:
    known = environment(at.folder, settings)
    args = words_of(settings, *words)
    ended = Running(with_pipes("tools.live", known, args=args, stderr=None)).ended(
        TOKEN.encode(), patience=300
    )
    return ended.code, ended.out + ended.err


def verdicts(out: str) -> dict[str, tuple[str, str]]:
    return {name: (verdict, seen) for verdict, name, seen in _ROW.findall(out)}


def test_every_claim_is_tried_and_what_was_seen_holds_no_secret(
    at: Console, settings: dict[str, str]
) -> None:
    code, out = tried(at, settings, "--change", "--public", "alice/recipes")

    found = verdicts(out)
    assert [claim.id for claim in claims()] == [*found], out
    assert {
        claim.id: "confirmed" for claim in claims() if claim.check and claim.id not in OTHERWISE
    } | OTHERWISE == {name: verdict for name, (verdict, _) in found.items() if name not in BY_EYE}
    assert {"not tried"} == {found[name][0] for name in BY_EYE}
    assert 1 == code
    issued = [each for kind in at.sandbox.issued().values() for each in kind]
    secrets = [*issued, settings["AEGIS_VAULT_CLIENT_SECRET"], TOKEN]
    assert not [each for each in secrets if each in out]


BY_EYE = {claim.id for claim in claims() if claim.asks}
OTHERWISE = {
    # It lets a Custom API Client exchange for which the connection is off.
    "off-for-vault": "contradicted",
}
"""What the sandbox does not do as the page concludes."""


def test_what_was_changed_to_try_it_is_undone(at: Console, settings: dict[str, str]) -> None:
    stdin = f"{TOKEN}\n".encode()

    checked = at.run("setup", "auth0", "--token-stdin", "--check", stdin=stdin, more=settings)

    assert (0, 14) == (checked.code, checked.out.count("ok  "))


def test_without_a_word_nothing_is_changed_and_a_claim_can_be_contradicted(
    at: Console, settings: dict[str, str]
) -> None:
    at.sandbox.reset()
    at.sandbox.set(connected=False)

    code, out = tried(at, settings, "--only", "offline-access", "off-for-native")

    at.sandbox.set(connected=True)
    found = verdicts(out)
    changed = [line for line in at.sandbox.lines("auth0") if line.startswith("PATCH ")]
    assert 1 == code
    assert ("contradicted", "not tried") == tuple(verdict for verdict, _ in found.values())
    assert "not_connected" in found["offline-access"][1]
    assert [] == changed


def test_a_tenant_that_gives_no_token_contradicts_the_claims_about_that(
    at: Console, settings: dict[str, str]
) -> None:
    vault = f"{settings['AEGIS_ISSUER']}api/v2/clients/{settings['AEGIS_VAULT_CLIENT_ID']}"
    by = {"headers": {"authorization": f"Bearer {TOKEN}"}, **LOOPBACK}
    before = httpx.get(vault, **by).raise_for_status().json()["grant_types"]
    httpx.patch(vault, json={"grant_types": []}, **by).raise_for_status()

    code, out = tried(at, settings, "--only", "vault-in-plan", "offline-access", "git-over-https")

    httpx.patch(vault, json={"grant_types": before}, **by).raise_for_status()
    assert ["contradicted", "contradicted", "not tried"] == [
        verdict for verdict, _ in verdicts(out).values()
    ], out
    assert 1 == code


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (("--account", "hubot"), "is mona, and not hubot"),
        (("--tenant", "other.eu.auth0.com"), "is not the tenant"),
    ],
    ids=["account", "tenant"],
)
def test_another_tenant_or_account_than_the_named_one_is_refused(
    named: tuple[str, str], said: str, at: Console, settings: dict[str, str]
) -> None:
    code, out = tried(at, settings, *named)

    assert 1 == code
    assert said in out
    assert {} == verdicts(out)


def test_a_claim_that_is_not_there_is_refused_before_anything_is_asked(
    at: Console, settings: dict[str, str]
) -> None:
    ended = from_nothing(
        [sys.executable, "-m", "tools.live", *words_of(settings, "--only", "no-such-claim")],
        environment={**environment(at.folder, settings), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    ).ended(TOKEN.encode())

    assert 2 == ended.code
    assert "invalid choice: 'no-such-claim'" in ended.err
    assert "offline-access" in ended.err


def test_every_row_has_its_check_or_asks_a_person_and_every_check_has_its_row() -> None:
    rows = claims()

    assert {*CHECKS} == {claim.check for claim in rows if claim.check}
    assert [] == [claim.id for claim in rows if bool(claim.check) == bool(claim.asks)]
    assert [] == [claim.id for claim in rows if not (claim.says and claim.look and claim.source)]
    assert len(rows) == len({claim.id for claim in rows})


def test_the_page_has_the_rows_and_nothing_else_of_it_is_changed() -> None:
    page = with_table(f"# Top\n{BEGIN}\nold\n{END}\nend\n")

    assert page.startswith(f"# Top\n{BEGIN}\n\n| what this page says |")
    assert page.endswith(f"\n\n{END}\nend\n")
    assert "old" not in page
    assert page == with_table(page)


def test_the_sandbox_answers_what_git_asks_first(at: Console, settings: dict[str, str]) -> None:
    """As the protocol has it; a private repository is shown to a token that may read it alone."""
    base = settings["AEGIS_GITHUB_API"]

    def asked(repo: str, token: str = "") -> httpx.Response:
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        headers = {"authorization": f"Basic {basic}"} if token else {}
        url = f"{base}/{repo}.git/info/refs?service=git-upload-pack"
        return httpx.get(url, headers=headers, **LOOPBACK)

    assert at.run("do", "repos.get", "--repo", "acme/api", more=settings).code == 0
    token = at.sandbox.tokens()[-1]
    public, private = asked("acme/web"), asked("acme/api", token)

    assert (200, 200) == (public.status_code, private.status_code)
    assert public.content.startswith(b"001e# service=git-upload-pack\n0000")
    assert (401, 404) == (asked("acme/api").status_code, asked("acme/api", "ghu_x").status_code)
    listed = subprocess.run(
        ["git", "-c", "protocol.version=0", "ls-remote", f"{base}/acme/web.git"],
        env={"PATH": os.environ["PATH"], "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "refs/heads/main" in listed.stdout
