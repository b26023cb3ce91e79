"""Tries what is claimed of the services on the way of a request, from the free to the write."""

import time
from collections.abc import Callable
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.adapters.auth0.identity import require_fit
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Unreachable
from aegis_cli.doctor.live.claims import ServiceName
from aegis_cli.doctor.live.field_names import names_of
from aegis_cli.doctor.live.sightings import Fact, shape_of
from aegis_cli.doctor.live.trial import Trial, TrialResult, ends, no, yes
from aegis_cli.errors import AegisError, Code, Interrupted, UsageError
from aegis_cli.oauth.discovery import fetch_json, skew
from aegis_cli.planning.gemini.request_forms import USUAL
from aegis_cli.providers.default import DEFAULT
from aegis_cli.providers.github.token_reach import APPS_USER_TOKEN
from aegis_cli.request.result import Result

_MOST_SKEW = 30.0
_HOUR, _EIGHT_HOURS = 3600.0, 8 * 3600.0
_TITLE = "aegis tries whether it can write here"


def service_answers(trial: Trial) -> TrialResult:
    """Ask the root of the service that the claim is about, without a token."""
    trial.app.environment.learn_from_broker()
    settings = trial.app.environment.settings
    bases = {
        ServiceName.AUTH0: settings.values.get("issuer", "").rstrip("/"),
        ServiceName.GEMINI: settings.values["gemini_url"],
        **{ServiceName(catalog.provider_named(n).title): b for n, b in settings.bases.items()},
    }
    base = bases[trial.claim.of]
    if not base:
        raise UsageError("No tenant is set: set AEGIS_ISSUER.", code=Code.BAD_SETTINGS)
    with trial.app.screen.sender(trial.app.environment.patience) as sender:
        answer = sender(Request("GET", base, "/"))
    if isinstance(answer, Unreachable):
        return no(f"{base}: {answer.reason}", Fact.OTHERWISE)
    return yes(f"{base} answers", Fact.AS_CLAIMED)


def issuer_metadata(trial: Trial) -> TrialResult:
    """Read the issuer's metadata, as a sign-in does."""
    provider = trial.app.sign_ins.issuer.provider()
    with trial.app.screen.sender(trial.app.environment.patience) as sender:
        flow = fetch_json(provider.issuer.rstrip("/"), "/.well-known/openid-configuration")
        document = drive(flow, sender, wait=trial.app.screen.wait)
    return _well(f"{provider.issuer} describes itself", trial, document)


def issuer_keys(trial: Trial) -> TrialResult:
    """Read the issuer's keys, and look for one that signs tokens."""
    keys = trial.app.sign_ins.issuer.jwks()
    found = keys.get("keys")
    rows = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    fit = [each for each in rows if each.get("kty") == "RSA" and each.get("kid")]
    fact = Fact.SIGNED_RS256 if fit else Fact.NO_RS256
    shape = shape_of(keys, names_of(trial.claim))
    return (yes if bool(fit) else no)(
        f"{len(fit)} of {len(rows)} keys are for RS256", fact, shape=shape
    )


def issuer_clock(trial: Trial) -> TrialResult:
    """Compare this machine's clock with the issuer's."""
    with trial.app.screen.sender(trial.app.environment.patience) as sender:
        flow = skew(trial.app.environment.settings.sign_in().issuer, time.time())
        ahead = drive(flow, sender, wait=trial.app.screen.wait)
    if ahead is None:
        return no(Fact.NO_CLOCK, Fact.NO_CLOCK)
    agree = abs(ahead) <= _MOST_SKEW
    told = f"the issuer's clock is {ahead:.0f} seconds ahead of this machine's"
    return (yes if agree else no)(told, Fact.CLOCKS_AGREE if agree else Fact.CLOCKS_DIFFER)


def gemini_models(trial: Trial) -> TrialResult:
    """Look for the model of the settings in Gemini's list."""
    planners = trial.app.planners
    offers = planners.gemini.offers()
    is_there = planners.model in offers
    fact = Fact.MODEL_LISTED if is_there else Fact.MODEL_MISSING
    return (yes if is_there else no)(
        f"{planners.model} is {'' if is_there else 'not '}in the list", fact
    )


def gemini_request(trial: Trial) -> TrialResult:
    """Ask Gemini as `aegis ask` does; nothing is carried out."""
    way, is_usual = trial.probe.way, trial.probe.way.form is USUAL
    facts = [Fact.USUAL_FORM if is_usual else Fact.PLAINEST_FORM]
    facts += [Fact.API_V1] if way.version == "v1" else []
    facts += [Fact.API_V1BETA] if way.version == "v1beta" else []
    facts += [] if trial.probe.has_plan else [Fact.NO_PLAN]
    return (yes if trial.probe.has_plan and is_usual else no)(str(trial.probe), *facts)


def gemini_cache(trial: Trial) -> TrialResult:
    """Ask Gemini twice, and see whether the second request was read from its cache."""
    probes = [trial.probe, trial.app.planners.gemini.probe()]
    is_cached = bool(probes[-1].answer.usage.cached)
    return (yes if is_cached else no)(
        str(probes[-1]), Fact.CACHED if is_cached else Fact.NOT_CACHED
    )


def device_sign_in(trial: Trial) -> TrialResult:
    """Sign in by a code, for reading."""
    session = trial.session
    is_granted = "aegis:read" in session.scope
    facts = [Fact.SCOPE_GRANTED if is_granted else Fact.SCOPE_MISSING, _life(session.expires_in)]
    return (yes if is_granted else no)(f"signed in as {session.identity}", *facts)


def token_for_the_api(trial: Trial) -> TrialResult:
    """See whether the access token is one for our API, signed with RS256."""
    require_fit(trial.session.access_token, trial.app.environment.settings.sign_in().audience)
    return yes(Fact.AS_CLAIMED, Fact.AS_CLAIMED)


def unknown_audience(trial: Trial) -> TrialResult:
    """Sign in for an API that is not there."""
    other = trial.other(AEGIS_AUDIENCE="https://nobody.aegis.example")
    return ends(other.sign_ins.for_reading, Code.MISCONFIGURED)


def my_account_by_code(trial: Trial) -> TrialResult:
    """List the connected accounts, whose API wants a token of its own."""
    accounts = trial.app.sign_ins.connecting.accounts()
    told = f"it lists {len(accounts)} connected accounts"
    return yes(told, Fact.SEVERAL if accounts else Fact.NOTHING)


def refresh_token_kept(trial: Trial) -> TrialResult:
    """Exchange, which needs the refresh token of the connection."""
    login = trial.app.identities.login()
    told = f"the vault gave a token of {login}"
    return yes(told, Fact.AS_CLAIMED)


def wrong_connection(trial: Trial) -> TrialResult:
    """Exchange by a connection that is not there."""
    other = trial.other(AEGIS_CONNECTION="aegis-no-such-connection")
    return ends(other.identities.login, Code.MISCONFIGURED)


def tokens_expire(trial: Trial) -> TrialResult:
    """See how long a token lasts, and of which kind it is."""
    told = trial.app.identities.inspect()
    life, is_apps = told["expires_in"], told["token"] == APPS_USER_TOKEN
    facts = _life(life), Fact.APP_TOKEN if is_apps else Fact.OTHER_TOKEN
    return (yes if life is not None and is_apps else no)(", ".join(facts), *facts)


def permissions_accepted(trial: Trial) -> TrialResult:
    """Compare what the App may do with its profile."""
    grants = trial.app.identities.grants()
    if DEFAULT.registration is None or not grants:
        return no(Fact.NOT_INSTALLED, Fact.NOT_INSTALLED)
    gaps = {each.account: DEFAULT.registration().gaps(dict(each.permissions)) for each in grants}
    told = "; ".join(
        f"{account}: {gap.profile}{', lacks ' + '; '.join(gap.lacks) if gap.lacks else ''}"
        for account, gap in gaps.items()
    )
    is_whole = not any(gap.lacks for gap in gaps.values())
    return (yes if is_whole else no)(told, Fact.PROFILE_WHOLE if is_whole else Fact.PROFILE_LACKS)


def narrowed_token(trial: Trial) -> TrialResult:
    """Read in the repository, and see whether a token for that alone did it."""
    facts = _do_read(trial).tokens.get(DEFAULT.name)
    is_narrow = facts is not None and facts.narrowed
    told = "" if facts is None else str(facts.reason or "")
    return (yes if is_narrow else no)(told, Fact.NARROWED if is_narrow else Fact.NOT_NARROWED)


def read(trial: Trial) -> TrialResult:
    """Make the read of the claim, and see whether our model reads the answer."""
    (outcome,) = _do_read(trial).outcomes
    data = outcome.data
    facts = [Fact.SEVERAL if data else Fact.NOTHING] if isinstance(data, list) else []
    shape = shape_of(data, names_of(trial.claim))
    return (yes if data is not None else no)(f"{trial.claim.action} was read", *facts, shape=shape)


def _do_read(trial: Trial) -> Result:
    places = {f.name: trial.given.repo for f in catalog.fields_of(trial.claim.action) if f.is_place}
    return _result_of(trial, trial.claim.action, **places)


def account_known(trial: Trial) -> TrialResult:
    """See who the person is at a provider, and whether it is the site of the settings."""
    login = trial.app.identities.login(catalog.provider_named(trial.claim.provider))
    return yes(f"it knows {login}", Fact.AS_CLAIMED)


def issue_written(trial: Trial) -> TrialResult:
    """Open an issue in the repository that was named, and close it again; each asks as always."""
    return _issue_written(trial, trial.given.repo)


def _issue_written(trial: Trial, repo: str) -> TrialResult:
    (opened,) = _result_of(trial, "issues.create", repo=repo, title=_TITLE).outcomes
    issue = f"{repo}#{opened.data['number']}"
    try:
        _result_of(trial, "issues.close", repo=repo, issue_number=opened.data["number"])
    except (AegisError, KeyboardInterrupt) as problem:
        told = f"{issue} is open: close it by hand."
        if isinstance(problem, KeyboardInterrupt | Interrupted):
            raise Interrupted(f"Interrupted; {told}", code=Code.INTERRUPTED) from None
        return no(f"{told} {problem.message}", Fact.LEFT_OPEN)
    return yes(f"{issue} was opened and closed", Fact.OPENED_AND_CLOSED)


def write_elsewhere(trial: Trial) -> TrialResult:
    """Open an issue where the App is not installed, which is to be refused; else close it again."""
    written: list[TrialResult] = []
    refused = ends(
        lambda: written.append(_issue_written(trial, trial.given.public)), Code.FORBIDDEN
    )
    return no(written[0].told, *written[0].sighting.facts) if written else refused


def _result_of(trial: Trial, name: str, **fields: Any) -> Result:
    """Do an action as `aegis do` does it, under the policy and with its question."""
    requests = trial.app.requests
    act = requests.typed_act(catalog.load(name), fields)
    result = requests.do(f"aegis doctor --live: {name}", act)
    if result.error is not None:
        raise result.error
    return result


def _life(seconds: float | None) -> Fact:
    if seconds is None:
        return Fact.ENDLESS
    if seconds <= _HOUR:
        return Fact.HOUR
    return Fact.HOURS if seconds <= _EIGHT_HOURS else Fact.LONGER


def _well(told: str, trial: Trial, document: Any) -> TrialResult:
    shape = shape_of(document, names_of(trial.claim))
    return yes(told, Fact.AS_CLAIMED, shape=shape)


SERVICE_TRIALS: dict[str, Callable[[Trial], TrialResult]] = {
    each.__name__: each
    for each in (
        service_answers,
        issuer_metadata,
        issuer_keys,
        issuer_clock,
        gemini_models,
        gemini_request,
        gemini_cache,
        device_sign_in,
        token_for_the_api,
        unknown_audience,
        my_account_by_code,
        refresh_token_kept,
        wrong_connection,
        tokens_expire,
        permissions_accepted,
        narrowed_token,
        read,
        account_known,
        issue_written,
        write_elsewhere,
    )
}
"""The trials by the names that the rows of claims have."""
