// Fails where the documents of resources/protocol are not valid, where one of their messages or
// answers has no example, an example no schema, or the code says what neither of them knows.
import {
  examplesIn, faultsOf, loadAsyncApi, loadOpenApi, loadSchema, membersOf, messageOf,
} from './documents.mjs';
import { code } from './code.mjs';

const faults = [];
let examples = 0;

/** Notes a fault where there is one. */
function expect(isGood, fault) {
  if (!isGood) faults.push(fault);
}

function expectFits(schema, value, what) {
  faults.push(...faultsOf(schema, value).map((fault) => `${what}: ${fault}`));
}

/** Both lists hold the same. */
function expectSame(documented, coded, what) {
  expect(coded.length > 0, `${what}: found none in the code; has it moved from where code.mjs looks?`);
  for (const one of coded) expect(documented.includes(one), `${what}: the code has ${one}, the documents not`);
  for (const one of documented) expect(coded.includes(one), `${what}: the documents have ${one}, the code not`);
}

/** Examples that must fit the messages of one side of a channel; and all of these must be there. */
function checkMessages(messages, rows, channel) {
  const values = new Map(messages.map((message) => [message, []]));
  for (const { file, json } of rows) {
    examples += 1;
    const message = messageOf(messages, json);
    if (!message) {
      faults.push(`${file}: no message of ${channel} is called ${json?.type}`);
      continue;
    }
    expectFits(message.schema, json, file);
    values.get(message).push(json);
  }
  for (const [message, ofIt] of values) {
    expect(ofIt.length > 0, `${channel}: ${message.name} has no example`);
    checkWords(message, ofIt);
  }
}

/** Each word that a member of a message can be must be in an example. */
function checkWords(message, values) {
  const names = new Set(['code', 'reason', 'state']);
  for (const name of names) {
    for (const word of membersOf(message.schema, name).flatMap((member) => member.enum ?? []))
      expect(
        values.some((value) => value[name] === word),
        `${message.name}: no example has the ${name} ${word}`,
      );
  }
}

function checkChannels(channels) {
  const [deployed, v1] = ['deployed', 'v1'].map((id) => channels.find(({ name }) => name === id));
  checkMessages(v1.send, [...examplesIn('server'), ...examplesIn('events')], 'v1');
  checkMessages(v1.receive, examplesIn('client'), 'v1');
  const ofDeployed = (folder) => examplesIn(folder).filter(({ parts: [name] }) => ['ping', 'pong'].includes(name));
  checkMessages(deployed.send, [...ofDeployed('server'), ...examplesIn('events-deployed')], 'deployed');
  checkMessages(deployed.receive, ofDeployed('client'), 'deployed');
  for (const { file, parts, json } of [...examplesIn('server'), ...examplesIn('client')])
    expect(parts[0] === json.type, `${file}: is called otherwise than its type`);

  checkRefused('refused/by-client', v1.send);
  checkRefused('refused/by-server', v1.receive);
  const reasons = new Set(examplesIn('refused/by-client').map(({ parts }) => parts[0]));
  expectSame([...reasons], code.dropReasons, 'reasons to drop a message');

  const wordsOf = (type, name) =>
    membersOf(v1.send.find((message) => message.type === type).schema, name).flatMap((member) => member.enum ?? []);
  const faultsOfMessages = new Set(examplesIn('refused/by-server').map(({ parts }) => parts[0]));
  expectSame(wordsOf('error', 'code'), [...faultsOfMessages, ...code.errorCodes], 'codes of errors');
  expectSame(wordsOf('auth_error', 'reason'), [...code.tokenFaults, 'another-user'], 'reasons of auth_error');
  const typesOfEvents = v1.send.filter(({ name }) => name !== 'eventOfAnotherType').map(({ type }) => type);
  expectSame(
    typesOfEvents,
    [...code.messageNames.filter((name) => name !== 'typing'), ...code.eventTypes],
    'messages of servers',
  );
  expectSame(loadSchema('EventTypeName').not.enum, code.messageNames, 'names that no event has');
}

/** What a schema cannot say no to: it needs to know the tenant, or the bytes. */
const beyondSchemas = ['wrong-tenant', 'too-large', 'not-text'];

function checkRefused(name, messages) {
  for (const { file, parts, json } of examplesIn(name)) {
    examples += 1;
    if (json === undefined || beyondSchemas.includes(parts[0])) continue;
    const fitting = messageOf(messages, json);
    expect(!fitting || faultsOf(fitting.schema, json).length > 0, `${file}: is refused, but fits its schema`);
  }
}

function checkCloses() {
  const schema = loadSchema('Close');
  const rows = examplesIn('closes');
  for (const { file, parts, json } of rows) {
    examples += 1;
    expectFits(schema, json, file);
    expect(parts[0] === String(json.code), `${file}: is called otherwise than its code`);
  }
  for (const word of schema.properties.code.enum)
    expect(rows.some(({ json }) => json.code === word), `closes: no example has the code ${word}`);
  expectSame(rows.map(({ json }) => json.reason), code.closeReasons, 'reasons to close');
  for (const { file, json } of examplesIn('tokens')) {
    examples += 1;
    expectFits(loadSchema('Claims'), json, file);
  }
}

const text = (value) => (value === undefined ? undefined : String(value));

/** The request of an example, where its answer says that it was good. */
function checkRequest(file, operation, { method, target, body }) {
  const url = new URL(target, 'http://localhost');
  expect(method === operation.method && url.pathname === operation.path, `${file}: is of another operation`);
  for (const [name, value] of url.searchParams) {
    const parameter = operation.parameters.find((one) => one.in === 'query' && one.name === name);
    if (!parameter) {
      expect(name === 'token' && operation.id === 'openWebSocket', `${file}: the query has ${name}`);
      continue;
    }
    expectFits(parameter.schema, parameter.schema.type === 'integer' ? Number(value) : value, `${file}: ${name}`);
  }
  if (operation.request) expectFits(operation.request, body, `${file}: request`);
}

function checkAnswer(file, response, { headers = {}, body, text: plain }) {
  for (const [name, { schema, required }] of Object.entries(response.headers ?? {})) {
    expect(!required || headers[name] !== undefined, `${file}: lacks the header ${name}`);
    if (headers[name] !== undefined) expectFits(schema, headers[name], `${file}: ${name}`);
  }
  const type = headers['Content-Type']?.split(';')[0];
  expect(
    type === Object.keys(response.content ?? {})[0],
    `${file}: the content type ${text(type)} is not the documented one`,
  );
  if (type !== undefined) expectFits(response.content[type].schema, body ?? plain, `${file}: answer`);
}

/** Problems of requests that a schema of their bodies cannot see. */
const beyondBodies = ['wrong-tenant', 'too-large', 'unknown-cursor', 'beyond-9999'];

function checkHttp({ document, operations }) {
  const seen = new Set();
  const rows = examplesIn('http');
  for (const { file, parts, json } of rows) {
    examples += 1;
    const [id, status] = [parts[0], Number(parts[1])];
    expect(json.answer.status === status, `${file}: is called otherwise than its status`);
    expect(json.answer.body?.status === undefined || status < 400 || json.answer.body.status === status,
      `${file}: the problem speaks of another status`);
    if (id === 'any') {
      checkAnswer(file, document.components.responses.Problem, json.answer);
      continue;
    }
    const operation = operations.find((one) => one.id === id);
    const response = operation?.responses[status];
    if (!response) {
      faults.push(`${file}: openapi.yaml has no such operation, or no such status of it`);
      continue;
    }
    seen.add(`${id} ${status}`);
    checkAnswer(file, response, json.answer);
    if (status < 400) checkRequest(file, operation, json.request);
    else if (status === 400 && json.request.body !== undefined && !parts.some((part) => beyondBodies.includes(part)))
      expect(faultsOf(operation.request, json.request.body).length > 0, `${file}: is refused, but fits its schema`);
  }
  for (const { id, responses } of operations) {
    for (const status of Object.keys(responses).filter((one) => one !== 'default'))
      expect(seen.has(`${id} ${status}`), `openapi.yaml: ${id} has no example of ${status}`);
  }
  checkProblems(rows, operations);
}

function checkProblems(rows, operations) {
  const details = rows.filter(({ json }) => json.answer.body?.detail).map(
    ({ json: { answer } }) => `${answer.status} ${answer.body.detail}`,
  );
  const isComposed = (problem) => /^4.. (Event [0-9]+: )?[a-z-]+\.$/.test(problem);
  expectSame([...new Set(details.filter((detail) => !isComposed(detail)))], code.problems, 'problems');
  for (const reason of code.dropReasons.filter((one) => one !== 'not-text'))
    expect(
      details.some((detail) => detail.endsWith(`: ${reason}.`)),
      `publishEvents: no example is refused for ${reason}`,
    );
  const routes = operations.filter(({ path }) => path !== '/').map(({ method, path }) => `${method} ${path}`);
  expectSame(routes, code.routes, 'routes');
}

const asyncApi = await loadAsyncApi();
const openApi = await loadOpenApi();
faults.push(...asyncApi.faults, ...openApi.faults);
if (faults.length === 0) {
  checkChannels(asyncApi.channels);
  checkCloses();
  checkHttp(openApi);
}
for (const fault of faults) console.log(fault);
console.log(faults.length > 0 ? `${faults.length} faults` : `${examples} examples are as the documents say`);
process.exit(faults.length > 0 ? 1 : 0);
