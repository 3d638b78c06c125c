// What a change says to whom: the row as JSON, cut down to the columns that the subscriber's role may
// select, and only where the subscriber's own role and claims can select the row itself.
import { require } from '../node/libraries.mjs';

const { escapeIdentifier } = require('pg');
const actions = { I: 'INSERT', U: 'UPDATE', D: 'DELETE' };
const mostRecordBytes = 1024 * 1024;
const mostBytesOfAKeptValue = 64; // of a row that is too large

const tableSql = `
  SELECT c.oid, c.relrowsecurity AS is_secured,
    EXISTS (SELECT FROM pg_publication_tables AS p WHERE p.pubname = 'supabase_realtime'
            AND p.schemaname = $1 AND p.tablename = $2) AS is_published,
    (SELECT json_agg(json_build_object('name', a.attname, 'type', t.typname) ORDER BY a.attnum)
     FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2`;

/** The table as the catalogue has it; undefined where there is none. */
export async function tableOf(pool, schema, table) {
  const { rows } = await pool.query(tableSql, [schema, table]);
  return rows[0];
}

/** Runs in a transaction with this role and these claims, and leaves nothing behind. */
export async function asRole(pool, claims, work, { readOnly = true } = {}) {
  const client = await pool.connect();
  try {
    await client.query(readOnly ? 'BEGIN READ ONLY' : 'BEGIN');
    await client.query(`SET LOCAL ROLE ${escapeIdentifier(String(claims.role ?? 'anon'))}`);
    await client.query("SELECT set_config('request.jwt.claims', $1, true)", [JSON.stringify(claims)]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Values as to_jsonb() has them: wal2json knows neither JSON nor ISO 8601. */
async function valuesOf(pool, columns) {
  if (columns.length === 0) return {};
  const list = columns.map(({ type }, i) => `to_jsonb($${i + 1}::text::${type}) AS c${i}`).join(', ');
  const texts = columns.map(({ value }) => (value === null ? null : String(value)));
  const { rows } = await pool.query(`SELECT ${list}`, texts);
  return Object.fromEntries(columns.map(({ name }, i) => [name, rows[0][`c${i}`]]));
}

async function selectable(pool, role, oid, columns) {
  const { rows } = await pool.query(
    `SELECT name FROM unnest($3::text[]) AS name WHERE has_column_privilege($1::name, $2::oid, name, 'SELECT')`,
    [role, oid, columns.map(({ name }) => name)]);
  return new Set(rows.map(({ name }) => name));
}

export class Change {
  /** Of a line of wal2json; null where Realtime is not told of the table. */
  static async of(pool, line, size) {
    const table = await tableOf(pool, line.schema, line.table);
    if (!table?.is_published || !actions[line.action]) return null;
    const change = new Change();
    Object.assign(change, { pool, table, line, type: actions[line.action],
                            isTooLarge: size > mostRecordBytes });
    const keys = new Set((line.pk ?? []).map(({ name }) => name));
    const row = line.columns ?? line.identity;
    change.key = row.filter(({ name }) => keys.has(name));
    change.values = await valuesOf(pool, row);
    return change;
  }

  /** As the message has it, for one role. */
  async dataFor(role) {
    const { line, table, type } = this;
    const allowed = await selectable(this.pool, role, table.oid, table.columns);
    const head = { schema: line.schema, table: line.table, type,
                   commit_timestamp: new Date(line.timestamp).toISOString() };
    if (!this.key.every(({ name }) => allowed.has(name))) {
      return { ...head, columns: [], record: {}, errors: ['Error 401: Unauthorized'] };
    }
    const fits = (value) => !this.isTooLarge
      || Buffer.byteLength(JSON.stringify(value)) <= mostBytesOfAKeptValue;
    const record = Object.fromEntries(Object.entries(this.values)
      .filter(([name, value]) => allowed.has(name) && fits(value)));
    const key = Object.fromEntries(this.key.map(({ name }) => [name, this.values[name]]));
    return {
      ...head,
      columns: table.columns.filter(({ name }) => allowed.has(name)),
      ...(type === 'DELETE' ? {} : { record }),
      ...(type === 'INSERT' ? {} : { old_record: key }),
      errors: this.isTooLarge ? ['Error 413: Payload Too Large'] : null,
    };
  }

  /** Whether that caller can select the row now. Nobody can any more where it was deleted. */
  async isVisibleTo(claims) {
    if (this.type === 'DELETE' || !this.table.is_secured) return true;
    const { schema, table } = this.line;
    const where = this.key
      .map(({ name, type }, i) => `${escapeIdentifier(name)} = $${i + 1}::text::${type}`).join(' AND ');
    const sql = `SELECT FROM ${escapeIdentifier(schema)}.${escapeIdentifier(table)} WHERE ${where}`;
    const found = await asRole(this.pool, claims,
      (client) => client.query(sql, this.key.map(({ value }) => String(value))));
    return found.rowCount > 0;
  }
}
