// Supabase's own clients judge the double of tests/support/supabase, and the double's PostgreSQL judges
// our schema. Ends with 77 where a PostgreSQL with wal2json is missing.
//
//   node referee.mjs [GATEWAY] [--only PART]...     the gateway's program, whose pages ours are compared with
import { parseArgs } from 'node:util';
import { findPrograms } from '../support/supabase/postgres.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true } },
});
const { missing } = findPrograms();
if (missing) {
  console.log(`skipped: ${missing} is not installed`);
  process.exit(77);
}

const [gateway] = positionals;
const parts = values.only ?? ['pages', 'realtime', 'cases', 'rest', 'auth', ...(gateway ? ['gateway'] : [])];
process.env.TIMESHEET_GATEWAY = gateway ?? '';
for (const part of parts) await import(`./${part}.mjs`);
