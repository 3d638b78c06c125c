// The running gateway by the documents of resources/protocol and by their examples:
//   node contract.mjs GATEWAY
// It is sent what the examples send, and must say what they say, member for member. Whatever it says
// at all must fit the schemas, closed. At the end each example has been seen, but for a few that
// say here why not.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { soon } from '../support/node/soon.mjs';
import { faultsOf, loadAsyncApi, loadOpenApi, loadSchema, messageOf } from './documents.mjs';
import { Gateway, Peer, exchange, frame, goodbyeOn, messageOn, token } from './gateway.mjs';
import { examples, expectSays, localized, ofFreshId, seen, setEpoch } from './story.mjs';

/** Examples that the gateway cannot be brought to say here. */
const unseen = {
  'closes/1001.idle-timeout': 'takes 90 seconds; tests/gateway/sessions has it with a clock of its own',
  'http/getEvents.503.unread': 'takes megabytes that nobody reads; tests/gateway/program has it',
  'http/publishEvents.503.busy': 'takes more large bodies than a test may send',
  'http/getPresence.503': 'who is present is in memory with SQLite, and never away',
};

const { channels } = await loadAsyncApi();
const { document, operations } = await loadOpenApi();
const [deployed, v1] = ['deployed', 'v1'].map((id) => channels.find(({ name }) => name === id));

const faults = [];

/** A WebSocket whose every message must fit its channel's schemas. */
function peer(gateway, who, { protocols = ['timesheet.v1'], query = '', bearer = token(who) } = {}) {
  const messages = (protocols.length > 0 ? v1 : deployed).send;
  const judge = (json) => {
    const message = messageOf(messages, json);
    faults.push(...(message ? faultsOf(message.schema, json) : [`nothing is called ${json.type}`]));
  };
  return new Peer(gateway.url(query), protocols, judge, { authorization: `Bearer ${bearer}` });
}

async function greeted(gateway, who, options) {
  const client = peer(gateway, who, options);
  const hello = await client.next('hello');
  return Object.assign(client, { hello });
}

/** Sends an example's request and judges the answer by the schemas and by the example. */
async function expectExchange(gateway, name, rules) {
  const { request, answer } = examples.get(`http/${name}`).json;
  const live = await exchange(gateway, localized(request));
  judgeAnswer(name, live);
  const { status, headers, body, text } = live;
  assert.equal(status, answer.status, `${name}: ${text}`);
  for (const [header, value] of Object.entries(answer.headers ?? {}))
    assert.equal(headers[header], value, `${name}: ${header}`);
  if (answer.body) expectSays(`http/${name}`, body, answer.body, rules);
  else if (answer.text) expectLines(name, text, answer.text);
  else assert.equal(text, '', name);
  seen.add(`http/${name}`);
  return live;
}

/** Numbers differ; what is told does not. */
function expectLines(name, live, example) {
  for (const line of example.split('\n').filter((one) => one.startsWith('#')))
    assert.ok(live.split('\n').includes(line), `${name}: there is no line ${line}`);
}

function judgeAnswer(name, { status, headers, body, text }) {
  const operation = operations.find(({ id }) => id === name.split('.')[0]);
  const response = operation ? operation.responses[status] : document.components.responses.Problem;
  assert.ok(response, `${name}: openapi.yaml knows no ${status} here, which says ${text}`);
  const type = headers['Content-Type']?.split(';')[0];
  assert.equal(type, Object.keys(response.content ?? {})[0], `${name}: content type`);
  if (type) assert.deepEqual(faultsOf(response.content[type].schema, body ?? text), [], name);
  for (const [header, { required, schema }] of Object.entries(response.headers ?? {})) {
    if (required || headers[header] !== undefined)
      assert.deepEqual(faultsOf(schema, headers[header]), [], `${name}: ${header}`);
  }
  if (status !== 101) assert.equal(headers['Cache-Control'], 'no-store', name);
}

const nameOfGoodbye = ({ code, reason }) => `closes/${code}.${reason.toLowerCase().replaceAll(' ', '-')}`;

function expectGoodbye(live, reason) {
  assert.equal(live.reason, reason);
  assert.deepEqual(faultsOf(loadSchema('Close'), live), []);
  expectSays(nameOfGoodbye(live), live);
}

/** The events that this user sees, in their order: names of examples. */
const eventNames = ['timesheet-approved', 'timesheet-rejected', 'timesheet-annotated', 'deadline-reminder',
  'notification-new', 'timesheet-paid'];

async function expectEvents(client, folder, names) {
  for (const name of names) {
    const example = examples.get(`${folder}/${name}`).json;
    expectSays(`${folder}/${name}`, await client.next(({ payload }) => payload !== undefined), example);
  }
}

describe('the contract', () => {
  let gateway;

  before(async () => {
    gateway = await Gateway.start('--allowed-origins', 'https://timesheets.example.com');
  });

  after(() => Gateway.stopAll());

  it('a member that no schema names is found', () => {
    const { json: event } = examples.get('events/notification-new');
    const { json: hello } = examples.get('server/hello');
    const page = operations.find(({ id }) => id === 'getEvents').responses[200].content['application/json'].schema;
    const schemaOf = (json) => messageOf(v1.send, json).schema;
    assert.deepEqual(faultsOf(schemaOf(event), { ...event, payload: { ...event.payload, more: 1 } }), []);
    assert.equal(faultsOf(schemaOf(event), { ...event, more: 1 }).length, 1);
    assert.equal(faultsOf(schemaOf(hello), { ...hello, limits: { ...hello.limits, more: 1 } }).length, 1);
    assert.equal(faultsOf(page, { events: [{ ...event, more: 1 }], cursor: 'c', complete: true }).length, 1);
  });

  it('events are told as the examples have them, live', async () => {
    const alex = await greeted(gateway, 'ALEX');
    setEpoch(alex.hello.cursor);
    const older = peer(gateway, 'ALEX', { protocols: [] });
    await soon(older.opened, 'the upgrade');
    await older.settle();

    await expectExchange(gateway, 'publishEvents.201.one');
    await expectExchange(gateway, 'publishEvents.201.many');
    await expectExchange(gateway, 'publishEvents.201.known-id');
    await expectEvents(alex, 'events', eventNames);
    await expectEvents(older, 'events-deployed', eventNames);
    await alex.settle();
    await older.settle();
    assert.deepEqual([alex.heard, older.heard], [[], []]);
    await alex.close();
    await older.close();
  });

  it('pages are as the examples have them', async () => {
    for (const name of examples.keys()) {
      if (name.startsWith('http/getEvents.200')) await expectExchange(gateway, name.replace('http/', ''));
    }
  });

  it('a replay is told as the examples have it', async () => {
    const after = localized(examples.get('client/resume').json.after);
    const alex = await greeted(gateway, 'ALEX', { query: `?after=${after}` });
    expectSays('server/hello', alex.hello);
    await expectEvents(alex, 'events', eventNames.slice(1));
    expectSays('server/resumed', await alex.next('resumed'));

    alex.send(localized(examples.get('client/resume').json));
    await expectEvents(alex, 'events', eventNames.slice(1));
    expectSays('server/resumed', await alex.next('resumed'));
    seen.add('client/resume');

    alex.send({ type: 'resume', after: 'elsewhere' });
    expectSays('server/incomplete', await alex.next(() => true)); // before the first event
    await expectEvents(alex, 'events', eventNames);
    expectSays('server/resumed.incomplete', await alex.next('resumed'));
    await alex.close();
  });

  it('a replay is not begun twice', async () => {
    const upgraded = await exchange(gateway, localized(examples.get('http/openWebSocket.101').json.request));
    const resume = frame(0x81, Buffer.from('{"type":"resume","after":"elsewhere"}'));
    upgraded.socket.write(Buffer.concat([resume, resume])); // at once, so that neither is over before the other
    expectSays('server/error.busy', await messageOn(upgraded, 'error'));
    upgraded.socket.destroy();
  });

  it('a client is answered as the examples have it', async () => {
    const [desk, phone] = [await greeted(gateway, 'ALEX'), await greeted(gateway, 'ALEX')];
    const say = (name) => {
      desk.send(localized(examples.get(`client/${name}`).json));
      seen.add(`client/${name}`);
    };
    say('ping');
    expectSays('server/pong', await desk.next('pong'));
    for (const name of ['read.ids', 'read.through']) {
      say(name);
      expectSays(`server/${name}`, await phone.next('read'));
    }
    await desk.settle();
    desk.send({ ...examples.get('client/auth').json, token: token('ALEX') });
    expectSays('server/auth_ok', await desk.next('auth_ok'));
    desk.send({ type: 'auth', token: token('ALEX', { exp: undefined }) });
    expectSays('server/auth_ok.without-expiry', await desk.next('auth_ok'));
    seen.add('client/auth');
    desk.send({ type: 'read', through: 'elsewhere' });
    expectSays('server/error.unknown-cursor', await desk.next('error'));
    await desk.close();
    await phone.close();
  });

  it('presence is told as the examples have it', async () => {
    const dana = await greeted(gateway, 'DANA');
    const alex = await greeted(gateway, 'ALEX');
    alex.send(examples.get('client/presence.online').json);
    expectSays('server/presence.online', await alex.next('presence'));
    dana.send(examples.get('client/presence.away').json);
    expectSays('server/presence.away', await dana.next('presence'));
    expectSays('server/presence.away', await alex.next('presence'));
    for (const name of ['presence.online', 'presence.away']) seen.add(`client/${name}`);
    await expectExchange(gateway, 'getPresence.200');
    await alex.close();
    expectSays('server/presence.offline', await dana.next('presence'));
    await dana.close();
  });

  it('messages that are no good are refused as the examples have it', async () => {
    const alex = await greeted(gateway, 'ALEX');
    for (const [name, { parts: [code], bytes, json }] of examples) {
      if (!name.startsWith('refused/by-server/')) continue;
      alex.send(bytes.toString());
      const example = examples.get(`server/error.${code}`).json;
      expectSays(`server/error.${code}`, await alex.next('error'), { ...example, ref: json?.type ?? '' });
      seen.add(name);
    }
    await alex.close();
  });

  it('tokens that are no good are refused as the examples have it', async () => {
    const alex = await greeted(gateway, 'ALEX');
    const now = Math.floor(Date.now() / 1000);
    for (const [reason, bad] of Object.entries({
      malformed: 'not.a.token',
      'wrong-algorithm': token('ALEX', {}, undefined, { algorithm: 'HS512' }),
      'bad-signature': token('ALEX', {}, 'another secret'),
      'bad-claim': token('ALEX', { tenant_id: undefined }),
      expired: token('ALEX', { exp: now - 61 }),
      'not-yet-valid': token('ALEX', { nbf: now + 600 }),
      'another-user': token('DANA'),
    })) {
      alex.send({ type: 'auth', token: bad });
      expectSays(`server/auth_error.${reason}`, await alex.next('auth_error'));
    }
    await alex.close();
  });

  it('tokens of an issuer that are no good are refused as the examples have it', async () => {
    const [first, second] = ['one', 'two'].map((kid) => ({ kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }));
    const keys = [first, second].map(({ kid, publicKey }) => ({ kid, ...publicKey.export({ format: 'jwk' }) }));
    const file = join(gateway.folder, 'jwks.json');
    writeFileSync(file, JSON.stringify({ keys }));
    const issued = (more, keyid) => token('ALEX', { iss: 'https://login.example.com', aud: 'timesheet', ...more },
      first.privateKey, { algorithm: 'RS256', ...(keyid ? { keyid } : {}) });

    const ofIssuer = await Gateway.start('--jwt-algorithm', 'RS256', '--jwt-key-file', file,
      '--jwt-issuer', 'https://login.example.com', '--jwt-audience', 'timesheet');
    const alex = await greeted(ofIssuer, 'ALEX', { bearer: issued({}, 'one') });
    for (const [reason, bad] of Object.entries({
      'unknown-key': issued({}),
      'wrong-issuer': issued({ iss: 'https://elsewhere.example' }, 'one'),
      'wrong-audience': issued({ aud: 'payroll' }, 'one'),
    })) {
      alex.send({ type: 'auth', token: bad });
      expectSays(`server/auth_error.${reason}`, await alex.next('auth_error'));
    }
    await alex.close();
  });

  it('requests are answered as the examples have it', async () => {
    const arranged = /^http\/(getEvents\.200|getPresence\.200|publishEvents\.201|getMetrics\.(200|403\.host)|any\.429|.*\.503)/;
    for (const name of examples.keys()) {
      if (name.startsWith('http/') && !arranged.test(name)) {
        const { socket } = await expectExchange(gateway, name.replace('http/', ''));
        socket.destroy();
      }
    }
    await expectExchange(gateway, 'publishEvents.201.without-id', ofFreshId);
  });

  it('the metrics are as the example has them', async () => {
    const watched = await Gateway.start('--metrics-from', '127.0.0.1');
    await expectExchange(watched, 'getMetrics.200');
    await expectExchange(watched, 'getMetrics.403.host');
  });

  it('limits on connections are told as the examples have it', async () => {
    const full = await Gateway.start('--max-connections-per-address', '2', '--max-connections-per-tenant', '1');
    const alex = await greeted(full, 'ALEX');
    const second = peer(full, 'ALEX');
    expectGoodbye(await soon(second.closed, 'the goodbye'), 'Too many connections');
    const others = peer(full, 'ALEX', { bearer: token('ALEX', { tenant_id: 'tenant-124' }) });
    await others.next('hello');
    await expectExchange(full, 'any.429');
    await Promise.all([alex.close(), others.close()]);
  });

  it('a storage that is away is told as the examples have it', async () => {
    const broken = await Gateway.start();
    const alex = await greeted(broken, 'ALEX');
    broken.breakStorage();
    alex.send(localized(examples.get('client/read.ids').json));
    expectSays('server/error.unavailable', await alex.next('error'));
    for (const name of examples.keys()) {
      if (/^http\/.*\.503$/.test(name) && !unseen[name]) await expectExchange(broken, name.replace('http/', ''));
    }
    expectGoodbye(await soon(peer(broken, 'ALEX').closed, 'the goodbye'), 'Overloaded');
    await alex.close();
  });

  it('goodbyes are said as the examples have it', async () => {
    expectGoodbye(await soon(peer(gateway, 'ALEX', { bearer: 'x' }).closed, 'the goodbye'), 'Unauthorized');
    const brief = peer(gateway, 'ALEX', { bearer: token('ALEX', { exp: Math.floor(Date.now() / 1000) + 2 }) });
    expectGoodbye(await soon(brief.closed, 'the goodbye'), 'Token expired');

    const flooder = await greeted(gateway, 'DANA'); // who is not let in again for a while
    for (let i = 0; i < 250; ++i) flooder.send({ type: 'ping' });
    expectSays('server/rate_limited', await flooder.next('rate_limited'));
    expectGoodbye(await soon(flooder.closed, 'the goodbye'), 'Rate limit exceeded');
  });

  it('frames that are no good are refused as the examples have it', async () => {
    const opening = localized(examples.get('http/openWebSocket.101').json.request);
    for (const [reason, bytes] of Object.entries({
      'Reserved bits set': frame(0xc1),
      'Reserved opcode': frame(0x83),
      'Frame not masked': Buffer.from([0x81, 0x01, 0x78]),
      'Length not in its shortest form': Buffer.from([0x81, 0xfe, 0, 1, 15, 30, 45, 60, 0x78]),
      'Fragmented control frame': frame(0x09),
      'Control frame too long': frame(0x89, Buffer.alloc(126)),
      'Nothing to continue': frame(0x80),
      'Message inside a message': Buffer.concat([frame(0x01), frame(0x81)]),
      'Close frame of one byte': frame(0x88, Buffer.alloc(1)),
      'Invalid close code': frame(0x88, Buffer.from([0x03, 0xed])),
      'Binary messages are not supported': frame(0x82, Buffer.from([0xa0])),
      'Not UTF-8': frame(0x81, Buffer.from([0xff])),
      'Message too big': frame(0x81, Buffer.alloc(65537, 0x20)),
    })) {
      const upgraded = await exchange(gateway, opening);
      upgraded.socket.write(bytes);
      expectGoodbye(await goodbyeOn(upgraded), reason);
      upgraded.socket.destroy();
    }
  });

  it('the end is told as the example has it', async () => {
    const alex = await greeted(gateway, 'ALEX');
    gateway.process.kill('SIGTERM');
    expectGoodbye(await soon(alex.closed, 'the goodbye'), 'Service restart');
  });

  it('nothing was said that no schema knows', () => {
    assert.deepEqual(faults, []);
  });

  it('each example has been seen', () => {
    const missing = [...examples.keys()].filter((name) => !seen.has(name) && !unseen[name]);
    assert.deepEqual(missing, []);
    assert.deepEqual(Object.keys(unseen).filter((name) => seen.has(name)), [], 'seen after all');
  });
});
