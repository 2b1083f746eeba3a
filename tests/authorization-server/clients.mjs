// The clients that are registered. Their secrets are those of a server that lives for one test.

const browser = {
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};

export const clients = (issuer) => [
  // Confidential, secret in the body.
  { ...browser, client_id: 'credenza', client_secret: 'credenza-test-secret', token_endpoint_auth_method: 'client_secret_post' },
  // Confidential, in Basic with characters that must be form-encoded; its refresh tokens do not rotate.
  { ...browser, client_id: 'credenza-basic', client_secret: 'p%ss: w+rd/&=', token_endpoint_auth_method: 'client_secret_basic' },
  // Gets no refresh token: its access ends with its first token.
  {
    ...browser,
    client_id: 'credenza-once',
    client_secret: 'credenza-test-secret',
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['authorization_code'],
  },
  // Public.
  { ...browser, client_id: 'credenza-public', token_endpoint_auth_method: 'none' },
  // A device.
  {
    client_id: 'credenza-device',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    redirect_uris: [],
    response_types: [],
  },
  // A program of its own.
  {
    client_id: 'credenza-machine',
    client_secret: 'machine-test-secret',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  },
  // Service accounts: their assertions say who they are.
  {
    client_id: 'credenza-service',
    token_endpoint_auth_method: 'none',
    grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    redirect_uris: [],
    response_types: [],
  },
  // Behind the routes under /quirk.
  {
    application_type: 'native',
    client_id: 'quirk-inner',
    client_secret: 'quirk-test-secret',
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [`${issuer}/quirk/back`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  },
];
