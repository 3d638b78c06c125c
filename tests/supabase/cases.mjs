// The cases that were measured at the real server, frame by frame, in the words of
// 1.0.0, as a client sees them that is not Supabase's.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { require } from '../support/node/libraries.mjs';
import { commandsOf } from '../support/supabase/control.mjs';
import { sign } from '../support/supabase/jwt.mjs';
import { soon } from '../support/node/soon.mjs';
import { Inbox, Scene } from './scene.mjs';

const { WebSocket } = require('ws');
const topic = 'realtime:timesheets';
const changesOf = (table, event = 'INSERT') => [{ event, schema: 'public', table }];

class Line {
  constructor(scene, { key = scene.anonKey, inQuery = false, query = 'vsn=1.0.0' } = {}) {
    const address = scene.url.replace('http', 'ws');
    this.socket = new WebSocket(`${address}/realtime/v1/websocket?${query}${inQuery ? `&apikey=${key}` : ''}`,
      { headers: inQuery ? {} : { 'x-api-key': key } });
    this.inbox = new Inbox();
    this.socket.on('message', (data) => this.inbox.take(JSON.parse(data.toString())));
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', resolve);
      this.socket.on('error', reject);
    });
    this.closed = new Promise((resolve) => { this.socket.on('close', resolve); });
    this.opened.catch(() => {});
    this.ref = 0;
  }

  say(event, payload = {}, more = {}) {
    this.ref += 1;
    this.socket.send(JSON.stringify({ topic, event, payload, ref: String(this.ref),
                                      join_ref: this.joinRef ?? String(this.ref), ...more }));
    return String(this.ref);
  }

  /** The answer to a join. */
  async join(token, changes = [], presence = { key: '', enabled: false }) {
    await this.opened;
    this.joinRef = undefined;
    this.joinRef = this.say('phx_join', {
      config: { broadcast: { ack: false, self: false }, presence, private: false,
                postgres_changes: changes },
      access_token: token,
    });
    return this.answer(this.joinRef);
  }

  answer(ref) {
    return this.inbox.next((one) => one.event === 'phx_reply' && one.ref === ref, `the answer to ${ref}`);
  }

  next(event) {
    return this.inbox.next((one) => one.event === event, event);
  }

  async listen(token, changes) {
    assert.equal((await this.join(token, changes)).payload.status, 'ok');
    assert.equal((await this.next('system')).payload.message, 'Subscribed to PostgreSQL');
    return this;
  }
}

describe('what was measured', () => {
  let scene;
  let commands;
  const lines = [];
  const line = (options) => {
    const one = new Line(scene, options);
    lines.push(one);
    return one;
  };
  before(async () => {
    scene = await Scene.begin({ heartbeatTimeout: 2500 });
    commands = commandsOf(scene.project);
  });
  after(async () => {
    lines.forEach(({ socket }) => socket.terminate());
    await scene.end();
  });

  it('a bad, an expired and a missing key are 403, after a while and without a reason', async () => {
    const expired = sign({ role: 'anon', exp: 1 }, scene.project.secret);
    for (const options of [{ key: 'x' }, { key: expired }, { key: '', inQuery: true }]) {
      const began = Date.now();
      await assert.rejects(soon(line(options).opened, '403'), /403/);
      assert.ok(Date.now() - began >= 35, 'not at once');
    }
    await soon(line({ inQuery: true }).opened, 'a key in the query');
  });

  it('tokens that are no good are answered with error', async () => {
    const began = Date.now();
    const expired = await line().join(scene.token('alex', -5));
    assert.equal(expired.payload.status, 'error');
    assert.match(expired.payload.response.reason, /^InvalidJWTToken: Token has expired [56] seconds ago$/);
    assert.ok(Date.now() - began >= 95, 'not at once');
    const forged = await line().join(sign({ role: 'authenticated' }, 'another secret'));
    assert.match(forged.payload.response.reason, /^JwtSignatureError/);
    const malformed = await line().join('x.y.z');
    assert.match(malformed.payload.response.reason, /^MalformedJWT/);
    const endless = await line().join(sign({ role: 'authenticated', tenant_id: 'acme' }, scene.project.secret));
    assert.match(endless.payload.response.reason, /^InvalidJWTToken: Fields `role` and `exp` are required/);
  });

  it('frames of 1.0.0 have no join_ref, and a change has these members', async () => {
    const alex = await line().listen(scene.token('alex'), [{ ...changesOf('events')[0], filter: 'tenant_id=eq.acme' }]);
    await scene.publish('acme', [{ id: 'c1' }]);
    const change = await alex.next('postgres_changes');
    assert.deepEqual(Object.keys(change).sort(), ['event', 'payload', 'ref', 'topic']);
    assert.equal(change.ref, null);
    assert.deepEqual(Object.keys(change.payload).sort(), ['data', 'ids']);
    assert.deepEqual(Object.keys(change.payload.data).sort(),
      ['columns', 'commit_timestamp', 'errors', 'record', 'schema', 'table', 'type']);
    assert.deepEqual(change.payload.data.columns[1], { name: 'seq', type: 'int8' });
  });

  it('the answer to a join gives each subscription its number', async () => {
    const alex = line();
    const { payload } = await alex.join(scene.token('alex'), changesOf('events'));
    const [{ id, ...rest }] = payload.response.postgres_changes;
    assert.equal(typeof id, 'number');
    assert.deepEqual(rest, changesOf('events')[0]);
    await alex.next('system');
    await scene.publish('acme', [{ id: 'c2' }]);
    assert.deepEqual((await alex.next('postgres_changes')).payload.ids, [id]);
  });

  it('a wrong table is told by system, behind a good answer', async () => {
    const alex = line();
    assert.equal((await alex.join(scene.token('alex'), changesOf('nothing'))).payload.status, 'ok');
    const { payload } = await alex.next('system');
    assert.equal(payload.status, 'error');
    assert.match(payload.message, /^Unable to subscribe to changes with given parameters/);
  });

  it('a token that ends on the live channel closes that alone', async () => {
    const alex = await line().listen(scene.token('alex', 1), changesOf('events'));
    const { payload } = await alex.next('system');
    assert.deepEqual([payload.extension, payload.status], ['system', 'error']);
    assert.match(payload.message, /^Token has expired/);
    assert.equal((await alex.next('phx_close')).ref, alex.joinRef);
    assert.equal((await alex.answer(alex.say('heartbeat', {}, { topic: 'phoenix' }))).payload.status, 'ok');
  });

  it('a fresh token has no answer, and a bad one ends the channel', async () => {
    const alex = await line().listen(scene.token('alex', 60), changesOf('events'));
    alex.say('access_token', { access_token: scene.token('alex', 3600) });
    await alex.answer(alex.say('heartbeat', {}, { topic: 'phoenix' }));
    assert.deepEqual(alex.inbox.heard, []);
    assert.equal((await alex.next('system')).payload.message, 'Subscribed to PostgreSQL', 'once more');
    alex.say('access_token', { access_token: scene.token('alex', -1) });
    assert.match((await alex.next('system')).payload.message, /^Token has expired/);
    await alex.next('phx_close');
  });

  it('what is told goes by the claims of the newest token', async () => {
    const alex = await line().listen(scene.token('alex', 60), changesOf('events'));
    await scene.publish('acme', [{ id: 'to bo', recipient: 'bo' }, { id: 'to alex', recipient: 'alex' }]);
    assert.equal((await alex.next('postgres_changes')).payload.data.record.id, 'to alex');
    alex.say('access_token', { access_token: scene.token('bo') });
    await alex.next('system');
    await scene.publish('acme', [{ id: 'to alex again', recipient: 'alex' }, { id: 'to bo again', recipient: 'bo' }]);
    assert.equal((await alex.next('postgres_changes')).payload.data.record.id, 'to bo again');
  });

  it('only those changes are told that were asked for', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('timesheets', 'UPDATE'));
    const { rows } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id)
      VALUES ('acme', 'alex') RETURNING id`);
    await scene.owner.query("UPDATE public.timesheets SET note = 'x' WHERE id = $1", [rows[0].id]);
    const { data } = (await alex.next('postgres_changes')).payload;
    assert.deepEqual([data.type, data.record.id], ['UPDATE', rows[0].id]);
  });

  it('too many messages close that channel', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    for (let i = 0; i < 220; i += 1) alex.say('broadcast', { type: 'broadcast', event: 'x', payload: {} });
    assert.equal((await alex.next('system')).payload.message, 'Too many messages per second');
    await alex.next('phx_close');
    await alex.answer(alex.say('heartbeat', {}, { topic: 'phoenix' }));
  });

  it('the same topic joined twice closes the first, by its ref', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    const first = alex.joinRef;
    const second = alex.join(scene.token('alex'), changesOf('events'));
    assert.equal((await alex.next('phx_close')).ref, first);
    assert.equal((await second).payload.status, 'ok');
    await alex.next('system');
    await scene.publish('acme', [{ id: 'c3' }, { id: 'c4' }]);
    assert.equal((await alex.next('postgres_changes')).payload.data.record.id, 'c3');
    assert.equal((await alex.next('postgres_changes')).payload.data.record.id, 'c4', 'and not twice');
  });

  it('a join that waits for its answer ends with the next one, too', async () => {
    const alex = line();
    await alex.opened;
    const { doubleJoins } = commands.state();
    commands['late-join']({ milliseconds: 600_000 });
    const first = alex.say('phx_join', { config: {}, access_token: scene.token('alex') });
    assert.equal((await alex.join(scene.token('alex'))).payload.status, 'ok');
    assert.equal((await alex.next('phx_close')).ref, first);
    assert.equal(commands.state().doubleJoins, doubleJoins + 1);
  });

  it('says how many changes a channel was told, and whose it is', async () => {
    const eve = await line().listen(scene.token('eve'), changesOf('events'));
    await scene.publish('evil', [{ id: 'counted 1' }, { id: 'counted 2' }]);
    await scene.publish('acme', [{ id: 'not hers' }]);
    await scene.publish('evil', [{ id: 'counted 3' }]);
    for (const id of ['counted 1', 'counted 2', 'counted 3']) {
      assert.equal((await eve.next('postgres_changes')).payload.data.record.id, id);
    }
    assert.deepEqual(commands.state().channels.filter(({ tenant }) => tenant === 'evil').map(({ pushes }) => pushes), [3]);
  });

  it('without a heartbeat the socket ends with 1000', async () => {
    const alex = line();
    await alex.opened;
    assert.equal(await soon(alex.closed, 'the end'), 1000);
  });

  it('a restart ends it with 1012, and changes meanwhile are told to nobody', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    await commands.down();
    assert.equal(await soon(alex.closed, 'the end'), 1012);
    await scene.publish('acme', [{ id: 'while it was down' }]);
    await commands.up();
    const again = await line().listen(scene.token('alex'), changesOf('events'));
    await scene.publish('acme', [{ id: 'when it was back' }]);
    assert.equal((await again.next('postgres_changes')).payload.data.record.id, 'when it was back');
  });

  it('a crash of the channel is phx_error', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    commands.crash({ topic });
    assert.equal((await alex.next('phx_error')).ref, alex.joinRef);
  });

  it('replication that is dead says nothing, and that it subscribed', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    await commands.replication({ alive: false });
    await scene.publish('acme', [{ id: 'lost' }]);
    const bo = await line().listen(scene.token('bo'), changesOf('events'));
    await scene.publish('acme', [{ id: 'lost, too' }]);
    await commands.replication({ alive: true });
    await scene.publish('acme', [{ id: 'told' }]);
    for (const one of [alex, bo]) {
      assert.equal((await one.next('postgres_changes')).payload.data.record.id, 'told');
    }
  });

  it('a row of more than 1 MB comes with an error, and without what is long', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('timesheets'));
    const { rows } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id, note)
      VALUES ('acme', 'alex', repeat('x', 1100000)) RETURNING id`);
    const { data } = (await alex.next('postgres_changes')).payload;
    assert.match(data.errors[0], /^Error 413/);
    assert.deepEqual([data.record.id, data.record.note], [rows[0].id, undefined]);
  });

  it('a change that cannot be told as jsonb is lost, and what follows is not', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    await scene.publish('acme', [{ id: 'poison', payload: '{"zero":"\\u0000"}' }]);
    await scene.publish('acme', [{ id: 'behind it' }]);
    assert.equal((await alex.next('postgres_changes')).payload.data.record.id, 'behind it');
  });

  it('a filter must be of a column that the role may select, and of its type', async () => {
    for (const [table, filter] of [['secrets', 'id=eq.1'], ['timesheets', 'hours=gt.many'], ['timesheets', 'id']]) {
      const alex = line();
      await alex.join(scene.token('alex'), [{ event: '*', schema: 'public', table, filter }]);
      assert.equal((await alex.next('system')).payload.status, 'error', filter);
    }
  });

  it('what nobody knows has no answer', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    alex.say('nonsense');
    await alex.answer(alex.say('heartbeat', {}, { topic: 'phoenix' }));
    assert.deepEqual(alex.inbox.heard, []);
  });

  it('a role that may not select gets an empty record with an error', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('secrets'));
    await scene.owner.query("INSERT INTO public.secrets VALUES (1, 'hush')");
    const { data } = (await alex.next('postgres_changes')).payload;
    assert.deepEqual([data.record, data.errors], [{}, ['Error 401: Unauthorized']]);
  });

  it('what is deleted is told by its key', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('timesheets', 'DELETE'));
    const { rows } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id)
      VALUES ('acme', 'alex') RETURNING id`);
    await scene.owner.query('DELETE FROM public.timesheets WHERE id = $1', [rows[0].id]);
    const { data } = (await alex.next('postgres_changes')).payload;
    assert.deepEqual([data.old_record, data.record], [{ id: rows[0].id }, undefined]);
  });

  it('filters compare as the column’s type does', async () => {
    const only = (filter) => [{ event: 'INSERT', schema: 'public', table: 'timesheets', filter }];
    const many = await line().listen(scene.token('alex'), [...only('hours=gt.9'), ...only('status=in.(draft,new)')]);
    const { rows } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id, hours, status)
      VALUES ('acme', 'a', 8, 'old'), ('acme', 'a', 10, 'old'), ('acme', 'a', 1, 'new') RETURNING id`);
    assert.equal((await many.next('postgres_changes')).payload.data.record.id, rows[1].id);
    assert.equal((await many.next('postgres_changes')).payload.data.record.id, rows[2].id);
  });

  it('leaving is answered, and then closed', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    const ref = alex.say('phx_leave');
    assert.equal((await alex.answer(ref)).payload.status, 'ok');
    assert.equal((await alex.next('phx_close')).ref, alex.joinRef);
  });

  it('who is present is told to those who asked at the join, or say so themselves', async () => {
    const said = (payload) => ({ type: 'presence', event: 'track', payload });
    const bo = line();
    await bo.join(scene.token('bo'), [], { key: 'bo', enabled: true });
    assert.deepEqual((await bo.next('presence_state')).payload, {});
    const alex = line();
    await alex.join(scene.token('alex'), [], { key: 'alex', enabled: false });
    await bo.answer(bo.say('presence', said({ state: 'online' })));
    assert.equal((await bo.next('presence_diff')).payload.joins.bo.metas[0].state, 'online');
    await alex.answer(alex.say('presence', said({ state: 'away' })));
    const { alex: { metas: [meta] }, bo: other } = (await alex.next('presence_state')).payload;
    assert.deepEqual([meta.state, other.metas.length], ['away', 1]);
    assert.deepEqual((await bo.next('presence_diff')).payload, { joins: { alex: { metas: [meta] } }, leaves: {} });
    alex.socket.terminate();
    assert.deepEqual((await bo.next('presence_diff')).payload, { joins: {}, leaves: { alex: { metas: [meta] } } });
  });

  it('faults can be switched on and off', async () => {
    const alex = await line().listen(scene.token('alex'), changesOf('events'));
    for (const error of ['413', '401']) {
      commands.spoil({ error });
      await scene.publish('acme', [{ id: `spoilt ${error}` }]);
      assert.match((await alex.next('postgres_changes')).payload.data.errors[0], new RegExp(`^Error ${error}`));
    }
    commands.spoil({});
    commands['too-many']({});
    assert.equal((await alex.next('system')).payload.message, 'Too many messages per second');
    commands.freeze({ on: true });
    const bo = line();
    await bo.opened;
    bo.say('heartbeat', {}, { topic: 'phoenix' });
    assert.equal(await soon(bo.closed, 'the end of what is frozen'), 1000);
    assert.deepEqual(bo.inbox.heard, []);
    commands.freeze({ on: false });
    const eve = line();
    await eve.opened;
    commands.cut();
    assert.equal(await soon(eve.closed, 'the cut'), 1006);
  });
});
