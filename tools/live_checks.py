"""Tries claims on a live tenant: each check says what it saw, and undoes what it changed.

The tenant, the account and the repositories are to spare, and named by the person who runs it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.oauth.exchange import exchange
from aegis_cli.planning.gemini.request_forms import USUAL
from aegis_cli.providers.default import DEFAULT
from aegis_cli.providers.github.app_manifest import web_base
from aegis_cli.request.ports import Session
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.setup.desired import TOKEN_LIFETIME, Wanted
from aegis_cli.setup.management import call
from aegis_cli.setup.pieces import client_id_of, path_of
from aegis_cli.setup.repair import TenantSnapshot, look, repair
from aegis_cli.setup.user_permissions import read_people
from aegis_cli.wiring.app import App


class Verdict(StrEnum):
    """How a claim fared."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a check saw."""

    verdict: Verdict
    seen: str


def sight(held: bool, seen: str) -> Sight:  # noqa: FBT001  # what a comparison gave
    """Return what was seen, and whether the claim held."""
    return Sight(Verdict.CONFIRMED if held else Verdict.CONTRADICTED, seen)


def not_tried(why: str) -> Sight:
    """Return that a check could not be made here."""
    return Sight(Verdict.NOT_TRIED, why)


@dataclass
class Trial:
    """What the checks work on: the settings of the environment, and what was named to spare."""

    app: App
    management: Management
    wanted: Wanted
    repo: str
    """A private repository where the App is installed."""
    public: str
    """A public repository where it is not; "" if none was named."""
    closing: ExitStack
    secrets: list[Secret] = field(default_factory=list, repr=False)
    """What must not be in anything that is written."""

    def other(self, options: CliOptions = CliOptions(), **variables: str) -> App:  # noqa: B008  # it is frozen
        """Open aegis with other settings."""
        settings = {**os.environ, "AEGIS_ENGINE": "offline", **variables}
        return self.closing.enter_context(App.of(options, settings))

    def tenant(self) -> TenantSnapshot:
        """Look at the tenant."""
        return self.management.run(look(self.management.api, self.wanted))

    @cached_property
    def session(self) -> Session:
        """A session for reading."""
        session = self.app.sign_ins.for_reading()
        self.secrets.append(session.access_token)
        return session

    @cached_property
    def login(self) -> str:
        """The person's login at the provider."""
        return self.app.identities.login()

    @cached_property
    def token(self) -> Secret:
        """A token of the vault, which only this tool ever holds outside a child."""
        vault = self.app.executors.vault()
        with Sender() as sender:
            flow = exchange(vault, vault.connections[DEFAULT.name], self.session.access_token)
            granted = drive(flow, sender, wait=self.app.screen.wait)
        self.secrets.append(granted.token)
        return granted.token

    def change(self, method: Any, path: str, body: Any = None) -> None:
        """Change the tenant."""
        self.management.run(call(self.management.api, method, path, body=body))

    @contextmanager
    def mended(self, piece: str) -> Iterator[None]:
        """Undo what is changed of a piece of the tenant."""
        try:
            yield
        finally:
            flow = repair(self.management.api, self.wanted, self.tenant(), only={piece})
            self.management.run(flow)


Check = Callable[[Trial], Sight]


def _ends(do: Callable[[], object], *codes: Code) -> Sight:
    """Do something that is to end in an error of one of these codes."""
    try:
        do()
    except AegisError as error:
        return sight(error.code in codes, f"{error.code.value}: {error.message}")
    return sight(False, "it ended well")  # noqa: FBT003  # as above


def vault_in_plan(trial: Trial) -> Sight:
    """See whether the Custom API Client has the grant."""
    (piece,) = (each for each in trial.tenant().findings if each.name == "vault")
    return sight(piece.state.value == "ok", piece.message)


def rbac_in_plan(trial: Trial) -> Sight:
    """See whether the API enforces permissions."""
    api = trial.tenant().pieces.api or {}
    return sight(
        api.get("enforce_policies") is True, f"enforce_policies is {api.get('enforce_policies')}"
    )


def mfa_by_actions(trial: Trial) -> Sight:
    """See whether Auth0 kept the setting that `aegis setup auth0` sent."""
    (piece,) = (each for each in trial.tenant().findings if each.name == "mfa-by-actions")
    return sight(piece.state.value == "ok", piece.message)


def web_lifetime(trial: Trial) -> Sight:
    """See what Auth0 kept of the lifetime of tokens for pages."""
    told = (trial.tenant().pieces.api or {}).get("token_lifetime_for_web")
    return sight(told == TOKEN_LIFETIME, f"token_lifetime_for_web is {told}")


def unknown_audience(trial: Trial) -> Sight:
    """Sign in for an API that is not there."""
    other = trial.other(AEGIS_AUDIENCE="https://nobody.aegis.example")
    return _ends(other.sign_ins.for_reading, Code.MISCONFIGURED)


def missing_client_grant(trial: Trial) -> Sight:
    """Delete the native application's grant, sign in, and make it again."""
    grants = [g for g in trial.tenant().pieces.grants if g.get("audience") == trial.wanted.audience]
    with trial.mended("api-access"):
        for grant in grants:
            trial.change("DELETE", path_of("/client-grants/{id}", grant))
        return _ends(trial.other().sign_ins.for_reading, Code.MISCONFIGURED, Code.SCOPE)


def grant_for_users(trial: Trial) -> Sight:
    """See how Auth0 stored the grants."""
    kinds = sorted({str(grant.get("subject_type")) for grant in trial.tenant().pieces.grants})
    return sight(kinds == ["user"], f"subject_type is {', '.join(kinds) or 'missing'}")


def login_is_nickname(trial: Trial) -> Sight:
    """Look the person up by the login."""
    wanted = replace(trial.wanted, person=trial.login)
    people = trial.management.run(read_people(trial.management.api, wanted))
    found = [str(each.get("user_id")) for each in people]
    return sight(trial.session.subject in found, f"{trial.login} is {', '.join(found) or 'nobody'}")


def refresh_token_kept(trial: Trial) -> Sight:
    """Exchange, which needs the refresh token of the connection."""
    try:
        return sight(True, f"the vault gave a token of {trial.login}")  # noqa: FBT003  # as above
    except AegisError as error:
        return sight(False, f"{error.code.value}: {error.message}")  # noqa: FBT003  # as above


def tokens_expire(trial: Trial) -> Sight:
    """See how long a token lasts."""
    told = trial.app.identities.inspect()
    life = told["expires_in"]
    seen = "no end was told" if life is None else f"{told['token']}, {life / 60:.0f} more minutes"
    return sight(life is not None, seen)


def permissions_accepted(trial: Trial) -> Sight:
    """Compare what the App may do with its profile."""
    grants = trial.app.identities.grants()
    if DEFAULT.registration is None or not grants:
        return not_tried("no installation of the App can be seen")
    gaps = {each.account: DEFAULT.registration().gaps(dict(each.permissions)) for each in grants}
    seen = "; ".join(
        f"{account}: {gap.profile}{', lacks ' + '; '.join(gap.lacks) if gap.lacks else ''}"
        for account, gap in gaps.items()
    )
    return sight(not any(gap.lacks for gap in gaps.values()), seen)


def write_elsewhere(trial: Trial) -> Sight:
    """Open an issue where the App is not installed."""
    if not trial.public:
        return not_tried("name a public repository without the App: --public OWNER/NAME")
    other = trial.other(CliOptions(yes=True))
    result = other.requests.ask(f"open an issue in {trial.public} titled 'aegis tries a claim'")
    if result.error is None:
        return sight(False, f"it was opened in {trial.public}; close it by hand")  # noqa: FBT003  # as above
    error = result.error
    return sight(error.code is Code.FORBIDDEN, f"{error.code.value}: {error.message}")


def wrong_connection(trial: Trial) -> Sight:
    """Exchange by a connection that is not there."""
    other = trial.other(AEGIS_CONNECTION="aegis-no-such-connection")
    return _ends(other.identities.login, Code.MISCONFIGURED)


def off_for_native(trial: Trial) -> Sight:
    """Switch the connection off for the native application, begin to connect, and undo it."""
    pieces = trial.tenant().pieces
    with _off(trial, client_id_of(pieces.native), "connection-native"):
        connecting = trial.other(CliOptions(no_browser=True)).sign_ins.connecting
        return _ends(lambda: connecting.connect(trial.wanted.connection), Code.MISCONFIGURED)


def off_for_vault(trial: Trial) -> Sight:
    """Switch the connection off for the Custom API Client, exchange, and undo it."""
    pieces = trial.tenant().pieces
    with _off(trial, client_id_of(pieces.vault), "connection-vault"):
        return _ends(trial.other().identities.login, Code.ACCESS_DENIED)


@contextmanager
def _off(trial: Trial, client_id: str, piece: str) -> Iterator[None]:
    connection = trial.tenant().pieces.connection or {}
    path = path_of("/connections/{id}/clients", connection)
    with trial.mended(piece):
        trial.change("PATCH", path, [{"client_id": client_id, "status": False}])
        yield


def my_account_by_code(trial: Trial) -> Sight:
    """List the connected accounts, whose API wants a token of its own."""
    try:
        accounts = trial.app.sign_ins.connecting.accounts()
    except AegisError as error:
        return sight(False, f"{error.code.value}: {error.message}")  # noqa: FBT003  # as above
    return sight(True, f"it lists {len(accounts)} connected accounts")  # noqa: FBT003  # as above


def git_over_https(trial: Trial) -> Sight:
    """Ask for the branches of a private repository as git does, without a token and with one."""
    base = DEFAULT.base_in(trial.app.environment.settings.bases)
    asked = Request(
        "GET",
        web_base(base),
        f"/{trial.repo}.git/info/refs",
        query=(("service", "git-upload-pack"),),
    )
    with Sender() as sender:
        without = sender(asked)
        held = sender(replace(asked, basic=("x-access-token", trial.token)))
    if isinstance(without, Response) and without.ok:
        return not_tried(f"{trial.repo} is public: name a private one with --repo")
    if not isinstance(held, Response):
        return not_tried(f"it could not be reached: {held.reason}")
    kind = held.headers.get("content-type", "no content type")
    return sight(held.ok and "git-upload-pack" in kind, f"status {held.status}, {kind}")


def gemini_request(trial: Trial) -> Sight:
    """Ask Gemini as `aegis ask` does; nothing is carried out."""
    if trial.app.planners.lacks_model:
        return not_tried("no Gemini key is set, and no broker")
    probe = trial.app.planners.gemini.probe()
    return sight(probe.has_plan and probe.way.form is USUAL, str(probe))


def gemini_cache(trial: Trial) -> Sight:
    """Ask Gemini twice, and see whether the second request was read from its cache."""
    if trial.app.planners.lacks_model:
        return not_tried("no Gemini key is set, and no broker")
    probes = [trial.app.planners.gemini.probe() for _ in range(2)]
    return sight(bool(probes[-1].answer.usage.cached), str(probes[-1]))


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        vault_in_plan,
        rbac_in_plan,
        mfa_by_actions,
        web_lifetime,
        unknown_audience,
        missing_client_grant,
        grant_for_users,
        login_is_nickname,
        refresh_token_kept,
        tokens_expire,
        permissions_accepted,
        write_elsewhere,
        wrong_connection,
        off_for_native,
        off_for_vault,
        my_account_by_code,
        git_over_https,
        gemini_request,
        gemini_cache,
    )
}
"""The checks by the names that the rows of claims have."""
