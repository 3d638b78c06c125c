// Which changes a channel has asked for, and whether it may ask so.
import { tableOf } from './changes.mjs';

const operators = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=', in: '= ANY' };

/** "tenant_id=eq.T" as {column, operator, value}; null where it is none. */
export function parseFilter(text) {
  const [, column, operator, value] = /^([^=]+)=([a-z]+)\.(.*)$/s.exec(text) ?? [];
  return operators[operator] ? { column, operator, value } : null;
}

/** Whether the role may select the column, and the value is one of its type. */
async function isUsable(pool, role, { schema, table }, { column, operator, value }) {
  const { rows } = await pool.query(
    `SELECT format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute AS a
     WHERE a.attrelid = format('%I.%I', $1::text, $2::text)::regclass AND a.attname = $3
       AND has_column_privilege($4::name, a.attrelid, a.attnum, 'SELECT')`, [schema, table, column, role]);
  if (rows.length === 0) return false;
  try {
    await pool.query(`SELECT $1::text::${rows[0].type}${operator === 'in' ? '[]' : ''}`,
      [operator === 'in' ? value.replace(/^\((.*)\)$/, '{$1}') : value]);
    return true;
  } catch {
    return false;
  }
}

/** What is asked for in one line of a join, or why it cannot be had. */
export async function checkSubscription(pool, role, asked) {
  const { event, schema, table, filter } = asked;
  const params = Object.entries({ event, schema, table, filter })
    .filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`).join(', ');
  const refusal = {
    error: 'Unable to subscribe to changes with given parameters. Please check Realtime is enabled '
      + `for the given connect parameters: [${params}]`,
  };
  const parsed = filter ? parseFilter(filter) : null;
  if (!schema || (filter && !parsed)) return refusal;
  if (table && table !== '*') {
    const found = await tableOf(pool, schema, table);
    if (!found?.is_published) return refusal;
    if (parsed && !await isUsable(pool, role, asked, parsed)) return refusal;
  }
  return { ...asked, parsed };
}

/** Whether the change is one of those asked for, whoever may see it. */
export async function isAskedFor(pool, subscription, change, isUnfiltered = false) {
  const { event, schema, table, parsed } = subscription;
  if (event !== '*' && event !== change.type) return false;
  if (schema !== change.line.schema) return false;
  if (table && table !== '*' && table !== change.line.table) return false;
  if (!parsed || isUnfiltered) return true;
  const column = (change.line.columns ?? change.line.identity)
    .find(({ name }) => name === parsed.column);
  if (!column || column.value === null) return false;
  const isList = parsed.operator === 'in';
  const wanted = isList ? parsed.value.replace(/^\(|\)$/g, '').split(',') : parsed.value;
  const type = isList ? `${column.type}[]` : column.type;
  const cast = isList ? `($2::text[]::${type})` : `$2::text::${type}`;
  const { rows } = await pool.query(
    `SELECT $1::text::${column.type} ${operators[parsed.operator]} ${cast} AS fits`,
    [String(column.value), wanted]);
  return rows[0].fits;
}

