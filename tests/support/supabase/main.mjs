// A project of Supabase as a program, for tests in any language.
//
//   node main.mjs --secret S [--port N] [--database URL] [--pace X] [--heartbeat-timeout MS]
//        [--most-messages N] [--most-rows N] [--token-seconds N] [--reuse-seconds N] [--before FILE]
//        [--without-schema]
//
// Without --database it begins a PostgreSQL of its own and makes a project of it. It prints one line of
// JSON, {url, anon_key, database, control}, and ends in order when it is told to (SIGTERM) or when its
// stdin ends.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { listenForCommands } from './control.mjs';
import { makeProject } from './database.mjs';
import { Postgres, findPrograms } from './postgres.mjs';
import { Project } from './project.mjs';

const { values: options } = parseArgs({
  options: {
    secret: { type: 'string', default: 'a secret of 32 bytes, for tests only' },
    port: { type: 'string', default: '0' },
    database: { type: 'string' },
    pace: { type: 'string', default: '1' },
    'heartbeat-timeout': { type: 'string', default: '66000' },
    'most-messages': { type: 'string', default: '100' },
    'most-rows': { type: 'string', default: '1000' },
    'token-seconds': { type: 'string', default: '3600' },
    'reuse-seconds': { type: 'string', default: '10' },
    before: { type: 'string' },
    'without-schema': { type: 'boolean', default: false },
  },
});

const { missing } = findPrograms();
if (missing) {
  console.error(`skipped: ${missing} is not installed`);
  process.exit(77);
}

let postgres;
let database = options.database;
if (!database) {
  postgres = await Postgres.start();
  database = postgres.url();
  await makeProject(database, {
    before: options.before ? readFileSync(options.before, 'utf8') : '',
    withSchema: !options['without-schema'],
  });
}

const project = await new Project({
  database,
  secret: options.secret,
  pace: Number(options.pace),
  heartbeatTimeout: Number(options['heartbeat-timeout']),
  mostMessages: Number(options['most-messages']),
  mostRows: Number(options['most-rows']),
  tokenSeconds: Number(options['token-seconds']),
  reuseSeconds: Number(options['reuse-seconds']),
}).start(Number(options.port));
const control = await listenForCommands(project);
console.log(JSON.stringify({ url: project.url, anon_key: project.anonKey, database, control: control.url }));

let isEnding = false;
async function end() {
  if (isEnding) return;
  isEnding = true;
  control.server.close();
  await project.stop();
  await postgres?.stop();
  process.exit(0);
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
process.stdin.on('end', end).resume();
