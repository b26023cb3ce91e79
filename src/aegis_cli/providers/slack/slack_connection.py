"""How the Slack app behind the connection is made, which is a custom one of Auth0.

Source: docs.slack.dev, "Tokens", "Using token rotation", "oauth.v2.user.access"; the addresses are
those of Auth0's own sample that others ran with Token Vault (`docs/claims.md`). Auth0's
Management API has no strategy for Slack: what its dashboard calls Slack is `oauth2` as well.
"""

from pathlib import Path

from aegis_cli.actions.provider.connection_setup import ConnectionSetup
from aegis_cli.providers.slack.slack_action import all_scopes

_PROFILE = """function (accessToken, ctx, cb) {
  request.get({
    url: "https://slack.com/api/auth.test",
    headers: { Authorization: "Bearer " + accessToken }
  }, (problem, answer, body) => {
    if (problem || answer.statusCode !== 200) { return cb(new Error("no profile")); }
    const me = JSON.parse(body);
    if (!me.ok) { return cb(new Error("no profile: " + me.error)); }
    cb(null, { user_id: me.team_id + "-" + me.user_id, name: me.user });
  });
}"""

SETUP = ConnectionSetup(
    strategy="oauth2",
    page=Path(__file__).with_name("setup.txt").read_text(encoding="utf-8"),
    options={
        "authorizationURL": "https://slack.com/oauth/v2_user/authorize",
        "tokenURL": "https://slack.com/api/oauth.v2.user.access",
        # Slack's own form: commas. Auth0 joins those of a request by commas, too.
        "scope": ",".join(all_scopes()),
        "scripts": {"fetchUserProfile": _PROFILE},
    },
)
