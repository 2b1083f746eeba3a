// A real authorization server for the tests: oidc-provider with two ways to be.
//
//   node server.mjs '{"port": 9000, "access_token_ttl": 3600, "rotation": true}'
//
// Prints `ready <issuer>` once it listens. The `strict` client behaves as the standards want (PKCE, rotation of refresh
// tokens with reuse detection, `iss` in every callback); the routes under /quirk speak like a provider that read no
// standard. Sign-in pages are oidc-provider's own: any name and password will do.
//
// GET  /admin/log      what was asked of the token endpoint, and what came of it
// POST /admin/set      {"access_token_ttl": 5, "outage": 503, "drop_next_refresh": true} changes the behaviour from now on
// POST /admin/reset    forgets the log
// POST /admin/revoke   ends every grant and token, as a person does on the provider's own pages
// POST /admin/service-account          {"email": "robot@project.example", "alg": "RS256"} gives a key file, as a console does
// POST /admin/service-account/remove   {"email": …} deletes the account's keys
//
// {"metadata": {"token_endpoint": "https://elsewhere.example/token"}} publishes other metadata than are true; a string
// instead of an object is published as it is.
//
// {"granted_scope": "https://graph.microsoft.com/User.Read"} names what was granted in the words of another provider.
//
// GET  /api/me         an API that takes the tokens, and says whose they are
// GET  /api/sites      the sites that the token is for: {"sites": [{"id": "c-1", "name": "Acme", "url": …}]}; see api.mjs
//
// {"redirect_addresses": ["http://127.0.0.1/…"]} registers more redirect addresses; on 127.0.0.1 the port does not count.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { handleAdmin, Log, read } from './admin.mjs';
import { handleApi } from './api.mjs';
import { clients } from './clients.mjs';
import { clockOf, register, ServiceAccounts, withClient } from './grants.mjs';
import { handleMetadata } from './metadata.mjs';
import { handleQuirk } from './quirk.mjs';

const options = { access_token_ttl: 3600, rotation: true, device_interval: 5, ...JSON.parse(process.argv[2]) };
const issuer = `http://127.0.0.1:${options.port}`;
const log = new Log();

const provider = new Provider(issuer, {
  clients: clients(issuer),
  cookies: { keys: ['a key of a server that lives for one test'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  scopes: ['openid', 'offline_access', 'email', 'profile', 'files.read', 'files.write'],
  conformIdTokenClaims: false,
  pkce: { required: (_, client) => client.clientId !== 'quirk-inner' },
  features: {
    deviceFlow: { enabled: true },
    revocation: { enabled: true, allowedPolicy: () => true },
    introspection: { enabled: true, allowedPolicy: () => true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
  },
  rotateRefreshToken: (ctx) => options.rotation && ctx.oidc.client.clientId !== 'credenza-basic',
  issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
  ttl: {
    AccessToken: () => options.access_token_ttl,
    ClientCredentials: () => options.access_token_ttl,
    AuthorizationCode: 60,
    DeviceCode: () => options.device_ttl ?? 600,
    Grant: 86400,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 86400,
    Session: 86400,
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id.includes('@') ? id : `${id}@example.com`, email_verified: true, name: `Person ${id}` }),
  }),
});

const registered = provider.Client.prototype.redirectUriAllowed;
provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(address) {
  const plain = address.replace(/^(http:\/\/(?:127\.0\.0\.1|localhost)):\d+/, '$1');
  return registered.call(this, address) || (options.redirect_addresses ?? []).includes(plain);
};

const accounts = new ServiceAccounts();
register(provider, { accounts, options, issuer, log });

const grants = new Set();
const tokens = new Set();
async function revokeAll() {
  for (const id of grants) await (await provider.Grant.find(id))?.destroy();
  for (const token of tokens) await token.destroy();
  grants.clear();
  tokens.clear();
}

provider.use(async (ctx, next) => {
  if (ctx.path !== '/token/revocation') return next();
  if (options.revocation_outage) {
    ctx.status = options.revocation_outage;
    ctx.body = 'out of order';
    return;
  }
  await next();
  const { RefreshToken: token } = ctx.oidc?.entities ?? {};
  // A used one is worth nothing any more; RFC 7009 says yes to it all the same.
  if (token?.consumed) log.count('revoked_consumed');
});

provider.use(async (ctx, next) => {
  if (ctx.path !== '/token') return next();
  ctx.set('date', clockOf(options).toUTCString());
  // Time to be killed in, before and after the token changes hands.
  const pause = () => new Promise((done) => setTimeout(done, options.token_pause_ms ?? 0));
  await pause();
  if (options.outage) {
    ctx.status = options.outage;
    ctx.body = 'out of order';
    log.add({ grant_type: 'unknown', status: ctx.status });
    return;
  }
  ctx.req.body = withClient(await read(ctx.req));
  await next();
  if (options.granted_scope && ctx.body?.access_token) ctx.body.scope = options.granted_scope;
  const params = ctx.oidc?.params ?? {};
  const { Grant, AccessToken, ClientCredentials } = ctx.oidc?.entities ?? {};
  if (Grant?.jti) grants.add(Grant.jti);
  for (const token of [AccessToken, ClientCredentials]) if (token) tokens.add(token);
  const dropped = Boolean(options.drop_next_refresh && params.grant_type === 'refresh_token');
  log.add({
    grant_type: params.grant_type ?? 'unknown',
    client: ctx.oidc?.client?.clientId ?? null,
    status: ctx.status,
    error: ctx.body?.error ?? null,
    dropped,
  });
  await pause();
  if (dropped) {
    // Rotated, but never delivered: what a crash or a broken network does to a client.
    options.drop_next_refresh = false;
    ctx.respond = false;
    ctx.req.socket.destroy();
  }
});
provider.on('grant.revoked', () => log.count('grants_revoked'));
for (const kind of ['access_token', 'client_credentials', 'refresh_token']) provider.on(`${kind}.destroyed`, () => log.count('tokens_revoked'));
provider.on('server_error', (_, error) => console.error(error));

const oidc = provider.callback();
createServer((request, response) => {
  const path = new URL(request.url, issuer).pathname;
  if (path.startsWith('/admin/')) return handleAdmin(request, response, { log, options, revokeAll, accounts, issuer });
  if (options.metadata && path.startsWith('/.well-known/')) return handleMetadata(response, { issuer, options });
  if (path.startsWith('/api/')) return handleApi(request, response, { provider, log, options, path });
  if (path.startsWith('/quirk/')) return handleQuirk(request, response, { issuer, log });
  return oidc(request, response);
}).listen(options.port, '127.0.0.1', () => console.log(`ready ${issuer}`));
