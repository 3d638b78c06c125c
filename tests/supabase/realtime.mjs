// The genuine realtime-js against the double, in both framings.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { require } from '../support/node/libraries.mjs';
import { soon } from '../support/node/soon.mjs';
import { Inbox, Scene } from './scene.mjs';

const { RealtimeClient } = require('@supabase/realtime-js');
const { WebSocket } = require('ws');

/** A client of somebody's; it hears what its channels say in inboxes. */
export class Person {
  constructor(scene, who, { vsn = '2.0.0', seconds = 3600 } = {}) {
    this.beats = new Inbox();
    this.client = new RealtimeClient(`${scene.url.replace('http', 'ws')}/realtime/v1`, {
      transport: WebSocket, vsn, params: { apikey: scene.anonKey }, heartbeatIntervalMs: 400,
      heartbeatCallback: this.beats.take, reconnectAfterMs: () => 50,
    });
    this.ready = this.client.setAuth(scene.token(who, seconds));
  }

  /** Joins; {channel, statuses, systems, changes}. */
  async join(name, asked = [], options = {}) {
    await this.ready;
    const channel = this.client.channel(name, options);
    const inboxes = { channel, statuses: new Inbox(), systems: new Inbox(), changes: new Inbox() };
    channel.on('system', {}, inboxes.systems.take);
    for (const one of asked) channel.on('postgres_changes', one, inboxes.changes.take);
    options.before?.(channel);
    channel.subscribe((status, error) => inboxes.statuses.take({ status, error }));
    return inboxes;
  }

  /** Joins, and waits until changes are told. */
  async listen(name, asked, options) {
    const joined = await this.join(name, asked, options);
    assert.equal((await joined.statuses.next()).status, 'SUBSCRIBED');
    const { status, message } = await joined.systems.next();
    assert.deepEqual([status, message], ['ok', 'Subscribed to PostgreSQL']);
    return joined;
  }

  async leave() {
    await this.client.removeAllChannels();
    await this.client.disconnect();
  }
}

export const eventsOf = (tenant) =>
  [{ event: 'INSERT', schema: 'public', table: 'events', filter: `tenant_id=eq.${tenant}` }];
const idOf = ({ new: row }) => row.id;

for (const vsn of ['1.0.0', '2.0.0']) {
  describe(`realtime-js with frames ${vsn}`, () => {
    let scene;
    const people = [];
    const person = (who, options = {}) => {
      const one = new Person(scene, who, { vsn, ...options });
      people.push(one);
      return one;
    };
    before(async () => { scene = await Scene.begin(); });
    after(async () => {
      await Promise.all(people.map((one) => one.leave()));
      await scene.end();
    });

    it('subscribes, and hears a heartbeat', async () => {
      const alex = person('alex');
      await alex.listen('news', eventsOf('acme'));
      await alex.beats.next((status) => status === 'ok', 'a heartbeat');
    });

    it('gets a change, decoded, and nothing that is not for the caller', async () => {
      const alex = person('alex');
      const eve = person('eve');
      const { changes } = await alex.listen('mine', eventsOf('acme'));
      const curious = await eve.listen('theirs', [...eventsOf('acme'), ...eventsOf('evil')]);
      await scene.publish('evil', [{ id: 'of another tenant' }]);
      await scene.publish('acme', [{ id: 'of bo', recipient: 'bo' }]);
      await scene.publish('acme', [{ id: 'of all', payload: '{"hours":38.5,"list":[1,{"a":null}]}' }]);
      await scene.publish('evil', [{ id: 'of evil' }]);
      const change = await changes.next();
      assert.equal(change.eventType, 'INSERT');
      assert.deepEqual([change.schema, change.table, change.errors], ['public', 'events', null]);
      assert.ok(Math.abs(Date.parse(change.commit_timestamp) - Date.now()) < 20_000);
      const { accepted_at: accepted, ...row } = change.new;
      assert.match(accepted, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
      assert.deepEqual(row, { tenant_id: 'acme', seq: 2, id: 'of all', type: 'notification:new',
        payload: { hours: 38.5, list: [1, { a: null }] }, timestamp: '2026-11-23T04:27:51.693+00:00',
        recipient_id: null });
      assert.deepEqual([idOf(await curious.changes.next()), idOf(await curious.changes.next())],
        ['of another tenant', 'of evil'], 'the other tenant sees its own alone');
    });

    it('lets a manager see what is for somebody', async () => {
      const { changes } = await person('dana').listen('all', eventsOf('acme'));
      await scene.publish('acme', [{ id: 'of bo again', recipient: 'bo' }]);
      assert.equal(idOf(await changes.next()), 'of bo again');
    });

    it('lets a token go unheard whose tenant only its user has written', async () => {
      const liar = await person('liar').listen('lies', eventsOf('acme'));
      const { changes } = await person('alex').listen('truth', eventsOf('acme'));
      await scene.publish('acme', [{ id: 'not for the liar' }]);
      assert.equal(idOf(await changes.next()), 'not for the liar');
      assert.deepEqual(liar.changes.heard, []);
    });

    it('runs the contract’s own snippet', async () => {
      const { rows } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id, hours)
        VALUES ('acme', 'alex', 38.50), ('evil', 'eve', 1) RETURNING id, tenant_id`);
      const alex = person('alex');
      await alex.ready;
      const changes = new Inbox();
      const systems = new Inbox();
      alex.client.channel('timesheets')
        .on('postgres_changes', { event: 'UPDATE', schema: 'public', table: 'timesheets' }, changes.take)
        .on('system', {}, systems.take)
        .subscribe();
      assert.equal((await systems.next()).message, 'Subscribed to PostgreSQL');
      await scene.owner.query("UPDATE public.timesheets SET status = 'approved' WHERE tenant_id = 'evil'");
      await scene.owner.query("UPDATE public.timesheets SET status = 'approved' WHERE tenant_id = 'acme'");
      const change = await changes.next();
      const { id } = rows.find((row) => row.tenant_id === 'acme');
      assert.deepEqual([change.new.id, change.new.status, change.new.hours], [id, 'approved', 38.5]);
      assert.deepEqual(change.old, { id }, 'the key alone');
    });

    it('turns an update into an event of the schema, too', async () => {
      const { changes } = await person('alex').listen('both', eventsOf('acme'));
      const { rows } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id)
        VALUES ('acme', 'alex') RETURNING id`);
      await scene.owner.query("UPDATE public.timesheets SET status = 'rejected' WHERE id = $1", [rows[0].id]);
      const { new: event } = await changes.next();
      assert.deepEqual([event.type, event.payload.id, event.recipient_id],
        ['timesheet:rejected', rows[0].id, 'alex']);
    });

    it('says so where the table or the filter is none', async () => {
      for (const wrong of [{ table: 'nothing' }, { table: 'timesheets', filter: 'nothing=eq.1' },
                           { table: 'log_identity' }]) {
        const alex = person('alex');
        const { statuses, systems } = await alex.join('wrong', [{ event: '*', schema: 'public', ...wrong }]);
        assert.equal((await statuses.next()).status, 'SUBSCRIBED', 'the reply is good all the same');
        const { status, message } = await systems.next();
        assert.equal(status, 'error');
        assert.match(message, /^Unable to subscribe to changes with given parameters/);
      }
    });

    it('holds the answer until changes are told, where it is asked to', async () => {
      const options = { config: { postgres_changes_options: { wait: true } } };
      const good = await person('alex').join('held', eventsOf('acme'), options);
      assert.equal((await good.statuses.next()).status, 'SUBSCRIBED');
      await scene.publish('acme', [{ id: `right away ${vsn}` }]);
      assert.equal(idOf(await good.changes.next()), `right away ${vsn}`);
      const bad = await person('alex').join('held', [{ event: '*', schema: 'public', table: 'nothing' }], options);
      const { status, error } = await bad.statuses.next();
      assert.equal(status, 'CHANNEL_ERROR');
      assert.match(error.message, /Unable to subscribe/);
    });

    it('goes on with a fresh token behind the end of the first', async () => {
      const alex = person('alex', { seconds: 2 });
      const bo = person('bo', { seconds: 2 });
      const kept = await alex.listen('kept', eventsOf('acme'));
      const lost = await bo.listen('lost', eventsOf('acme'));
      await alex.client.setAuth(scene.token('alex', 3600));
      const { extension, status, message } = await lost.systems.next();
      assert.deepEqual([extension, status], ['system', 'error']);
      assert.match(message, /^Token has expired/);
      assert.equal((await lost.statuses.next()).status, 'CLOSED');
      assert.ok(bo.client.isConnected(), 'the socket stays');
      await scene.publish('acme', [{ id: `after the end ${vsn}` }]);
      assert.equal(idOf(await kept.changes.next()), `after the end ${vsn}`);
    });

    it('rejoins after a restart', async () => {
      const alex = person('alex');
      const { statuses, systems, changes } = await alex.listen('back', eventsOf('acme'));
      await scene.project.goDown();
      assert.equal((await statuses.next()).status, 'CHANNEL_ERROR');
      await scene.project.start();
      await statuses.next(({ status }) => status === 'SUBSCRIBED', 'another subscription');
      await systems.next(({ status }) => status === 'ok', 'PostgreSQL again');
      await scene.publish('acme', [{ id: `after the restart ${vsn}` }]);
      await changes.next((change) => idOf(change) === `after the restart ${vsn}`, 'the change');
    });

    it('rejoins after a crash of its channel', async () => {
      const { channel, statuses, systems } = await person('alex').listen('crash', eventsOf('acme'));
      [...scene.project.realtime.channels()].find(({ topic }) => topic === channel.topic).goodbye('phx_error');
      assert.equal((await statuses.next()).status, 'CHANNEL_ERROR');
      await systems.next(({ status }) => status === 'ok', 'PostgreSQL again');
    });

    it('leaves', async () => {
      const { channel, statuses, changes } = await person('alex').listen('left', eventsOf('acme'));
      const other = await person('alex').listen('stays', eventsOf('acme'));
      assert.equal(await channel.unsubscribe(), 'ok');
      assert.equal((await statuses.next()).status, 'CLOSED');
      await scene.publish('acme', [{ id: `after the goodbye ${vsn}` }]);
      await other.changes.next((change) => idOf(change) === `after the goodbye ${vsn}`, 'the change');
      assert.deepEqual(changes.heard, []);
    });

    it('sends and gets broadcasts', async () => {
      const heard = new Inbox();
      const listener = { before: (channel) => channel.on('broadcast', { event: 'hint' }, heard.take) };
      const { statuses } = await person('bo').join('room', [], listener);
      await statuses.next();
      const sender = await person('alex').join('room', [], { config: { broadcast: { ack: true } } });
      await sender.statuses.next();
      const sent = sender.channel.send({ type: 'broadcast', event: 'hint', payload: { words: 'größer ✓' } });
      assert.equal(await soon(sent, 'the answer'), 'ok');
      assert.deepEqual((await heard.next()).payload, { words: 'größer ✓' });
    });

    it('knows who is present', async () => {
      const seen = new Inbox();
      const watch = {
        config: { presence: { key: 'bo' } },
        before: (channel) => channel
          .on('presence', { event: 'sync' }, () => seen.take(channel.presenceState()))
          .on('presence', { event: 'leave' }, ({ key }) => seen.take({ left: key })),
      };
      const bo = await person('bo').join('here', [], watch);
      await bo.statuses.next();
      assert.equal(await bo.channel.track({ state: 'online' }), 'ok');
      const alone = await seen.next((state) => state.bo, 'oneself');
      assert.equal(alone.bo[0].state, 'online');
      const alex = await person('alex').join('here', [], { config: { presence: { key: 'alex' } } });
      await alex.statuses.next();
      assert.equal(await alex.channel.track({ state: 'away' }), 'ok');
      const both = await seen.next((state) => state.alex, 'the other');
      assert.deepEqual([both.alex[0].state, both.bo[0].state], ['away', 'online']);
      assert.equal(await alex.channel.track({ state: 'online' }), 'ok');
      await seen.next((state) => state.alex?.length === 1 && state.alex[0].state === 'online', 'the change');
      await alex.channel.unsubscribe();
      await seen.next(({ left }) => left === 'alex', 'that the other left');
      assert.equal(await bo.channel.untrack(), 'ok');
      await seen.next(({ left }) => left === 'bo', 'that oneself left');
    });
  });
}
