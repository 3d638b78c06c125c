// Makes of an empty database that of a project: Supabase's roles, then, as the project's own
// `postgres`, whatever tables there are, and the schema that packaging/supabase gives.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { require } from '../node/libraries.mjs';

const { Client, Pool } = require('pg');
const here = dirname(fileURLToPath(import.meta.url));
const schemaScript = join(here, '../../../packaging/supabase/schema.sh');

/** Connections that may be lost: the next query asks for another. */
export function openPool(url) {
  const pool = new Pool({ connectionString: url, max: 4 });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The same database for another user, who needs no password here. */
export function withUser(url, user) {
  const changed = new URL(url);
  changed.username = user;
  return changed.href;
}

/** One script, on a connection of its own. */
export async function run(url, sql) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

export const schema = () => execFileSync('bash', [schemaScript]).toString();

/** `before`: what the project's own tables are made with. Gives the owner's URL. */
export async function makeProject(url, { before = '', withSchema = true } = {}) {
  await run(url, readFileSync(join(here, 'roles.sql'), 'utf8'));
  const owner = withUser(url, 'postgres');
  if (before) await run(owner, before);
  if (withSchema) await run(owner, schema());
  return owner;
}
