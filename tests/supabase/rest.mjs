// The genuine postgrest-js against the double.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { require } from '../support/node/libraries.mjs';
import { soon } from '../support/node/soon.mjs';
import { sign } from '../support/supabase/jwt.mjs';
import { Scene } from './scene.mjs';

const { PostgrestClient } = require('@supabase/postgrest-js');

describe('postgrest-js', () => {
  let scene;
  const client = (token, { apikey = scene.anonKey } = {}) =>
    new PostgrestClient(`${scene.url}/rest/v1`,
      { headers: { apikey, ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
  const as = (who) => client(scene.token(who));

  before(async () => {
    scene = await Scene.begin();
    await scene.publish('acme', [{ id: 'r1' }, { id: 'r2', recipient: 'bo' }, { id: 'r3' }, { id: 'r4' }]);
    await scene.publish('evil', [{ id: 'r1' }]);
  });
  after(() => scene.end());

  it('selects with filters, order and limit, and only what the caller sees', async () => {
    const { data, error, status } = await as('alex').from('events').select('*')
      .gt('seq', 1).order('seq', { ascending: true }).limit(1);
    assert.deepEqual([error, status, data.map(({ id }) => id)], [null, 200, ['r3']]);
    assert.deepEqual(data[0].payload, {});
    const ids = async (query) => (await query).data.map(({ id }) => id);
    assert.deepEqual(await ids(as('alex').from('events').select('id,seq').gte('seq', 1).order('seq', { ascending: false })),
      ['r4', 'r3', 'r1']);
    assert.deepEqual(await ids(as('dana').from('events').select('id').eq('recipient_id', 'bo')), ['r2']);
    assert.deepEqual(await ids(as('dana').from('events').select('id').is('recipient_id', null).in('id', ['r1', 'r2', 'r4'])
      .order('seq')), ['r1', 'r4']);
    assert.deepEqual(await ids(as('eve').from('events').select('id').lte('seq', 9)), ['r1']);
    assert.deepEqual(await ids(client().from('notifications').select('id')), [], 'RLS hides without an error');
  });

  it('compares times as they are given', async () => {
    const { rows: [{ id, at }] } = await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id)
      VALUES ('acme', 'alex') RETURNING id, to_json(updated_at) #>> '{}' AS at`);
    const { data } = await as('alex').from('timesheets').select('*').gte('updated_at', at)
      .order('updated_at').order('id');
    assert.deepEqual(data.map((row) => [row.id, row.updated_at]), [[id, at]]);
    assert.deepEqual((await as('alex').from('timesheets').select('*').gt('updated_at', at)).data, []);
  });

  it('goes on behind a row in an order of two columns', async () => {
    const sheets = (query) => query.order('updated_at').order('id');
    await scene.owner.query(`INSERT INTO public.timesheets (tenant_id, employee_id, note, updated_at)
      SELECT 'acme', 'alex', 'one, "two" (three)', '2020-01-01 00:00:00.123456+00' FROM generate_series(1, 5)`);
    const all = (await sheets(as('alex').from('timesheets').select('*').eq('employee_id', 'alex'))).data;
    const [, , { id, updated_at: at }] = all;
    const behind = await sheets(as('alex').from('timesheets').select('*')
      .or(`updated_at.gt."${at}",and(updated_at.eq."${at}",id.gt."${id}")`));
    assert.deepEqual(behind.data.map((row) => row.id), all.slice(3).map((row) => row.id));
    const quoted = await as('alex').from('timesheets').select('id').or('note.eq."one, \\"two\\" (three)",hours.gt.1000');
    assert.equal(quoted.data.length, 5);
    await scene.owner.query("UPDATE public.timesheets SET note = 'a, b (c)' WHERE id = $1", [id]);
    const chosen = await as('alex').from('timesheets').select('id').in('note', ['x', 'a, b (c)']);
    assert.deepEqual(chosen.data, [{ id }]);
    assert.equal((await as('alex').from('timesheets').select('id').or('note.eq."open')).error.code, 'PGRST100');
  });

  it('calls the functions of the schema', async () => {
    const page = await as('alex').rpc('timesheet_events', { most: 2 });
    assert.deepEqual([page.status, page.data.events.map(({ id }) => id), page.data.complete], [200, ['r3', 'r4'], true]);
    const next = await as('alex').rpc('timesheet_events', { after: page.data.events[0].cursor, most: 500 });
    assert.deepEqual(next.data.events.map(({ id }) => id), ['r4']);
    const read = await as('alex').rpc('timesheet_events', {}, { get: true });
    assert.deepEqual(read.data.events.map(({ id }) => id), ['r1', 'r3', 'r4']);
    const marked = await as('alex').rpc('timesheet_mark_read', { ids: ['r1', 'r2'] });
    assert.deepEqual([marked.status, marked.error], [204, null]);
    const { rows } = await scene.admin.query('SELECT user_id, seq::int FROM public.read_events');
    assert.deepEqual(rows, [{ user_id: 'alex', seq: 1 }]);
  });

  it('marks a receipt once, and not that of another', async () => {
    await scene.owner.query(`INSERT INTO public.notifications (tenant_id, recipient_id, title)
      VALUES ('acme', 'alex', 'one'), ('acme', 'bo', 'two'), ('acme', 'alex', NULL)`);
    const mark = (who, id) => as(who).from('notifications').update({ read_at: '2026-11-23T04:27:51Z' })
      .eq('id', id).is('read_at', null).select();
    assert.deepEqual((await mark('alex', 1)).data.map(({ title, read_at: at }) => [title, at]),
      [['one', '2026-11-23T04:27:51+00:00']]);
    assert.deepEqual((await mark('alex', 1)).data, []);
    assert.deepEqual((await mark('alex', 2)).data, []);
    const { status } = await as('alex').from('notifications').update({ title: 'x' }).eq('id', 3);
    assert.equal(status, 204);
  });

  it('tells what is wrong, with PostgREST’s codes', async () => {
    const of = async (query) => {
      const { status, error } = await query;
      return [status, error.code];
    };
    const expired = scene.token('alex', -10);
    const forged = sign({ role: 'authenticated' }, 'another secret');
    assert.deepEqual(await of(client(expired).from('events').select()), [401, 'PGRST303']);
    assert.deepEqual(await of(client(forged).from('events').select()), [401, 'PGRST301']);
    assert.deepEqual(await of(client('x').from('events').select()), [401, 'PGRST301']);
    assert.deepEqual(await of(as('alex').from('nothing').select()), [404, 'PGRST205']);
    assert.deepEqual(await of(as('alex').rpc('nothing', { a: 1 })), [404, 'PGRST202']);
    assert.deepEqual(await of(as('alex').rpc('timesheet_events', { other: 1 })), [404, 'PGRST202']);
    assert.deepEqual(await of(as('alex').from('signals').select()), [403, '42501']);
    assert.deepEqual(await of(client().from('events').select()), [401, '42501']);
    assert.deepEqual(await of(as('alex').from('events').select().eq('nothing', 1)), [400, '42703']);
    assert.deepEqual(await of(as('alex').from('events').select().eq('seq', 'x')), [400, '22P02']);
    assert.deepEqual(await of(as('liar').rpc('timesheet_events')), [403, '42501']);
    assert.deepEqual(await of(as('alex').rpc('timesheet_events', { most: 0 })), [400, '22023']);
    assert.deepEqual(await of(as('alex').rpc('timesheet_mark_read', { ids: Array(1001).fill('x') })), [413, '54000']);
    assert.deepEqual(await of(as('alex').from('events').update({ type: 'x' }).eq('seq', 1)), [403, '42501']);
  });

  it('marks soon fail while somebody holds the tenant’s counters, and go well after it', async () => {
    await scene.publish('acme', [{ id: 'held' }]);
    const mark = () => as('alex').rpc('timesheet_mark_read', { ids: ['held'] });
    const holder = await scene.admin.connect();
    try {
      await holder.query("BEGIN; SELECT FROM public.event_heads WHERE tenant_id = 'acme' FOR UPDATE");
      const { status, error } = await soon(mark(), 'an answer in spite of the lock');
      assert.deepEqual([status, error.code], [500, '55P03']);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    assert.equal((await mark()).status, 204);
    const { rows } = await scene.admin.query(`SELECT FROM public.read_events
      JOIN public.events USING (tenant_id, seq) WHERE user_id = 'alex' AND id = 'held'`);
    assert.equal(rows.length, 1);
  });

  it('asks for the project’s key first', async () => {
    for (const [apikey, message] of [['', 'No API key found in request'], ['x', 'Invalid API key']]) {
      const { status, error } = await client(scene.token('alex'), { apikey }).from('events').select();
      assert.deepEqual([status, error.message], [401, message]);
    }
  });

  it('fails where it is told to', async () => {
    const { faults } = scene.project;
    const { asked } = scene.project.rest;
    const before = asked.events;
    for (const [mode, status, code] of [['500', 500, 'XX000'], ['401', 401, 'PGRST303'], ['key', 401, undefined]]) {
      faults.rest = { mode };
      const answer = await as('alex').from('events').select();
      assert.deepEqual([answer.status, answer.error.code], [status, code]);
    }
    assert.equal(asked.events, before + 3);
    faults.rest = { mode: 'slow', milliseconds: 150 };
    const began = Date.now();
    assert.equal((await as('alex').from('events').select()).status, 200);
    assert.ok(Date.now() - began >= 145);
    faults.rest = { mode: 'ok' };
  });
});
