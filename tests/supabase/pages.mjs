// The two functions of the schema: pages as the gateway's reader makes them, and marks.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { schema, run } from '../support/supabase/database.mjs';
import { Inbox, Scene } from './scene.mjs';
import { require } from '../support/node/libraries.mjs';

const { Client } = require('pg');

/** FNV-1a, written a second time. */
function checkOf(id) {
  let hash = 2166136261n;
  for (const byte of Buffer.from(id)) hash = BigInt.asUintN(32, (hash ^ BigInt(byte)) * 16777619n);
  return hash === 0n ? 1n : hash;
}

// The rows of tst_token.cpp, readCredentials_ownClaims_areReadWhereTheyStand: the client reads the same.
describe('timesheet_claim', () => {
  let scene;
  before(async () => { scene = await Scene.begin(); });
  after(() => scene.end());

  const inner = { tenant_id: 'inner', user_role: 'manager' };
  for (const [name, claims, tenant, role] of [
    ['in app_metadata', { role: 'authenticated', app_metadata: inner }, 'inner', 'manager'],
    ['at the top first', { role: 'authenticated', tenant_id: 'top', user_role: 'admin', app_metadata: inner },
      'top', 'admin'],
    ['empty at the top', { tenant_id: '', user_role: '', app_metadata: inner }, 'inner', 'manager'],
    ['null at the top', { tenant_id: null, user_role: null, app_metadata: inner }, 'inner', 'manager'],
    ['one here and one there', { role: 'authenticated', tenant_id: 'top', app_metadata: inner }, 'top', 'manager'],
    ['no role of its own', { role: 'authenticated', app_metadata: { tenant_id: 'inner' } }, 'inner', 'authenticated'],
    ["the database's role is not looked for below", { tenant_id: 'top', app_metadata: { role: 'manager' } },
      'top', null],
    ['app_metadata no object', { role: 'manager', tenant_id: 'top', app_metadata: 'inner' }, 'top', 'manager'],
    ['what the user has written', { user_metadata: inner }, null, null],
  ]) {
    it(`reads ${name}`, async () => {
      const { rows } = await scene.admin.query(`
        WITH said AS MATERIALIZED (SELECT set_config('request.jwt.claims', $1, true))
        SELECT public.timesheet_claim('tenant_id') AS tenant, public.timesheet_claimed_role() AS role FROM said`,
      [JSON.stringify(claims)]);
      assert.deepEqual(rows, [{ tenant, role }]);
    });
  }
});

describe('timesheet_events', () => {
  let scene;
  let epoch;
  const page = async (who, cursor = null, most = 200) =>
    (await scene.as(who, 'SELECT public.timesheet_events($1, $2)::text AS page', [cursor, most]))[0].page;
  const parsed = async (...asked) => JSON.parse(await page(...asked));
  const ids = ({ events }) => events.map(({ id }) => id);
  const cursor = (place, id) => [epoch, place.toString(16).padStart(12, '0'),
    (id === undefined ? 0n : checkOf(id)).toString(16).padStart(8, '0')].join('-');

  before(async () => {
    scene = await Scene.begin();
    epoch = (await scene.admin.query('SELECT epoch FROM public.log_identity')).rows[0].epoch;
    await scene.publish('acme', [
      { id: 'e1', payload: '{"b": 1,  "a":[]}' },
      { id: 'e2', recipient: 'bo' },
      { id: 'ë"3\\\n', type: 'a "type"\u0007', recipient: 'alex', payload: '{"zero":"\\u0000"}' },
      { id: 'e4' },
      { id: 'e5', recipient: '' },
    ]);
    await scene.publish('evil', [{ id: 'e1' }, { id: 'x2' }]);
  });
  after(() => scene.end());

  it('knows checks that were worked out elsewhere', async () => {
    const known = {
      '': 0x811c9dc5, a: 0xe40c292c, foobar: 0xbf9cf968, ümläut: 0x2091bac5,
      '019ab2c4-7d1e-7c3a-9f60-2b8e5d4c1a70': 0x22692253,
      b0ccrhg: 1, // it comes to 0, which would be no check
    };
    for (const [text, check] of Object.entries(known)) {
      const { rows } = await scene.admin.query('SELECT public.timesheet_check($1) AS found', [text]);
      assert.equal(Number(rows[0].found), check, text);
    }
    const { rows } = await scene.admin.query("SELECT public.timesheet_cursor('1f0c9a3e', 42, 1528629751) AS found");
    assert.equal(rows[0].found, '1f0c9a3e-00000000002a-5b1d09f7'); // the protocol's own example
  });

  it('is a page letter for letter as the gateway writes it', async () => {
    const timestamp = '2026-11-23T04:27:51.693Z';
    const event = (type, payload, id, place) => `{"type":${JSON.stringify(type)},"payload":${payload},`
      + `"timestamp":"${timestamp}","tenant_id":"acme","id":${JSON.stringify(id)},"cursor":"${cursor(place, id)}"}`;
    const first = event('notification:new', '{"b": 1,  "a":[]}', 'e1', 1);
    const third = event('a "type"\u0007', '{"zero":"\\u0000"}', 'ë"3\\\n', 3);
    const fourth = event('notification:new', '{}', 'e4', 4);
    assert.equal(await page('alex'),
      `{"events":[${first},${third},${fourth}],"cursor":"${cursor(5, 'e5')}","complete":true}`);
  });

  it('shows who sees what by the claims', async () => {
    assert.deepEqual(ids(await parsed('bo')), ['e1', 'e2', 'e4']);
    assert.deepEqual(ids(await parsed('dana')), ['e1', 'e2', 'ë"3\\\n', 'e4', 'e5']);
    assert.deepEqual(ids(await parsed('eve')), ['e1', 'x2']);
  });

  it('shows nothing to a token whose tenant only its user has written', async () => {
    await assert.rejects(page('liar'), { code: '42501' });
  });

  it('goes on behind a cursor, past what is for others', async () => {
    const one = await parsed('bo', cursor(1, 'e1'), 1);
    assert.deepEqual([ids(one), one.cursor, one.complete], [['e2'], cursor(2, 'e2'), true]);
    const rest = await parsed('bo', one.cursor, 1);
    assert.deepEqual([ids(rest), rest.cursor], [['e4'], cursor(4, 'e4')]);
    const none = await parsed('bo', rest.cursor, 1);
    assert.deepEqual([ids(none), none.cursor, none.complete], [[], cursor(5, 'e5'), true]);
  });

  it('gives the newest where there is no cursor', async () => {
    const newest = await parsed('dana', '', 2);
    assert.deepEqual([ids(newest), newest.cursor, newest.complete], [['e4', 'e5'], cursor(5, 'e5'), true]);
  });

  it('takes a cursor without a check, and that of another’s event', async () => {
    assert.deepEqual((await parsed('alex', cursor(2).slice(0, -9))).complete, true);
    const behind = await parsed('alex', cursor(2, 'e2'));
    assert.deepEqual([ids(behind), behind.complete], [['ë"3\\\n', 'e4'], true]);
  });

  it('begins at the beginning, not complete, where the cursor means nothing', async () => {
    for (const wrong of ['x', cursor(6, 'e6'), cursor(2, 'e1'), `00000000${cursor(2, 'e2').slice(8)}`,
                         cursor(2, 'e2').toUpperCase(), ` ${cursor(2, 'e2')}`, `${cursor(2, 'e2')}0`]) {
      const found = await parsed('alex', wrong);
      assert.deepEqual([ids(found), found.complete], [['e1', 'ë"3\\\n', 'e4'], false], wrong);
    }
  });

  it('of a tenant without events it has a cursor, too', async () => {
    const [{ page: text }] = await scene.as('alex', `SELECT set_config('request.jwt.claims',
      '{"sub":"a","tenant_id":"empty"}', true), public.timesheet_events()::text AS page`);
    assert.equal(text, `{"events":[],"cursor":"${cursor(0)}","complete":true}`);
    const [{ page: again }] = await scene.as('alex', `SELECT set_config('request.jwt.claims',
      '{"sub":"a","tenant_id":"empty"}', true), public.timesheet_events($1)::text AS page`, [cursor(0)]);
    assert.equal(again, text);
  });

  it('refuses what is no number of events and no cursor', async () => {
    await assert.rejects(page('alex', null, 0), { code: '22023' });
    await assert.rejects(page('alex', 'x'.repeat(129)), { code: '22023' });
  });

  it('ends at 500 events, at 2 MiB, and after one event at least', async () => {
    await scene.publish('many', Array.from({ length: 501 }, (_, i) => ({ id: `m${i + 1}` })));
    await scene.publish('large', Array.from({ length: 40 }, (_, i) =>
      ({ id: `l${i + 1}`, payload: JSON.stringify({ text: 'x'.repeat(63_000) }) })));
    const read = async (tenant, after = null) => JSON.parse((await scene.as('alex',
      `SELECT set_config('request.jwt.claims', $1, true), public.timesheet_events($2, 1000)::text AS page`,
      [JSON.stringify({ sub: 'a', tenant_id: tenant }), after]))[0].page);
    const many = await read('many', cursor(0));
    assert.deepEqual([many.events.length, many.cursor], [500, cursor(500, 'm500')]);
    const large = await read('large', cursor(0));
    assert.deepEqual([large.events.length, large.cursor], [33, cursor(33, 'l33')]);
    const newest = await read('large');
    assert.deepEqual([newest.events.length, ids(newest)[0], newest.cursor], [33, 'l8', cursor(40, 'l40')]);
  });

  it('is not complete where retention has dropped a part', async () => {
    await scene.publish('old', [{ id: 'o1' }, { id: 'o2' }, { id: 'o3' }]);
    await scene.admin.query("DELETE FROM public.events WHERE tenant_id = 'old' AND seq <= 2");
    const read = async (after) => JSON.parse((await scene.as('alex',
      `SELECT set_config('request.jwt.claims', '{"sub":"a","tenant_id":"old"}', true),
       public.timesheet_events($1)::text AS page`, [after]))[0].page);
    assert.deepEqual([(await read(cursor(1, 'o1'))).complete, ids(await read(cursor(1, 'o1')))], [false, ['o3']]);
    assert.deepEqual([(await read(cursor(2, 'o2'))).complete, (await read(cursor(3, 'o3'))).complete], [true, true]);
  });

  it('tables and functions that are not for clients stay shut', async () => {
    for (const sql of ['SELECT last_signal FROM public.event_heads', 'SELECT FROM public.signals',
                       'SELECT FROM public.read_events', "SELECT public.timesheet_hint('acme', 1)",
                       "SELECT public.timesheet_signal('acme', 'x', 'read', '{}')",
                       "INSERT INTO public.events VALUES ('acme', 9, 'z', 't', '{}', now(), null, now())",
                       'SELECT public.timesheet_open_to_supabase()']) {
      await assert.rejects(scene.as('dana', sql), { code: '42501' }, sql);
    }
    assert.deepEqual(await scene.as('alex', 'SELECT tenant_id FROM public.event_heads'), [{ tenant_id: 'acme' }]);
    const check = async (who, place) =>
      (await scene.as(who, 'SELECT public.timesheet_check_at($1) AS found', [place]))[0].found;
    assert.equal(BigInt(await check('eve', 2)), checkOf('x2'), 'of her own tenant');
    assert.equal(await check('eve', 3), null, 'not of another tenant');
  });

  describe('timesheet_mark_read', () => {
    const mark = (who, list) => scene.as(who, 'SELECT public.timesheet_mark_read($1)', [list]);
    const marks = async () => (await scene.admin.query(
      'SELECT tenant_id, user_id, seq::int FROM public.read_events ORDER BY user_id, seq')).rows;

    it('keeps what the caller can see, and tells gateways once', async () => {
      const gateway = new Client({ connectionString: scene.postgres.url() });
      const hints = new Inbox();
      await gateway.connect();
      gateway.on('notification', ({ payload }) => hints.take(payload));
      await gateway.query('LISTEN timesheet_events');
      await mark('alex', ['e1', 'e2', 'e4', 'nobody', null]);
      assert.equal(await hints.next(), 'acme:0');
      const one = (seq) => ({ tenant_id: 'acme', user_id: 'alex', seq });
      assert.deepEqual(await marks(), [one(1), one(4)]);
      const signals = async () =>
        (await scene.admin.query('SELECT tenant_id, number::int, kind, payload FROM public.signals')).rows;
      const told = [{ tenant_id: 'acme', number: 1, kind: 'read', payload: { user: 'alex', ids: ['e1', 'e4'] } }];
      assert.deepEqual(await signals(), told);
      await mark('alex', ['e1']);
      assert.deepEqual(await signals(), told, 'nothing of it is new');
      await gateway.end();
    });

    it('leaves the caller’s claims as they were', async () => {
      const rows = await scene.as('bo', `SELECT public.timesheet_mark_read('{e2}'),
        current_setting('request.jwt.claims')::jsonb ->> 'sub' AS sub`);
      assert.equal(rows[0].sub, 'bo');
    });

    it('refuses too many, and a caller without a tenant', async () => {
      await mark('alex', Array.from({ length: 1000 }, (_, i) => `n${i}`));
      await assert.rejects(mark('alex', Array.from({ length: 1001 }, (_, i) => `n${i}`)), { code: '54000' });
      await assert.rejects(mark('liar', ['e1']), { code: '42501' });
    });
  });

  describe('the schema', () => {
    it('is taken once, and says where it stands as the gateway’s book does', async () => {
      await run(scene.ownerUrl, schema());
      const { rows } = await scene.admin.query('SELECT version FROM public.timesheet_gateway_migrations ORDER BY 1');
      assert.deepEqual(rows.map(({ version }) => version), [1, 2, 3, 4, 5, 6]);
      const { rows: published } = await scene.admin.query(
        "SELECT tablename FROM pg_publication_tables WHERE pubname = 'supabase_realtime' ORDER BY 1");
      assert.deepEqual(published.map(({ tablename }) => tablename), ['events', 'notifications', 'secrets', 'timesheets']);
    });

    it('refuses a database that is newer', async () => {
      await scene.admin.query('INSERT INTO public.timesheet_gateway_migrations VALUES (7)');
      await assert.rejects(run(scene.ownerUrl, schema()), /of version 7, newer than this schema of version 6/);
      await scene.admin.query('DELETE FROM public.timesheet_gateway_migrations WHERE version = 7');
    });

    it('says what is missing, and mends it when it is there', async () => {
      const open = async () => (await scene.owner.query('SELECT * FROM public.timesheet_open_to_supabase() AS said')).rows;
      assert.deepEqual(await open(), []);
      await scene.owner.query('ALTER PUBLICATION supabase_realtime DROP TABLE public.events');
      assert.deepEqual(await open(), []);
      const { rowCount } = await scene.admin.query("SELECT FROM pg_publication_tables WHERE tablename = 'events'");
      assert.equal(rowCount, 1);
      await scene.owner.query('ALTER PUBLICATION supabase_realtime DROP TABLE public.events');
      await scene.admin.query('ALTER PUBLICATION supabase_realtime OWNER TO supabase_admin');
      assert.match((await open())[0].said, /^Only the owner of the publication/);
      await scene.admin.query('DROP PUBLICATION supabase_realtime');
      assert.match((await open())[0].said, /no publication supabase_realtime/);
      await scene.admin.query('CREATE PUBLICATION supabase_realtime FOR ALL TABLES');
      assert.deepEqual(await open(), [], 'it has all tables already');
    });

    it('does nothing where there is no Supabase', async () => {
      await scene.admin.query('CREATE DATABASE plain');
      const url = scene.postgres.url('supabase_admin', 'plain');
      await scene.admin.query('ALTER ROLE anon RENAME TO nobody');
      try {
        await run(url, schema());
        const { rows } = await run(url, `SELECT has_table_privilege('authenticated', 'public.log_identity', 'SELECT')
          OR has_function_privilege('authenticated', 'public.timesheet_events(text, integer)', 'EXECUTE') AS may`);
        assert.equal(rows[0].may, false);
      } finally {
        await scene.admin.query('ALTER ROLE nobody RENAME TO anon');
      }
    });
  });
});
