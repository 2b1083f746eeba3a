// An API behind the authorization server, as a service has one: it takes the server's tokens and says whose they are.
import { reply } from './admin.mjs';

export async function handleApi(request, response, { provider, log }) {
  const token = request.headers.authorization?.match(/^Bearer (\S+)$/)?.[1];
  const found =
    token && ((await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token)));
  log.count(found ? 'api_accepted' : 'api_refused');
  if (!found) {
    response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
    return reply(response, 401, { error: 'invalid_token', error_description: 'the token is not known' });
  }
  return reply(response, 200, { client_id: found.clientId, ...(found.accountId && { email: found.accountId }) });
}
