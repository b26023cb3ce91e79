"""The command line and the broker against a certified OpenID provider in the place of Auth0.

Run by `python -m tools.openid_provider`, which installs the provider; skipped otherwise.
"""

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from aegis_cli.providers.github.nouns.context.users import GetMe
from tests.broker.running import Broker, body, broker
from tests.helpers.console import AEGIS, Ended, Running, environment
from tests.helpers.forked import aegis
from tests.helpers.support import Heard, Server, Talk, answering, reads, server
from tests.openid_provider.running import (
    API,
    FOLDER,
    GITHUB_TOKEN,
    OpenIdProvider,
    openid_provider,
    vault_key,
)

if FOLDER not in os.environ:
    pytest.skip("run `python -m tools.openid_provider`", allow_module_level=True)

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
ME = ("do", "users.get_me", *JSON)
WHOAMI = ("whoami", *JSON)
PERSON = {"login": "mona", "id": 583231, "type": "User", "html_url": "https://github.com/mona"}


@dataclass
class Company:
    """The provider as issuer and vault, a GitHub that takes its token, a broker, and a folder."""

    provider: OpenIdProvider
    github: Server
    broker: Broker
    folder: Path
    settings: Mapping[str, str]

    def start(self, *words: str, **more: str) -> Running:
        """Start `aegis` with the vault's credentials, or with a broker's address."""
        known = environment(self.folder, {**self.settings, **more})
        return Running(aegis([AEGIS, *words], environment=known, cwd=self.folder))

    def run(self, *words: str, abort: bool = False, **more: str) -> Ended:
        """Run `aegis`, and answer in the browser."""
        running = self.start(*words, **more)
        self.provider.press(running.code_shown(), abort=abort)
        return running.ended()

    def through_the_broker(self, *words: str, abort: bool = False) -> Ended:
        """Run `aegis` on a machine that knows the broker only."""
        unknown = {name: "" for name in self.settings if name != "AEGIS_ENGINE"}
        return self.run(*words, abort=abort, **unknown | {"AEGIS_BROKER": self.broker.url})

    def asked(self) -> list[str]:
        """Return what GitHub was asked."""
        return [f"{heard.method} {heard.target}" for heard in self.github.heard]


def github() -> Talk:
    """Answer whoever has the vault's token."""
    good, bad = answering(json.dumps(PERSON)), answering("{}", status=401)

    def talk(heard: Heard, connection: object) -> None:
        is_known = heard.headers.get("authorization") == f"Bearer {GITHUB_TOKEN}"
        (good if is_known else bad)(heard, connection)  # type: ignore[arg-type]

    return talk


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("openid")
    with openid_provider(Path(os.environ[FOLDER])) as provider, server(github()) as running:
        settings = {
            "AEGIS_ISSUER": provider.issuer,
            "AEGIS_CLIENT_ID": "aegis-cli",
            "AEGIS_AUDIENCE": API,
            "AEGIS_VAULT_CLIENT_ID": "aegis-vault",
            "AEGIS_VAULT_CLIENT_SECRET": provider.secret,
            "AEGIS_GITHUB_API": running.url,
            "AEGIS_ENGINE": "offline",
        }
        with broker(settings, folder) as served:
            yield Company(provider, running, served, folder, settings)


@pytest.fixture
def at(started: Company) -> Company:
    started.provider.begin()
    started.github.heard.clear()
    return started


def test_a_person_signs_in_and_is_named_and_nothing_is_exchanged(at: Company) -> None:
    ended = at.run(*WHOAMI)

    (result,) = ended.document["results"]
    assert (0, "done", None) == ended.end
    assert ("Mona Lisa", "mona") == (result["data"]["name"], result["data"]["subject"])
    assert [] == at.provider.exchanges()


@pytest.mark.parametrize("way", [Company.run, Company.through_the_broker])
def test_a_plan_costs_one_exchange(way: Callable[..., Ended], at: Company) -> None:
    ended = way(at, *ME)

    assert (0, "done", None) == ended.end
    assert ([200], ["GET /user"]) == (at.provider.exchanges(), at.asked())


def test_slow_down_makes_every_later_poll_five_seconds_later(at: Company) -> None:
    at.provider.begin(slowDowns=1)

    ended = at.run(*ME)

    assert (0, "done", None) == ended.end
    assert [True] == [pause > 5.5 for pause in at.provider.pauses()]
    assert [200] == at.provider.exchanges()


def test_a_code_that_nobody_confirms_expires(at: Company) -> None:
    at.provider.begin(codeLife=2)

    ended = at.start(*ME).ended()

    assert (4, "not_signed_in", "sign_in_expired") == ended.end
    assert [] == at.provider.exchanges()


@pytest.mark.parametrize("way", [Company.run, Company.through_the_broker])
def test_a_person_who_aborts_is_not_signed_in(way: Callable[..., Ended], at: Company) -> None:
    ended = way(at, *ME, abort=True)

    assert (4, "not_signed_in", "sign_in_denied") == ended.end
    assert ([], []) == (at.provider.exchanges(), at.asked())


def test_keys_that_rotate_are_noticed_at_once(at: Company) -> None:
    plan = body(*reads(GetMe()))
    before = at.provider.granted()["access_token"]
    first = at.broker.plan(before, plan)
    at.provider.rotate()
    after = at.provider.granted()["access_token"]

    answers = [first, at.broker.plan(after, plan), at.broker.plan(before, plan)]
    ended = at.run(*ME)

    assert [200] * 3 == [answer.status_code for answer in answers]
    assert (0, "done", None) == ended.end
    assert [200] * 4 == at.provider.exchanges()


UNFIT = {
    "opaque": {"format": "opaque"},
    "HS256": {"format": "hs256"},
    "another audience": {"audience": "https://other.example"},
}


@pytest.mark.parametrize("settings", UNFIT.values(), ids=UNFIT)
def test_a_token_that_is_not_fit_for_the_api_is_never_exchanged(
    settings: dict[str, str], at: Company
) -> None:
    at.provider.begin(**settings)

    here, there = at.run(*ME), at.through_the_broker(*ME)

    assert (7, "failed", "misconfigured") == here.end
    assert (4, "not_signed_in", "session_expired") == there.end
    assert ([], []) == (at.provider.exchanges(), at.asked())


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(provider: OpenIdProvider) -> str:
    payload = provider.granted()["access_token"].split(".")[1]
    return f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{payload}."


REFUSED: dict[str, Callable[[OpenIdProvider], str]] = {
    "of a program": OpenIdProvider.of_a_program,
    "unsigned": unsigned,
    "an ID token": lambda provider: provider.granted()["id_token"],
    "for another API": lambda provider: provider.granted(audience="https://other.example")[
        "access_token"
    ],
    "for no API": lambda provider: provider.granted(audience="")["access_token"],
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_a_token_that_the_broker_must_not_take_ends_in_401_and_no_exchange(
    make: Callable[[OpenIdProvider], str], at: Company
) -> None:
    answer = at.broker.plan(make(at.provider), body(*reads(GetMe())))

    assert (401, "invalid_token") == (answer.status_code, answer.json()["code"])
    assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
    assert ([], []) == (at.provider.exchanges(), at.asked())


def test_a_private_key_proves_the_vaults_client_here_and_in_a_broker(
    at: Company, tmp_path: Path
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(vault_key().as_pem(private=True))
    path.chmod(0o600)
    keyed = {
        "AEGIS_VAULT_CLIENT_ID": "aegis-vault-key",
        "AEGIS_VAULT_CLIENT_SECRET": "",
        "AEGIS_VAULT_PRIVATE_KEY_FILE": str(path),
    }

    here = at.run(*ME, abort=False, **keyed)
    with broker(at.settings, tmp_path, **keyed) as served:
        token, plan = at.provider.granted()["access_token"], body(*reads(GetMe()))
        there = [served.plan(token, plan).status_code for _ in range(2)]

    assert ((0, "done", None), [200, 200]) == (here.end, there)
    assert [200] * 3 == at.provider.exchanges()


def test_a_secret_that_is_wrong_is_no_fault_of_the_person(at: Company, tmp_path: Path) -> None:
    wrong = {"AEGIS_VAULT_CLIENT_SECRET": "wrong"}

    here = at.run(*ME, abort=False, **wrong)
    with broker(at.settings, tmp_path, **wrong) as served:
        there = served.plan(at.provider.granted()["access_token"], body(*reads(GetMe())))

    assert (7, "failed", "misconfigured") == here.end
    assert (502, "misconfigured") == (there.status_code, there.json()["code"])
    assert ([401, 401], []) == (at.provider.exchanges(), at.asked())


WAY_IN = (
    *("auth0-answers", "issuer-metadata", "issuer-keys", "issuer-clock"),
    *("device-sign-in", "token-for-the-api", "offline-access", "github-reads-me"),
)
LIVE = ("doctor", "--live", "--only", ",".join(WAY_IN), *JSON)


def verdicts(ended: Ended) -> dict[str, tuple[str, str | None]]:
    (result,) = ended.document["results"]
    return {row["claim"]: (row["result"], row["code"]) for row in result["data"]}


@pytest.mark.parametrize("begins", [{}, {"slowDowns": 1}], ids=["at once", "after a slow down"])
def test_every_claim_about_signing_in_gets_its_yes(begins: dict[str, int], at: Company) -> None:
    at.provider.begin(**begins)

    ended = at.run(*LIVE)

    assert dict.fromkeys(WAY_IN, ("yes", None)) == verdicts(ended), ended.err
    assert 0 == ended.code


@pytest.mark.parametrize("settings", UNFIT.values(), ids=UNFIT)
def test_a_token_that_is_not_fit_breaks_its_claim_and_hinders_no_other_answer(
    settings: dict[str, str], at: Company
) -> None:
    at.provider.begin(**settings)

    found = verdicts(at.run(*LIVE))

    off = ("no", "misconfigured")
    assert (("yes", None), off, off) == (
        found["device-sign-in"],
        found["token-for-the-api"],
        found["offline-access"],
    )
    assert ("untried", None) == found["github-reads-me"]
    assert [] == at.provider.exchanges()


@pytest.mark.parametrize(
    ("begins", "abort", "code"),
    [({"codeLife": 2}, None, "sign_in_expired"), ({}, True, "sign_in_denied")],
    ids=["nobody confirms", "the person aborts"],
)
def test_who_did_not_sign_in_has_broken_no_claim(
    begins: dict[str, int],
    abort: bool | None,  # noqa: FBT001  # of a table
    code: str,
    at: Company,
) -> None:
    at.provider.begin(**begins)

    ended = at.start(*LIVE).ended() if abort is None else at.run(*LIVE, abort=abort)

    found = verdicts(ended)
    assert ("untried", code) == found["device-sign-in"]
    assert {("untried", None)} == {found[name] for name in WAY_IN[5:]}
    assert 0 == ended.code


def test_a_secret_of_the_vault_that_is_wrong_breaks_the_claim_of_the_exchange(at: Company) -> None:
    found = verdicts(at.run(*LIVE, abort=False, AEGIS_VAULT_CLIENT_SECRET="wrong"))

    assert (("yes", None), ("no", "misconfigured")) == (
        found["token-for-the-api"],
        found["offline-access"],
    )
