// A provider that read no standard, in front of the one that did: `app_id`, `secret` and `auth_code` instead of the
// usual names, scopes with commas, JSON instead of forms, tokens inside `data`, and errors with status 200.
import { randomUUID } from 'node:crypto';
import { read, reply } from './admin.mjs';

const waiting = new Map();

export async function handleQuirk(request, response, { issuer, log }) {
  const url = new URL(request.url, issuer);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /quirk/authorize':
      return authorize(url, response, issuer);
    case 'GET /quirk/back':
      return back(url, response);
    case 'POST /quirk/token':
      return token(request, response, issuer, log);
    default:
      return reply(response, 404, { code: 404, message: 'no such page' });
  }
}

function authorize(url, response, issuer) {
  const given = url.searchParams;
  if (given.get('app_id') !== 'quirk-app' || !given.get('redirect_url')) {
    return reply(response, 400, { code: 40001, message: 'app_id or redirect_url is wrong' });
  }
  const state = randomUUID();
  waiting.set(state, { state: given.get('state'), to: given.get('redirect_url') });
  const next = new URL(`${issuer}/auth`);
  next.search = new URLSearchParams({
    response_type: 'code',
    client_id: 'quirk-inner',
    redirect_uri: `${issuer}/quirk/back`,
    scope: ['openid', ...(given.get('scope') ?? '').split(',')].join(' '),
    state,
  });
  response.writeHead(302, { location: next.href }).end();
}

function back(url, response) {
  const origin = waiting.get(url.searchParams.get('state'));
  waiting.delete(url.searchParams.get('state'));
  if (!origin) return reply(response, 400, { code: 40002, message: 'unknown state' });
  const next = new URL(origin.to);
  if (origin.state) next.searchParams.set('state', origin.state);
  for (const [from, to] of [['code', 'auth_code'], ['error', 'error'], ['error_description', 'error_description']]) {
    if (url.searchParams.get(from)) next.searchParams.set(to, url.searchParams.get(from));
  }
  next.searchParams.set('shop_id', 'shop-77');
  response.writeHead(302, { location: next.href }).end();
}

async function token(request, response, issuer, log) {
  const isJson = request.headers['content-type'] === 'application/json';
  const given = isJson ? JSON.parse(await read(request)) : {};
  if (given.app_id !== 'quirk-app' || given.secret !== 'quirk-app-secret') {
    log.add({ grant_type: `quirk ${given.grant_type}`, status: 200, error: 'app_id' });
    return reply(response, 200, { code: 40100, message: 'app_id or secret is wrong' });
  }
  const inner = {
    grant_type: given.grant_type,
    client_id: 'quirk-inner',
    client_secret: 'quirk-test-secret',
    ...(given.auth_code && { code: given.auth_code, redirect_uri: `${issuer}/quirk/back` }),
    ...(given.refresh_token && { refresh_token: given.refresh_token }),
  };
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(inner) });
  const body = await answer.json();
  if (!answer.ok) {
    const code = body.error === 'invalid_grant' ? 40105 : 40000;
    return reply(response, 200, { code, message: body.error_description ?? body.error });
  }
  const ends = Math.floor(Date.now() / 1000) + body.expires_in;
  return reply(response, 200, {
    code: 0,
    data: {
      access_token: body.access_token,
      refresh_token: body.refresh_token,
      expires_at: String(ends),
      region: 'eu',
    },
  });
}
