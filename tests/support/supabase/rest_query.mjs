// A query of PostgREST as SQL: columns, filters, order and limit of one table.
import { require } from '../node/libraries.mjs';
import { RestError } from './rest_errors.mjs';

const { escapeIdentifier: quoted } = require('pg');
const reserved = new Set(['select', 'order', 'limit', 'offset', 'columns', 'or', 'and']);
const comparisons = { eq: '=', neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' };
const truths = { null: 'NULL', not_null: 'NOT NULL', true: 'TRUE', false: 'FALSE', unknown: 'UNKNOWN' };

function parseError(text) {
  return new RestError(400, 'PGRST100', `"failed to parse filter (${text})" (line 1, column 1)`,
    { details: 'unexpected input' });
}

function condition(name, text, values, prefix) {
  const column = prefix + quoted(name);
  const [, negated, operator, value] = /^(not\.)?([a-z]+)\.(.*)$/s.exec(text) ?? [];
  const not = negated ? 'NOT ' : '';
  if (comparisons[operator]) {
    values.push(value);
    return `${not}${column} ${comparisons[operator]} $${values.length}`;
  }
  if (operator === 'is' && truths[value]) return `${not}${column} IS ${truths[value]}`;
  const [, list] = operator === 'in' ? /^\((.*)\)$/s.exec(value) ?? [] : [];
  if (list === undefined) throw parseError(text);
  const places = partsOf(`(${list})`).map((one) => `$${values.push(unquoted(one))}`);
  return `${not}${column} IN (${places.join(', ')})`;
}

/** The parts of "(a,b(c,d),"e,f")", with what is quoted or in brackets left whole. */
function partsOf(group) {
  if (!/^\(.*\)$/s.test(group)) throw parseError(group);
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const [character] of group.slice(1, -1).matchAll(/\\.|./gs)) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && character === '(') depth += 1;
    if (!isQuoted && character === ')') depth -= 1;
    if (character === ',' && !isQuoted && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  if (isQuoted || depth !== 0) throw parseError(group);
  return parts;
}

/** A value in a group, where quotation marks keep what would mean something. */
const unquoted = (text) => (/^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text);

/** "(a.eq.1,and(b.gt.2,c.lt.3))" as SQL. */
function groupOf(word, group, values, prefix) {
  const parts = partsOf(group).map((part) => {
    const [, inner, nested] = /^(and|or)(\(.*\))$/s.exec(part) ?? [];
    if (inner) return groupOf(inner, nested, values, prefix);
    const [, name, operator, value] = /^([^.]+)\.((?:not\.)?[a-z]+)\.(.*)$/s.exec(part) ?? [];
    if (!name) throw parseError(part);
    return condition(name, `${operator}.${unquoted(value)}`, values, prefix);
  });
  return `(${parts.join(word === 'or' ? ' OR ' : ' AND ')})`;
}

/** "WHERE …", or nothing; what it compares with goes to `values`. */
function whereOf(query, values, prefix = '') {
  const conditions = [...query].filter(([name]) => !reserved.has(name))
    .map(([name, text]) => condition(name, text, values, prefix));
  for (const word of ['or', 'and']) {
    for (const group of query.getAll(word)) conditions.push(groupOf(word, group, values, prefix));
  }
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

function columnsOf(query) {
  const select = query.get('select') || '*';
  return select === '*' ? '*' : select.split(',').map(quoted).join(', ');
}

function orderOf(query) {
  const text = query.get('order');
  if (!text) return '';
  const terms = text.split(',').map((term) => {
    const [column, ...words] = term.split('.');
    const known = { asc: 'ASC', desc: 'DESC', nullsfirst: 'NULLS FIRST', nullslast: 'NULLS LAST' };
    if (words.some((word) => !known[word])) throw parseError(text);
    return [quoted(column), ...words.map((word) => known[word])].join(' ');
  });
  return `ORDER BY ${terms.join(', ')}`;
}

function numberOf(query, name, fallback) {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw parseError(`${name}=${text}`);
  return Number(text);
}

/** The rows of a GET, as one text of JSON; at most `mostRows`, which is the project's own limit. */
export function selectSql(table, query, mostRows) {
  const values = [];
  const where = whereOf(query, values);
  const limit = Math.min(numberOf(query, 'limit', mostRows), mostRows);
  const rows = `SELECT ${columnsOf(query)} FROM public.${quoted(table)} ${where} ${orderOf(query)} `
    + `LIMIT ${limit} OFFSET ${numberOf(query, 'offset', 0)}`;
  return { text: `SELECT coalesce(json_agg(t), '[]')::text AS body, count(*) AS size FROM (${rows}) AS t`, values };
}

/** The rows of a PATCH, changed, as one text of JSON. */
export function updateSql(table, query, body) {
  const values = [JSON.stringify(body)];
  const sets = Object.keys(body).map((name) => `${quoted(name)} = new.${quoted(name)}`).join(', ');
  const where = whereOf(query, values, 'old.');
  const changed = `UPDATE public.${quoted(table)} AS old SET ${sets} FROM `
    + `(SELECT * FROM json_populate_record(NULL::public.${quoted(table)}, $1)) AS new ${where} RETURNING old.*`;
  return { text: `WITH t AS (${changed}) SELECT coalesce(json_agg(t), '[]')::text AS body, count(*) AS size FROM t`,
           values };
}

/** A function called by the names of its arguments. */
export function callSql(found, given) {
  const values = [];
  const list = Object.entries(given).map(([name, value]) => {
    const type = found.types[found.names.indexOf(name)];
    const isArray = type.endsWith('[]');
    values.push(value === null || isArray || typeof value !== 'object' ? value : JSON.stringify(value));
    return `${quoted(name)} => $${values.length}::${type}`;
  });
  const call = `public.${quoted(found.name)}(${list.join(', ')})`;
  if (found.returns === 'void') return { text: `SELECT ${call}`, values };
  if (found.isSet) return { text: `SELECT coalesce(json_agg(t), '[]')::text AS body FROM ${call} AS t`, values };
  return { text: `SELECT to_json(${call})::text AS body`, values };
}
