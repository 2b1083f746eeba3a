// An API behind the authorization server, as a service has one: it takes the server's tokens and says whose they are.
// `{"sites": [{"id", "name", "url"}]}` among the server's options are the sites that everybody has access to; each has
// its own API, as Jira's have. `sites_answer` is what the list of them answers instead, `{"status", "headers", "body"}`
// or `{"length"}`: so many characters.
import { reply } from './admin.mjs';

export async function handleApi(request, response, { provider, log, options, path }) {
  const token = request.headers.authorization?.match(/^Bearer (\S+)$/)?.[1];
  const found =
    token && ((await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token)));
  log.count(found ? 'api_accepted' : 'api_refused');
  if (!found) {
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
    return reply(response, 401, { error: 'invalid_token', error_description: 'the token is not known' });
  }
  if (path === '/api/sites') return listSites(response, { log, options });
  const site = path.match(/^\/api\/sites\/([^/]+)\/me$/)?.[1];
  if (site && !(options.sites ?? []).some((one) => one.id === decodeURIComponent(site))) {
    return reply(response, 404, { error: 'not_found', error_description: 'there is no such site' });
  }
  if (!site && path !== '/api/me') return reply(response, 404, { error: 'not_found' });
  return reply(response, 200, { client_id: found.clientId, ...(found.accountId && { email: found.accountId }) });
}

function listSites(response, { log, options }) {
  log.count('sites_listed');
  const other = options.sites_answer;
  for (const [name, value] of Object.entries(other?.headers ?? {})) response.setHeader(name, value);
  const body = other?.length ? 'x'.repeat(other.length) : (other?.body ?? options.sites ?? []);
  return reply(response, other?.status ?? 200, body);
}
