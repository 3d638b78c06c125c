// The genuine auth-js against the double, and what its tokens open.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { require } from '../support/node/libraries.mjs';
import { commandsOf } from '../support/supabase/control.mjs';
import { verify } from '../support/supabase/jwt.mjs';
import { Scene } from './scene.mjs';

const { GoTrueClient } = require('@supabase/auth-js');
const { PostgrestClient } = require('@supabase/postgrest-js');

describe('auth-js', () => {
  let scene;
  const person = { email: 'alex@example.com', password: 'correct horse' };
  const client = () => new GoTrueClient({
    url: `${scene.url}/auth/v1`, headers: { apikey: scene.anonKey }, autoRefreshToken: false,
    persistSession: false, detectSessionInUrl: false,
  });

  before(async () => {
    scene = await Scene.begin({ reuseSeconds: 0.2 });
    await commandsOf(scene.project).user({ ...person, app_metadata: { tenant_id: 'acme', user_role: 'manager' },
                                           user_metadata: { tenant_id: 'evil', name: 'Alex' } });
    await scene.publish('acme', [{ id: 'a1', recipient: 'bo' }]);
    await scene.publish('evil', [{ id: 'a2' }]);
  });
  after(() => scene.end());

  it('signs in, and the token opens what app_metadata names', async () => {
    const { data: { session }, error } = await client().signInWithPassword(person);
    assert.equal(error, null);
    const claims = verify(session.access_token, scene.project.secret);
    assert.deepEqual([claims.role, claims.app_metadata.tenant_id, claims.sub], ['authenticated', 'acme', session.user.id]);
    assert.ok(Math.abs(session.expires_at - Date.now() / 1000 - 3600) < 20);
    const rest = new PostgrestClient(`${scene.url}/rest/v1`,
      { headers: { apikey: scene.anonKey, Authorization: `Bearer ${session.access_token}` } });
    const { data } = await rest.rpc('timesheet_events');
    assert.deepEqual(data.events.map(({ id }) => id), ['a1'], 'as a manager, and of acme alone');
  });

  it('refuses a wrong password, and says which user a token is', async () => {
    const { error } = await client().signInWithPassword({ ...person, password: 'wrong' });
    assert.deepEqual([error.status, error.code], [400, 'invalid_credentials']);
    const unknown = await client().signInWithPassword({ ...person, email: 'nobody@example.com' });
    assert.deepEqual([unknown.error.status, unknown.error.code], [400, 'invalid_credentials']);
    const auth = client();
    const { data: { session } } = await auth.signInWithPassword(person);
    assert.equal((await auth.getUser(session.access_token)).data.user.email, person.email);
    assert.equal((await auth.getUser('x.y.z')).error.code, 'bad_jwt');
  });

  it('rotates refresh tokens', async () => {
    const auth = client();
    const { data: { session: first } } = await auth.signInWithPassword(person);
    const refresh = (token) => client().refreshSession({ refresh_token: token });
    const { data: { session: second } } = await refresh(first.refresh_token);
    assert.notEqual(second.refresh_token, first.refresh_token);
    const again = await refresh(first.refresh_token);
    assert.equal(again.data.session.refresh_token, second.refresh_token, 'soon again: the answer got lost');

    await scene.admin.query("UPDATE auth.refresh_tokens SET used_at = used_at - interval '1 minute' WHERE token = $1",
      [first.refresh_token]);
    assert.equal((await refresh(first.refresh_token)).error.code, 'refresh_token_already_used');
    assert.equal((await refresh(second.refresh_token)).error.code, 'refresh_token_already_used', 'and the session is over');
    const { error } = await refresh('nothing');
    assert.deepEqual([error.status, error.code], [400, 'refresh_token_not_found']);
  });

  it('signs out', async () => {
    const auth = client();
    const { data: { session } } = await auth.signInWithPassword(person);
    assert.equal((await auth.signOut()).error, null);
    const { error } = await client().refreshSession({ refresh_token: session.refresh_token });
    assert.equal(error.status, 400);
  });

  it('fails where it is told to, and that is no refusal', async () => {
    const commands = commandsOf(scene.project);
    // Of a 5xx the client keeps no code: it is one to try again.
    for (const [mode, code] of [['500', undefined], ['429', 'over_request_rate_limit']]) {
      commands.auth({ mode });
      const { error } = await client().signInWithPassword(person);
      assert.deepEqual([String(error.status), error.code], [mode, code]);
    }
    commands.auth({ mode: 'ok' });
    assert.equal((await client().signInWithPassword(person)).error, null);
    const { rows } = await commands.sql({ text: 'SELECT count(*)::int AS users FROM auth.users', user: 'supabase_admin' });
    assert.deepEqual(rows, [{ users: 1 }]);
  });

  it('tells older clients in the older form', async () => {
    const response = await fetch(`${scene.url}/auth/v1/token?grant_type=refresh_token`, {
      method: 'POST', headers: { apikey: scene.anonKey }, body: '{"refresh_token":"nothing"}',
    });
    assert.deepEqual([response.status, await response.json()], [400, {
      code: 400, error_code: 'refresh_token_not_found', msg: 'Invalid Refresh Token: Refresh Token Not Found',
    }]);
  });
});
