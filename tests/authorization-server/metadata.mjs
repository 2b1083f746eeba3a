// What an issuer publishes about itself that is not, or not quite, in order.

export async function handleMetadata(response, { issuer, options }) {
  const plain = typeof options.metadata === 'string';
  const body = plain
    ? options.metadata
    : JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        revocation_endpoint: `${issuer}/token/revocation`,
        device_authorization_endpoint: `${issuer}/device/auth`,
        ...options.metadata,
      });
  response.writeHead(200, { 'content-type': plain ? 'text/html' : 'application/json' }).end(body);
}
