// A certified OpenID provider in the place of an Auth0 tenant, for tests only.
//
// What Auth0 has and OpenID does not is added around it, and as little as that: the parameter
// `audience` (RFC 8707 calls it `resource`), the Token Vault grant, and `slow_down`, which RFC 8628
// has and oidc-provider never says. /harness is the tests' own door.

import * as crypto from 'node:crypto';
import * as http from 'node:http';

import Provider, { errors } from 'oidc-provider';
import { createLocalJWKSet, jwtVerify } from 'jose';

const API = process.env.HARNESS_API;
const SECRET = process.env.HARNESS_VAULT_SECRET;
const VAULT_JWK = JSON.parse(process.env.HARNESS_VAULT_JWK);
const MACHINE_SECRET = process.env.HARNESS_MACHINE_SECRET;
const GITHUB_TOKEN = process.env.HARNESS_GITHUB_TOKEN;

const VAULT_GRANT = 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const FEDERATED = 'http://auth0.com/oauth/token-type/federated-connection-access-token';
const SCOPES = 'aegis:read aegis:write aegis:admin';
const VAULT_PARAMETERS = ['subject_token', 'subject_token_type', 'requested_token_type', 'connection'];

const BEGINNING = { format: 'jwt', codeLife: 600, slowDowns: 0, interval: 1, audience: '' };
const settings = { ...BEGINNING };
const seen = { exchanges: [], polls: [] };
const hmacKey = crypto.randomBytes(32);
const cookieKey = crypto.randomBytes(32).toString('hex');

function newKey() {
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: crypto.randomUUID() };
}

function resourceServer(identifier) {
  return {
    scope: SCOPES,
    audience: settings.audience || identifier,
    accessTokenTTL: 600,
    accessTokenFormat: settings.format === 'opaque' ? 'opaque' : 'jwt',
    jwt: { sign: settings.format === 'hs256' ? { alg: 'HS256', key: hmacKey } : { alg: 'RS256' } },
  };
}

function configuration(keys) {
  return {
    jwks: { keys },
    cookies: { keys: [cookieKey] },
    scopes: ['openid', 'offline_access', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false, // as at Auth0, the name stands in the ID token
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    clients: [
      {
        client_id: 'aegis-cli',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: [DEVICE_GRANT, 'refresh_token'],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: 'aegis-vault',
        client_secret: SECRET,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: [VAULT_GRANT],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: 'aegis-vault-key',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [VAULT_JWK] },
        grant_types: [VAULT_GRANT],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: 'machine',
        client_secret: MACHINE_SECRET,
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    features: {
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, identifier) => resourceServer(identifier),
      },
    },
    ttl: { DeviceCode: () => settings.codeLife, Grant: 600, Session: 600, Interaction: 600, IdToken: 600 },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: 'Mona Lisa' }),
    }),
  };
}

function start(issuer, keys) {
  const provider = new Provider(issuer, configuration(keys));
  provider.registerGrantType(VAULT_GRANT, (ctx) => exchange(provider, keys, ctx), VAULT_PARAMETERS);
  return provider;
}

async function exchange(provider, keys, ctx) {
  const { params } = ctx.oidc;
  const published = keys.map(({ kty, n, e, kid, use, alg }) => ({ kty, n, e, kid, use, alg }));
  try {
    await jwtVerify(params.subject_token ?? '', createLocalJWKSet({ keys: published }), {
      issuer: provider.issuer, audience: API, algorithms: ['RS256'],
    });
  } catch {
    throw new errors.InvalidGrant('the subject token does not hold');
  }
  ctx.body = {
    access_token: GITHUB_TOKEN,
    scope: '',
    expires_in: 28800,
    issued_token_type: FEDERATED,
    token_type: 'Bearer',
  };
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

// Give out the interval that Auth0 names and oidc-provider leaves at the five seconds of the RFC.
function withInterval(response) {
  const end = response.end.bind(response);
  response.end = (chunk, ...rest) => {
    if (response.statusCode !== 200 || !chunk) return end(chunk, ...rest);
    const body = JSON.stringify({ ...JSON.parse(chunk.toString()), interval: settings.interval });
    response.setHeader('content-length', Buffer.byteLength(body));
    return end(body, ...rest);
  };
}

async function aroundIt(provider, request, response) {
  if (request.method === 'POST' && request.headers['content-type']?.includes('form-urlencoded')) {
    const form = new URLSearchParams(await read(request));
    const audience = form.get('audience');
    if (audience !== null) {
      form.delete('audience');
      form.set('resource', audience);
    }
    if (request.url === '/token' && form.get('grant_type') === DEVICE_GRANT) {
      seen.polls.push(Date.now() / 1000);
      if (settings.slowDowns > 0) {
        settings.slowDowns -= 1;
        answer(response, 400, { error: 'slow_down', error_description: 'polling too quickly' });
        return;
      }
    }
    if (request.url === '/token' && form.get('grant_type') === VAULT_GRANT) {
      const entry = { client: form.get('client_id'), status: 0 };
      seen.exchanges.push(entry);
      response.once('finish', () => { entry.status = response.statusCode; });
    }
    if (request.url === '/device/auth' && settings.interval) withInterval(response);
    request.body = Object.fromEntries(form);
  }
  provider.callback()(request, response);
}

const keys = [newKey()];
const server = http.createServer();
let provider;

async function harness(request, response) {
  const command = `${request.method} ${request.url}`;
  if (command === 'GET /harness/seen') {
    answer(response, 200, seen);
  } else if (command === 'POST /harness/rotate') {
    keys.unshift(newKey()); // the first one signs; the one before stays published
    keys.splice(2);
    provider = start(provider.issuer, keys);
    answer(response, 200, {});
  } else if (command === 'PUT /harness/settings') {
    Object.assign(settings, BEGINNING, JSON.parse(await read(request)));
    seen.exchanges.length = 0;
    seen.polls.length = 0;
    answer(response, 200, settings);
  } else {
    answer(response, 404, {});
  }
}

server.on('request', (request, response) => {
  const handled = request.url.startsWith('/harness/')
    ? harness(request, response)
    : aroundIt(provider, request, response);
  handled.catch((problem) => {
    console.error(problem);
    response.destroy();
  });
});

server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = start(issuer, keys);
  console.log(JSON.stringify({ issuer }));
});

process.stdin.on('end', () => process.exit(0)).resume(); // with whoever started it
