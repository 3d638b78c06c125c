// GoTrue: sign-in by e-mail and password, refresh tokens that are used once, sign-out. Users and
// refresh tokens are in the database, and outlive a restart.
import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sign, verify } from './jwt.mjs';

class AuthError extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

function hashOf(password, salt = randomBytes(16).toString('hex')) {
  return `${salt}:${scryptSync(password, salt, 32, { N: 1024 }).toString('hex')}`;
}

function isPassword(password, stored) {
  const wanted = Buffer.from(stored);
  const given = Buffer.from(hashOf(password, stored.split(':')[0]));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export class Auth {
  constructor({ pool, secret, faults, tokenSeconds, reuseSeconds }) {
    Object.assign(this, { pool, secret, faults, tokenSeconds, reuseSeconds });
  }

  async addUser({ email, password, app_metadata = {}, user_metadata = {} }) {
    const { rows } = await this.pool.query(
      `INSERT INTO auth.users (email, password, app_metadata, user_metadata) VALUES ($1, $2, $3, $4)
       RETURNING id`, [email, hashOf(password), app_metadata, user_metadata]);
    return rows[0].id;
  }

  /** {status, headers, body} of a request below /auth/v1/. */
  async answer({ method, path, query, headers, body }) {
    try {
      await this.spoil();
      return await this.run(method, path, query, headers, body);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const { status, code, message } = error;
      // Clients name the version that they read; older ones get the older form.
      const isNew = (headers['x-supabase-api-version'] ?? '') >= '2024-01-01';
      return {
        status,
        headers: isNew ? { 'X-Supabase-Api-Version': '2024-01-01' } : {},
        body: JSON.stringify(isNew ? { code, message } : { code: status, error_code: code, msg: message }),
      };
    }
  }

  async spoil() {
    const { mode, milliseconds } = this.faults.auth;
    if (mode === 'slow') await delay(milliseconds);
    if (mode === '500') throw new AuthError(500, 'unexpected_failure', 'Internal Server Error');
    if (mode === '429') throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
  }

  async run(method, path, query, headers, body) {
    if (method === 'POST' && path === 'token') {
      const grant = query.get('grant_type');
      const said = JSON.parse(body || '{}');
      if (grant === 'password') return this.signIn(said);
      if (grant === 'refresh_token') return this.refresh(said);
      throw new AuthError(400, 'invalid_credentials', 'unsupported_grant_type');
    }
    if (method === 'POST' && path === 'logout') {
      await this.signOut(this.claimsOf(headers), query.get('scope') ?? 'global');
      return { status: 204, headers: {}, body: '' };
    }
    if (method === 'GET' && path === 'user') {
      const { sub } = this.claimsOf(headers);
      const { rows } = await this.pool.query('SELECT * FROM auth.users WHERE id::text = $1', [sub]);
      if (rows.length === 0) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist');
      return ok(userOf(rows[0]));
    }
    throw new AuthError(404, 'not_found', 'There is nothing here');
  }

  claimsOf(headers) {
    const [, token] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    try {
      return verify(token, this.secret);
    } catch (error) {
      throw new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${error.message}`);
    }
  }

  async signIn({ email, password }) {
    const { rows } = await this.pool.query('SELECT * FROM auth.users WHERE email = $1', [String(email)]);
    if (rows.length === 0 || !isPassword(String(password), rows[0].password)) {
      throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials');
    }
    return this.session(rows[0], randomUUID());
  }

  /** A token is good once. Used again soon, it gives what it gave; later, it ends the session. */
  async refresh({ refresh_token: token }) {
    const { rows } = await this.pool.query(
      `SELECT t.*, extract(epoch FROM clock_timestamp() - t.used_at)::float8 AS age
       FROM auth.refresh_tokens AS t WHERE token = $1`, [String(token)]);
    const [known] = rows;
    if (!known) throw new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
    const { rows: [user] } = await this.pool.query('SELECT * FROM auth.users WHERE id = $1', [known.user_id]);
    const { rowCount: isFirst } = await this.pool.query(
      `UPDATE auth.refresh_tokens SET used_at = clock_timestamp() WHERE token = $1 AND used_at IS NULL
       AND NOT revoked`, [token]);
    if (isFirst) return this.session(user, known.session_id);

    const { rows: [current] } = await this.pool.query(
      'SELECT token FROM auth.refresh_tokens WHERE session_id = $1 AND used_at IS NULL AND NOT revoked',
      [known.session_id]);
    if (!known.revoked && current && (known.age ?? 0) < this.reuseSeconds) {
      return ok(this.sessionBody(user, known.session_id, current.token));
    }
    await this.revoke('session_id', known.session_id);
    throw new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used');
  }

  async signOut({ sub, session_id: session }, scope) {
    if (scope === 'local') await this.revoke('session_id', session);
    else if (scope === 'global') await this.revoke('user_id', sub);
  }

  revoke(column, value) {
    return this.pool.query(`UPDATE auth.refresh_tokens SET revoked = true WHERE ${column}::text = $1`, [value]);
  }

  async session(user, session) {
    const refreshToken = randomBytes(9).toString('base64url');
    await this.pool.query(
      'INSERT INTO auth.refresh_tokens (token, user_id, session_id) VALUES ($1, $2, $3)',
      [refreshToken, user.id, session]);
    return ok(this.sessionBody(user, session, refreshToken));
  }

  sessionBody(user, session, refreshToken) {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: user.id, aud: 'authenticated', role: 'authenticated', email: user.email, session_id: session,
      app_metadata: user.app_metadata, user_metadata: user.user_metadata, iat: now,
      exp: now + this.tokenSeconds,
    };
    return {
      access_token: sign(claims, this.secret), token_type: 'bearer', expires_in: this.tokenSeconds,
      expires_at: claims.exp, refresh_token: refreshToken, user: userOf(user),
    };
  }
}

function userOf({ id, email, app_metadata, user_metadata }) {
  return { id, aud: 'authenticated', role: 'authenticated', email, app_metadata, user_metadata };
}

function ok(value) {
  return { status: 200, headers: {}, body: JSON.stringify(value) };
}
