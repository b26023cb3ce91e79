/**
 * aegis step-up: a fresh second factor for what cannot be undone.
 *
 * A post-login Action of Auth0, installed by `aegis setup auth0` as TWO Actions with this same
 * code, one behind the other in the post-login flow:
 *
 *   1. "aegis step-up"         finds no fresh second factor, and asks for one.
 *                              Auth0 runs no further Action until the person has given it.
 *   2. "aegis step-up claims"  runs after that, finds the factor, and writes it into the token.
 *
 * It does nothing unless the login asks for the scope aegis:admin.
 *
 * It claims only what it has seen. A token without the claims, or with an old time in them, does
 * not open anything: the executor refuses it. So every doubt here ends in a refusal there.
 *
 * Two claims are added to the access token, and to nothing else:
 *   https://aegis/auth_time   when the second factor was given, in seconds since 1970
 *   https://aegis/amr         the names of all methods of this login, such as ["pwd", "mfa"]
 */

const SCOPE = "aegis:admin";
const AUTH_TIME = "https://aegis/auth_time";
const METHODS = "https://aegis/amr";

/** How old a second factor may be to count as given for this login, in seconds. */
const FRESH = 60;

/**
 * What may be enrolled by somebody who has no factor yet; Auth0 leaves out what is switched off.
 * It takes no e-mail here: a mailbox is often open where the password is known.
 */
const ENROL = [
  { type: "otp" },
  { type: "push-notification" },
  { type: "phone" },
  { type: "webauthn-roaming" },
  { type: "webauthn-platform" },
];

/**
 * @param {Event} event - who is logging in, and how.
 * @param {PostLoginAPI} api - what may be changed of the login.
 */
exports.onExecutePostLogin = async (event, api) => {
  if (!event.transaction?.requested_scopes?.includes(SCOPE)) return;

  const methods = event.authentication?.methods ?? [];
  const given = lastSecondFactor(methods);
  const age = Date.now() / 1000 - given;

  if (given && age <= FRESH) {
    api.accessToken.setCustomClaim(AUTH_TIME, Math.floor(given));
    api.accessToken.setCustomClaim(METHODS, methods.map((method) => method.name));
    return;
  }

  // Nobody sits before a refresh: it can be asked for nothing, and gets no claim.
  if (event.transaction.protocol === "oauth2-refresh-token") return;

  const enrolled = (event.user?.enrolledFactors ?? []).map((factor) => ({ type: factor.type }));
  if (enrolled.length > 0) {
    api.authentication.challengeWithAny(enrolled);
  } else {
    api.authentication.enrollWithAny(ENROL);
  }
};

/** When the last second factor was given, in seconds since 1970; 0 if there was none. */
function lastSecondFactor(methods) {
  const times = methods
    .filter((method) => method.name === "mfa")
    .map((method) => Date.parse(method.timestamp) / 1000)
    .filter((time) => Number.isFinite(time));
  return Math.max(0, ...times);
}
