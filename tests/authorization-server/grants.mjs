// Grants without a person that oidc-provider does not bring: JWT bearer (RFC 7523). Service accounts are made at the
// admin page, which answers like a provider's console: with a key file, and keeping only the public key.
import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Whoever comes with an assertion and no client is this one (RFC 7523, section 3.1: the client may be left out). */
export const SERVICE_CLIENT = 'credenza-service';

const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
};

/** The accounts, and the assertions that were used. */
export class ServiceAccounts {
  keys = new Map();
  used = new Set();

  /** A new key of an account: the file that its owner downloads once. */
  create({ email, alg = 'RS256' }, tokenUri) {
    const { privateKey } = generateKeyPairSync(...KINDS[alg]);
    const keyId = randomUUID();
    this.keys.set(keyId, { email, alg, key: createPublicKey(privateKey) });
    return {
      type: 'service_account',
      project_id: 'project',
      private_key_id: keyId,
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: email,
      token_uri: tokenUri,
    };
  }

  /** Deletes every key of an account. */
  remove({ email }) {
    for (const [keyId, known] of this.keys) if (known.email === email) this.keys.delete(keyId);
  }

  /** The claims of an assertion that is in order; throws what is wrong with it (RFC 7523, section 3). */
  async judge(assertion, { audience, now }) {
    const find = ({ kid, alg }) => {
      const known = this.keys.get(kid);
      if (!known || known.alg !== alg) throw new Error('the key is not known');
      return known.key;
    };
    const rules = {
      audience,
      algorithms: Object.keys(KINDS),
      currentDate: now,
      clockTolerance: 60,
      maxTokenAge: '1h',
      requiredClaims: ['iss', 'exp', 'iat', 'jti'],
    };
    const { payload, protectedHeader } = await jwtVerify(assertion, find, rules);
    if (this.keys.get(protectedHeader.kid).email !== payload.iss) throw new Error('unexpected "iss" claim value');
    if (payload.exp - payload.iat > 3600) throw new Error('"exp" claim is too late');
    if (this.used.has(payload.jti)) throw new Error('"jti" claim was used before');
    this.used.add(payload.jti);
    return payload;
  }
}

/** The provider's clock, which may be wrong. */
export function clockOf(options) {
  return new Date(Date.now() + (options.clock_offset_s ?? 0) * 1000);
}

/** Teaches the grant to a provider. */
export function register(provider, { accounts, options, issuer, log }) {
  const refuse = (ctx, reason) => {
    ctx.status = 400;
    ctx.body = { error: 'invalid_grant', error_description: reason };
  };
  const handle = async (ctx) => {
    const now = clockOf(options);
    let claims;
    try {
      const audience = options.assertion_audience ?? `${issuer}/token`;
      claims = await accounts.judge(ctx.oidc.params.assertion ?? '', { audience, now });
    } catch (error) {
      return refuse(ctx, `Invalid assertion: ${error.message}`);
    }
    log.count(`assertions_${header(ctx.oidc.params.assertion).alg}`);
    const { client } = ctx.oidc;
    const accountId = claims.sub ?? claims.iss;
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    const scope = ['openid', 'email', ...(claims.scope ?? '').split(' ')].filter(Boolean).join(' ');
    grant.addOIDCScope(scope);
    const grantId = await grant.save();
    ctx.oidc.entity('Grant', grant);
    const token = new provider.AccessToken({ accountId, client, grantId, gty: 'jwt_bearer', scope });
    ctx.oidc.entity('AccessToken', token);
    ctx.body = {
      access_token: await token.save(),
      expires_in: token.expiration,
      scope,
      token_type: 'Bearer',
    };
  };
  provider.registerGrantType(JWT_BEARER, handle, ['assertion', 'scope']);
}

function header(assertion) {
  return JSON.parse(Buffer.from(assertion.split('.')[0], 'base64url'));
}

/** The body of a token request; an assertion's client is added where it is left out. */
export function withClient(body) {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== JWT_BEARER || form.has('client_id')) return body;
  form.set('client_id', SERVICE_CLIENT);
  return form.toString();
}
