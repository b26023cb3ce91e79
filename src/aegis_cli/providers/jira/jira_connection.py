"""How the Atlassian app behind the connection is made: a custom social connection of Auth0.

Source: developer.atlassian.com, "OAuth 2.0 (3LO) apps"; auth0.com/docs, "Connect apps to generic
OAuth2 authorization servers". That Token Vault takes it is documented, and confirmed by no tenant
of ours (`docs/claims.md`).
"""

from pathlib import Path

from aegis_cli.actions.provider.connection_setup import ConnectionSetup
from aegis_cli.providers.jira.jira_action import all_scopes

_PROFILE = """function (accessToken, ctx, cb) {
  request.get({
    url: "https://api.atlassian.com/me",
    headers: { Authorization: "Bearer " + accessToken }
  }, (problem, answer, body) => {
    if (problem || answer.statusCode !== 200) { return cb(new Error("no profile")); }
    const me = JSON.parse(body);
    cb(null, { user_id: me.account_id, name: me.name });
  });
}"""

SETUP = ConnectionSetup(
    strategy="oauth2",
    page=Path(__file__).with_name("setup.txt").read_text(encoding="utf-8"),
    options={
        "authorizationURL": "https://auth.atlassian.com/authorize?audience=api.atlassian.com&prompt=consent",
        "tokenURL": "https://auth.atlassian.com/oauth/token",
        # One text: Auth0 joins a list by commas, and Atlassian knows none of the whole.
        "scope": " ".join(all_scopes(boards=False)),
        # The same of the scopes of a connect request, which Auth0 joins by commas without it.
        "useOauthSpecScope": True,
        "scripts": {"fetchUserProfile": _PROFILE},
    },
    compared=("scope", "useOauthSpecScope"),
)
