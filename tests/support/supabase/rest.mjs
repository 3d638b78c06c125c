// The few requests of PostgREST that a tray makes, each in a transaction with the token's role and
// claims, as PostgREST's own login `authenticator`.
import { setTimeout as delay } from 'node:timers/promises';
import { asRole } from './changes.mjs';
import { callSql, selectSql, updateSql } from './rest_query.mjs';
import { RestError, databaseError, invalidKey, tokenError } from './rest_errors.mjs';
import { verify } from './jwt.mjs';

const functionSql = `
  SELECT p.proname AS name, coalesce(p.proargnames, '{}') AS names, p.proretset AS "isSet",
    p.pronargs - p.pronargdefaults AS needed, p.provolatile AS volatility,
    format_type(p.prorettype, NULL) AS returns,
    ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) AS t) AS types
  FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace AND p.proname = $1`;

export class Rest {
  constructor({ pool, secret, faults, mostRows }) {
    Object.assign(this, { pool, secret, faults, mostRows }); // of a table in one answer: `max-rows`
    this.asked = {}; // path -> how often it was asked for
  }

  /** {status, headers, body} of a request below /rest/v1/. */
  async answer({ method, path, query, headers, body }) {
    this.asked[path] = (this.asked[path] ?? 0) + 1;
    if (this.faults.rest.mode === 'key') return invalidKey;
    try {
      await this.spoil();
      const claims = this.claimsOf(headers.authorization);
      return await this.run(method, path, query, headers, body, claims);
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      return { status: error.status, headers: error.headers, body: JSON.stringify(error.body) };
    }
  }

  async spoil() {
    const { mode, milliseconds } = this.faults.rest;
    if (mode === 'slow') await delay(milliseconds);
    if (mode === '500') throw new RestError(500, 'XX000', 'internal error');
    if (mode === '401') throw new RestError(401, 'PGRST303', 'JWT expired');
  }

  claimsOf(authorization) {
    const [, token] = /^bearer (.+)$/i.exec(authorization ?? '') ?? [];
    if (!token) return { role: 'anon' };
    try {
      return { role: 'anon', ...verify(token, this.secret) };
    } catch (error) {
      throw tokenError(error);
    }
  }

  async run(method, path, query, headers, body, claims) {
    const [, name] = /^rpc\/(.+)$/.exec(path) ?? [];
    if (name && (method === 'POST' || method === 'GET')) {
      return this.call(method, name, query, body, claims);
    }
    await this.checkTable(path);
    const isSingle = (headers.accept ?? '').includes('vnd.pgrst.object');
    if (method === 'GET') {
      return this.rows(selectSql(path, query, this.mostRows), claims, { isSingle, readOnly: true });
    }
    if (method !== 'PATCH') throw new RestError(405, 'PGRST117', `Unsupported HTTP method: ${method}`);
    const wantsRows = /return=representation/.test(headers.prefer ?? '');
    const changed = await this.rows(updateSql(path, query, parse(body)), claims, { isSingle });
    return wantsRows ? changed : { status: 204, headers: changed.headers, body: '' };
  }

  async rows(sql, claims, { isSingle, readOnly = false }) {
    const { body, size } = (await this.query(sql, claims, readOnly)).rows[0];
    const count = Number(size);
    if (isSingle && count !== 1) {
      throw new RestError(406, 'PGRST116', 'Cannot coerce the result to a single JSON object',
        { details: `The result contains ${count} rows` });
    }
    const range = count > 0 ? `0-${count - 1}/*` : '*/*';
    return { status: 200, headers: { 'Content-Range': range }, body: isSingle ? body.slice(1, -1) : body };
  }

  async query(sql, claims, readOnly) {
    try {
      return await asRole(this.pool, claims, (client) => client.query(sql), { readOnly });
    } catch (error) {
      throw databaseError(error, claims.role);
    }
  }

  async checkTable(name) {
    const { rows } = await this.pool.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'p')
       AND relname = $1`, [name]);
    if (rows.length === 0) {
      throw new RestError(404, 'PGRST205', `Could not find the table 'public.${name}' in the schema cache`);
    }
  }

  async call(method, name, query, body, claims) {
    const given = method === 'GET' ? Object.fromEntries(query) : parse(body || '{}');
    const names = Object.keys(given);
    const { rows } = await this.pool.query(functionSql, [name]);
    const found = rows.find((one) => names.every((argument) => one.names.includes(argument))
      && one.names.slice(0, one.needed).every((argument) => names.includes(argument)));
    if (!found) {
      const list = names.sort().join(', ');
      const signature = names.length > 0 ? `public.${name}(${list})` : `public.${name} without parameters`;
      throw new RestError(404, 'PGRST202', `Could not find the function ${signature} in the schema cache`,
        { details: `Searched for the function ${signature}, but no matches were found in the schema cache.` });
    }
    const result = await this.query(callSql(found, given), claims, found.volatility !== 'v' || method === 'GET');
    if (found.returns === 'void') return { status: 204, headers: {}, body: '' };
    return { status: 200, headers: {}, body: result.rows[0].body ?? 'null' };
  }
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw new RestError(400, 'PGRST102', 'Empty or invalid json');
  }
}
