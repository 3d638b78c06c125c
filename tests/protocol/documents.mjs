// The documents of resources/protocol as the genuine parsers read them, their examples, and what
// judges the one by the other. The libraries are those of TIMESHEET_NODE_MODULES.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { libraries, require } from '../support/node/libraries.mjs';

const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(join(libraries, '@asyncapi/parser'))) {
  console.error(`${libraries} lacks npm's libraries: install them as tests/run.sh does`);
  process.exit(2);
}
const { Parser, fromFile } = require('@asyncapi/parser');
const { bundle, createConfig, lint, parseYaml } = require('@redocly/openapi-core');
const Ajv = require('ajv/dist/2020.js').default;

export const repository = join(here, '../..');
export const folder = join(repository, 'resources/protocol');

/** What the linter of OpenAPI recommends, strictly, but for what does not fit this server. */
const lintRules = {
  'no-server-example.com': 'off', // the real names are their administrators' to know
  'operation-4xx-response': 'off', // what any request can run into is the default response
  'no-unused-components': 'error',
  'no-ambiguous-paths': 'error',
};

/** The WebSocket's description, references resolved; `faults` where it is not valid. */
export async function loadAsyncApi() {
  const { document, diagnostics } = await fromFile(new Parser(), join(folder, 'asyncapi.yaml')).parse();
  const warning = 1; // 0 is an error, more are hints
  const faults = diagnostics
    .filter(({ severity }) => severity <= warning)
    .map(({ path, message }) => `asyncapi.yaml: ${path.join('/')}: ${message}`);
  return { channels: document ? channelsOf(document) : [], faults };
}

/** HTTP's description, references resolved; `faults` where it is not valid. */
export async function loadOpenApi() {
  const config = await createConfig({ extends: ['recommended-strict'], rules: lintRules });
  const ref = join(folder, 'openapi.yaml');
  const problems = await lint({ ref, config });
  const faults = problems.map(
    ({ location, message }) => `openapi.yaml: ${location[0].pointer ?? ''}: ${message}`,
  );
  const { bundle: bundled } = await bundle({ ref, config, dereference: true });
  return { document: bundled.parsed, operations: operationsOf(bundled.parsed), faults };
}

/** One schema of schemas.yaml, references resolved. */
export function loadSchema(name) {
  const all = parseYaml(readFileSync(join(folder, 'schemas.yaml'), 'utf8'));
  const resolve = (node) => {
    if (Array.isArray(node)) return node.map(resolve);
    if (node === null || typeof node !== 'object') return node;
    if (node.$ref) return resolve(all[node.$ref.replace('#/', '')]);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
  };
  return resolve(all[name]);
}

/** [{name, send: [message], receive: [message]}], a message being {name, type, schema}. */
function channelsOf(document) {
  return document.channels().all().map((channel) => {
    const says = (action) =>
      channel
        .operations()
        .all()
        .filter((operation) => operation.action() === action)
        .flatMap((operation) => operation.messages().all())
        .map((message) => {
          const schema = message.payload().json();
          return { name: message.id(), type: constantOf(schema, 'type'), schema };
        });
    return { name: channel.id(), send: says('send'), receive: says('receive') };
  });
}

/** [{id, method, path, parameters, request, responses}] */
function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      request: operation.requestBody?.content['application/json'].schema,
      responses: operation.responses,
    })),
  );
}

/** All the schemas of a member, of whatever branch of an object's schema. */
export function membersOf(schema, name) {
  const own = schema.properties?.[name] === undefined ? [] : [schema.properties[name]];
  const branches = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])];
  return [...own, ...branches.flatMap((branch) => membersOf(branch, name))];
}

function constantOf(schema, name) {
  return membersOf(schema, name).find((member) => member.const !== undefined)?.const;
}

/** The message of a channel that a text is, by its `type`; none where it is not one of them. */
export function messageOf(messages, json) {
  return (
    messages.find(({ type }) => type !== undefined && type === json?.type) ??
    messages.find(({ type }) => type === undefined)
  );
}

/**
 * The same schema, but no object may have a member that it does not name; where it says itself that
 * others may come, they may. Receivers must not be as strict: this is for what our own gateway says.
 */
export function closed(schema, isBranch = false) {
  if (schema === null || typeof schema !== 'object') return schema;
  const result = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith('x-')) continue; // AsyncAPI's parser leaves notes
    if (key === 'properties')
      result[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
    else if (key === 'items') result[key] = closed(value);
    else if (['allOf', 'anyOf', 'oneOf'].includes(key))
      result[key] = value.map((branch) => closed(branch, true));
    else if (key === 'not') result[key] = closed(value, true);
    else result[key] = value;
  }
  const isObject = schema.type === 'object' || (schema.allOf ?? []).some(describesObject);
  if (isObject && !isBranch && schema.additionalProperties === undefined)
    result.unevaluatedProperties = false;
  return result;
}

function describesObject(schema) {
  return schema.type === 'object' || (schema.allOf ?? []).some(describesObject);
}

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
const compiled = new Map();

/** What is wrong with a value by a schema, closed; empty where nothing is. */
export function faultsOf(schema, value) {
  if (!compiled.has(schema)) compiled.set(schema, ajv.compile(closed(schema)));
  const validate = compiled.get(schema);
  if (validate(value)) return [];
  return validate.errors.map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
}

/** "x × 5" stands for "xxxxx": see README.md, section 5. */
export function expand(value) {
  if (typeof value === 'string') {
    const [, letter, count] = /^(.) × ([0-9]+)$/u.exec(value) ?? [];
    return letter === undefined ? value : letter.repeat(Number(count));
  }
  if (Array.isArray(value)) return value.map(expand);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expand(one)]));
}

/**
 * The examples of a folder: [{file, parts, bytes, json}]. `parts` is the name at its dots;
 * `json` is undefined where the text is none.
 */
export function examplesIn(name) {
  return readdirSync(join(folder, 'examples', name))
    .sort()
    .map((file) => {
      const bytes = readFileSync(join(folder, 'examples', name, file));
      const parts = file.split('.').slice(0, -1);
      if (!file.endsWith('.json')) return { file: `${name}/${file}`, parts, bytes };
      const json = expand(JSON.parse(bytes.toString()));
      return { file: `${name}/${file}`, parts, bytes: Buffer.from(JSON.stringify(json)), json };
    });
}
