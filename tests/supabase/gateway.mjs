// The real gateway beside Supabase on one database: its pages and ours are the same letter for letter, and
// it hears of marks that were made without it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../support/node/gateway_process.mjs';
import { require } from '../support/node/libraries.mjs';
import { sign } from '../support/supabase/jwt.mjs';
import { soon } from '../support/node/soon.mjs';
import { Inbox, Scene } from './scene.mjs';

const { WebSocket } = require('ws');

/** The same people in the gateway's tokens and in Supabase's. */
const people = {
  alex: [{ sub: 'alex', tenant_id: 'acme' }, {}],
  bo: [{ sub: 'bo', tenant_id: 'acme' }, { role: 'employee' }],
  dana: [{ sub: 'dana', tenant_id: 'acme' }, { role: 'manager' }, { user_role: 'manager' }],
  boss: [{ sub: 'boss', tenant_id: 'acme' }, { role: 'admin' }, { user_role: 'admin' }],
  eve: [{ sub: 'eve', tenant_id: 'evil' }, {}],
  nobody: [{ sub: 'nobody', tenant_id: 'empty' }, {}],
};

describe('a gateway on the same database', () => {
  let scene;
  let gateway;
  let address;

  const tokenOf = (claims) =>
    sign({ iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 600, ...claims }, scene.project.secret);
  const gatewayToken = (who) => tokenOf({ ...people[who][0], ...people[who][1] });
  const ofGateway = async (who, cursor, most) => {
    const query = new URLSearchParams({ after: cursor, limit: String(most) });
    const answer = await fetch(`${address}/v1/events?${query}`, { headers: { Authorization: `Bearer ${gatewayToken(who)}` } });
    return answer.text();
  };
  const ofSupabase = async (who, cursor, most) => {
    const token = tokenOf({ ...people[who][0], role: 'authenticated', ...people[who][2] });
    const answer = await fetch(`${scene.url}/rest/v1/rpc/timesheet_events`, {
      method: 'POST', headers: { apikey: scene.anonKey, Authorization: `Bearer ${token}` },
      body: JSON.stringify({ after: cursor, most }),
    });
    return answer.text();
  };
  const publish = async (tenant, events) => {
    const token = tokenOf({ sub: 'payroll', tenant_id: tenant, role: 'service' });
    const answer = await fetch(`${address}/v1/events`, {
      method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify(events),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    return (await answer.json()).events.map(({ cursor }) => cursor);
  };

  before(async () => {
    scene = await Scene.begin();
    // As packaging/supabase/README.md has it, by the project's owner.
    await scene.owner.query("CREATE ROLE gateway LOGIN PASSWORD 'gateway' IN ROLE timesheet_gateway");
    gateway = await startGateway(process.env.TIMESHEET_GATEWAY,
      ['--database', scene.postgres.url('gateway')], scene.project.secret);
    address = `http://127.0.0.1:${gateway.port}`;
  });
  after(async () => {
    gateway?.process.kill('SIGTERM');
    if (gateway?.process.exitCode === null) await once(gateway.process, 'exit');
    await scene.end();
  });

  it('takes the schema for its own', () => {
    const migrated = spawnSync(process.env.TIMESHEET_GATEWAY, ['migrate', '--database', scene.ownerUrl]);
    assert.equal(migrated.stdout.toString().trim(), 'The database is up to date.', migrated.stderr.toString());
  });

  it('has the same pages for everybody, from everywhere', async () => {
    const event = (id, more = {}) => ({ id, type: 'notification:new', payload: {}, ...more });
    const cursors = await publish('acme', [
      event('g1', { payload: { 'ö\u0000\u001f"\\': [1.5e3, null, '\u2028'] } }), event('g2', { recipient_id: 'bo' }),
      event('g\n"3', { type: 'a\u0007"type"\u007f', recipient_id: 'alex', timestamp: '0001-01-01T00:00:00Z' }),
      event('g4', { timestamp: '9999-12-31T23:59:59.999Z' }), event('g5', { recipient_id: 'bo' }),
      event('g6'), event('g7', { recipient_id: 'alex' }), event('g8', { recipient_id: 'bo' }),
    ]);
    const others = await publish('evil', [event('g1'), event('x2', { recipient_id: 'alex' })]);
    await scene.owner.query(`INSERT INTO public.notifications (tenant_id, recipient_id, title)
      VALUES ('acme', NULL, 'to all'), ('acme', 'bo', 'to bo')`);
    const compare = async (asked) => {
      for (const who of Object.keys(people)) {
        for (const cursor of asked) {
          for (const most of [1, 3, 500]) {
            assert.equal(await ofSupabase(who, cursor, most), await ofGateway(who, cursor, most), `${who} ${cursor} ${most}`);
          }
        }
      }
    };
    const first = cursors[0];
    const zero = `${first.slice(0, 8)}-000000000000`;
    const all = ['', zero, `${zero}-00000000`, `${zero}-00000001`, ...cursors, ...others, cursors[3].slice(0, -9),
                 `${first.slice(0, -1)}x`, `ffffffff${first.slice(8)}`, `${first.slice(0, 8)}-00000000000b-00000000`, 'x'];
    await compare(all);
    await scene.admin.query("DELETE FROM public.events WHERE tenant_id = 'acme' AND seq <= 3");
    await compare([cursors[1], cursors[2], cursors[3], 'x']);
  });

  it('ends pages at the same bytes', async () => {
    const large = Array.from({ length: 14 }, (_, i) => ({ id: `l${i}`, type: 't', payload: { text: 'y'.repeat(63_000) } }));
    for (const part of [0, 1, 2]) {
      await publish('evil', large.map((one) => ({ ...one, id: `${one.id} ${part}` })));
    }
    const zero = `${JSON.parse(await ofGateway('eve', '', 1)).cursor.slice(0, 8)}-000000000000`;
    const page = await ofGateway('eve', zero, 500);
    assert.ok(JSON.parse(page).events.length < 42);
    assert.equal(await ofSupabase('eve', zero, 500), page);
    assert.equal(await ofSupabase('eve', '', 500), await ofGateway('eve', '', 500));
  });

  it('hears of marks that were made by the function', async () => {
    const inbox = new Inbox();
    const socket = new WebSocket(address.replace('http', 'ws'), 'timesheet.v1',
      { headers: { Authorization: `Bearer ${gatewayToken('alex')}` } });
    socket.on('message', (data) => inbox.take(JSON.parse(data.toString())));
    await inbox.next(({ type }) => type === 'hello', 'hello');
    socket.send('{"type":"ping"}');
    await inbox.next(({ type }) => type === 'pong', 'pong');
    await scene.as('alex', "SELECT public.timesheet_mark_read('{g6,g8,g7}')");
    const { ids } = await inbox.next(({ type }) => type === 'read', 'the mark');
    assert.deepEqual(ids, ['g6', 'g7']);
    socket.close();
  });
});
