// What the tests have in common: a project on a PostgreSQL of its own, people with tokens, and ways of
// waiting that fail rather than last.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { soon } from '../support/node/soon.mjs';
import { makeProject, openPool } from '../support/supabase/database.mjs';
import { sign } from '../support/supabase/jwt.mjs';
import { Postgres } from '../support/supabase/postgres.mjs';
import { Project } from '../support/supabase/project.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const secret = 'the secret of the referee, 32 bytes or more';

const people = {
  alex: { sub: 'alex', tenant_id: 'acme' },
  bo: { sub: 'bo', tenant_id: 'acme' },
  dana: { sub: 'dana', app_metadata: { tenant_id: 'acme', user_role: 'manager' } },
  eve: { sub: 'eve', tenant_id: 'evil' },
  liar: { sub: 'liar', user_metadata: { tenant_id: 'acme', user_role: 'admin' } },
};

/** What has come, and what is waited for; `next` takes it out. */
export class Inbox {
  constructor() {
    this.heard = [];
    this.waiting = [];
    this.take = (word) => {
      this.heard.push(word);
      this.waiting.forEach((look) => look());
    };
  }

  next(isWanted = () => true, what = 'a message') {
    const found = new Promise((resolve) => {
      const look = () => {
        const index = this.heard.findIndex(isWanted);
        if (index < 0) return;
        this.waiting = this.waiting.filter((one) => one !== look);
        resolve(this.heard.splice(index, 1)[0]);
      };
      this.waiting.push(look);
      look();
    });
    return soon(found, what);
  }
}

export class Scene {
  static async begin({ withSchema = true, pace = 0.02, heartbeatTimeout = 66_000, reuseSeconds = 10 } = {}) {
    const scene = new Scene();
    scene.postgres = await Postgres.start();
    try {
      const database = scene.postgres.url();
      const before = readFileSync(join(here, 'manager.sql'), 'utf8');
      scene.ownerUrl = await makeProject(database, { before, withSchema });
      scene.owner = openPool(scene.ownerUrl);
      scene.admin = openPool(database);
      scene.project = await new Project({ database, secret, pace, heartbeatTimeout, reuseSeconds }).start();
    } catch (error) {
      await scene.postgres.stop();
      throw error;
    }
    return scene;
  }

  get url() {
    return this.project.url;
  }

  get anonKey() {
    return this.project.anonKey;
  }

  /** A token of somebody's; `seconds` that it is good for, `more` claims. */
  token(who, seconds = 3600, more = {}) {
    const now = Math.floor(Date.now() / 1000);
    return sign({ role: 'authenticated', iat: now, exp: now + seconds, ...people[who], ...more }, secret);
  }

  /** What the database says to somebody, with their role and claims. */
  async as(who, sql, values = []) {
    const client = await this.admin.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL ROLE authenticated');
      await client.query("SELECT set_config('request.jwt.claims', $1, true)",
        [JSON.stringify({ role: 'authenticated', ...people[who] })]);
      const { rows } = await client.query(sql, values);
      await client.query('COMMIT');
      return rows;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  /** Adds events as a gateway does: [{id, type, payload, recipient}]. */
  async publish(tenant, events) {
    const entries = events.map(({ id, type = 'notification:new', payload = '{}', recipient }) =>
      ({ id, type, payload, recipient, timestamp: '2026-11-23T04:27:51.693Z' }));
    await this.admin.query('SELECT FROM public.timesheet_append($1)', [JSON.stringify([{ tenant, entries }])]);
  }

  async end() {
    await this.project.stop();
    await Promise.all([this.owner.end(), this.admin.end()]);
    await this.postgres.stop();
  }
}
