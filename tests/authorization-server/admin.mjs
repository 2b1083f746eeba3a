// What the tests ask the server about itself.

/** Requests to the token endpoint, in order, and counters. */
export class Log {
  requests = [];
  counters = {};

  add(entry) {
    this.requests.push(entry);
  }

  count(name) {
    this.counters[name] = (this.counters[name] ?? 0) + 1;
  }
}

/** Reads a body of at most 64 KiB. */
export async function read(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 65536) throw new Error('too large');
  }
  return text;
}

export function reply(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

export async function handleAdmin(request, response, { log, options, revokeAll, accounts, issuer }) {
  const call = `${request.method} ${request.url}`;
  if (call === 'GET /admin/log') {
    return reply(response, 200, { requests: log.requests, counters: log.counters });
  }
  if (call === 'POST /admin/set') {
    Object.assign(options, JSON.parse((await read(request)) || '{}'));
    return reply(response, 200, options);
  }
  if (call === 'POST /admin/revoke') {
    await revokeAll();
    return reply(response, 200, {});
  }
  if (call === 'POST /admin/service-account') {
    return reply(response, 200, accounts.create(JSON.parse(await read(request)), `${issuer}/token`));
  }
  if (call === 'POST /admin/service-account/remove') {
    accounts.remove(JSON.parse(await read(request)));
    return reply(response, 200, {});
  }
  if (call === 'POST /admin/reset') {
    log.requests = [];
    log.counters = {};
    return reply(response, 200, {});
  }
  return reply(response, 404, { error: 'not_found' });
}
