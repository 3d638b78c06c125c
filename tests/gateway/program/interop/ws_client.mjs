// An independent client of the gateway: npm `ws`, as the deployed browser clients' kin.
// Usage: ws_client.mjs NODE_MODULES WS_URL HTTP_URL USER_TOKEN SERVICE_TOKEN
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { once } from 'node:events';

const [nodeModules, wsUrl, httpUrl, userToken, serviceToken] = process.argv.slice(2);
const require = createRequire(`${nodeModules}/`);
const { WebSocket } = require('ws');
const jwt = require('jsonwebtoken');

/** A connection that keeps what it hears; next(type) waits for the next message of that type. */
class Client {
  constructor(url, protocols = [], options = {}) {
    this.socket = new WebSocket(url, protocols, options);
    this.heard = [];
    this.wake = () => {};
    this.socket.on('message', (data, isBinary) => {
      assert.equal(isBinary, false);
      this.heard.push(JSON.parse(data.toString()));
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  async next(type) {
    for (;;) {
      const index = this.heard.findIndex((message) => message.type === type);
      if (index >= 0) return this.heard.splice(index, 1)[0];
      await new Promise((resolve) => { this.wake = resolve; });
    }
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }
}

async function publish(event) {
  const answer = await fetch(`${httpUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  assert.equal(answer.status, 201);
  return answer.json();
}

async function speaksTheDeployedContract() {
  const client = new Client(`${wsUrl}?token=${userToken}`);
  await once(client.socket, 'open');
  assert.equal(client.socket.protocol, '');
  client.send({ type: 'ping' });
  assert.deepEqual(await client.next('pong'), { type: 'pong' });
  await publish({ type: 'timesheet:approved', payload: { id: 'ts-1', employee_id: 'u' } });
  const event = await client.next('timesheet:approved');
  assert.deepEqual(Object.keys(event).sort(), ['payload', 'tenant_id', 'timestamp', 'type']);
  assert.match(event.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  client.socket.close(1000, 'done');
  assert.equal((await client.closed).code, 1000);
}

async function resumes() {
  const first = await publish({ type: 'notification:new', payload: { title: 'one' } });
  await publish({ type: 'notification:new', payload: { title: 'two' } });
  const client = new Client(wsUrl, ['timesheet.v1.cbor', 'timesheet.v1'], {
    headers: { authorization: `Bearer ${userToken}` },
    perMessageDeflate: true, // offered, and not taken up
  });
  const hello = await client.next('hello');
  assert.equal(client.socket.protocol, 'timesheet.v1');
  assert.equal(client.socket.extensions, '');
  client.send({ type: 'resume', after: first.cursor });
  const resumed = await client.next('resumed');
  assert.deepEqual(resumed, { type: 'resumed', cursor: hello.cursor, replayed: 1, complete: true });
  assert.equal((await client.next('notification:new')).payload.title, 'two');
  client.socket.close();
  await client.closed;
}

async function refusesABadToken() {
  for (const protocols of [[], ['timesheet.v1']]) {
    const client = new Client(`${wsUrl}?token=nonsense`, protocols);
    assert.deepEqual(await client.closed, { code: 1008, reason: 'Unauthorized' });
    assert.deepEqual(client.heard, []);
  }
}

async function answersPingsAndFragments() {
  const client = new Client(`${wsUrl}?token=${userToken}`, ['timesheet.v1']);
  await client.next('hello');
  client.socket.ping('are you there');
  assert.equal((await once(client.socket, 'pong'))[0].toString(), 'are you there');
  client.socket.send('{"type":', { fin: false });
  client.socket.send('"ping"}', { fin: true });
  await client.next('pong');
  client.socket.send(Buffer.alloc(64 * 1024 + 1, 0x20), { binary: false });
  assert.equal((await client.closed).code, 1009);
}

/** jsonwebtoken reads what our gateway mints, and our gateway what jsonwebtoken signs. */
async function sharesTokens() {
  const claims = jwt.decode(userToken, { complete: true });
  assert.equal(claims.header.alg, 'HS256');
  const secret = process.env.JWT_SECRET;
  assert.equal(jwt.verify(userToken, secret, { algorithms: ['HS256'] }).sub, claims.payload.sub);
  const { tenant_id, sub } = claims.payload;
  const good = jwt.sign({ tenant_id, sub }, secret, { expiresIn: '1h' });
  const accepted = await fetch(`${httpUrl}/v1/events`, { headers: { authorization: `Bearer ${good}` } });
  assert.equal(accepted.status, 200);
  const other = jwt.sign({ tenant_id, sub }, secret, { algorithm: 'HS512' });
  const refused = await fetch(`${httpUrl}/v1/events`, { headers: { authorization: `Bearer ${other}` } });
  assert.equal(refused.status, 401);
}

await speaksTheDeployedContract();
await resumes();
await refusesABadToken();
await answersPingsAndFragments();
await sharesTokens();
console.log('ok');
