// The other door of the double, on loopback, for tests: POST /NAME with a JSON body makes something go
// wrong, or right again; see the README.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { run, withUser } from './database.mjs';
import { sign } from './jwt.mjs';

/** What can be asked; each answers a value. */
export function commandsOf(project) {
  const { realtime, faults } = project;
  const chosen = (topic) => [...realtime.channels()].filter((one) => !topic || one.topic === topic);
  return {
    state: () => ({
      sockets: realtime.sockets.size,
      channels: chosen().map(({ topic, subscriptions, claims, pushes }) =>
        ({ topic, subscriptions: subscriptions.length, tenant: claims.tenant_id, pushes })),
      doubleJoins: realtime.doubleJoins,
      replication: realtime.decoding.isAlive,
      requests: project.rest.asked,
    }),
    cut: () => realtime.cutAll(),
    down: () => project.goDown(),
    up: () => project.start().then(() => {}),
    restart: async () => {
      await project.goDown();
      await project.start();
    },
    freeze: ({ on }) => { faults.isFrozen = on; },
    replication: ({ alive }) => realtime.setReplication(alive),
    'lose-first': ({ milliseconds }) => { faults.losesFirst = milliseconds; },
    'late-join': ({ milliseconds }) => { faults.lateness = milliseconds; },
    spoil: ({ error = null }) => { faults.spoils = error; },
    rest: ({ mode, milliseconds = 0 }) => { faults.rest = { mode, milliseconds }; },
    auth: ({ mode, milliseconds = 0 }) => { faults.auth = { mode, milliseconds }; },
    crash: ({ topic }) => chosen(topic).forEach((one) => one.goodbye('phx_error')),
    close: ({ topic }) => chosen(topic).forEach((one) => one.goodbye('phx_close')),
    'too-many': ({ topic }) =>
      chosen(topic).forEach((one) => one.shutDown('system', 'Too many messages per second')),
    sql: async ({ text, user = 'postgres' }) => {
      const done = await run(withUser(project.database, user), text);
      return { rows: [done].flat().at(-1).rows };
    },
    user: async (user) => ({ id: await project.auth.addUser(user) }),
    token: ({ claims, seconds = 3600 }) => {
      const now = Math.floor(Date.now() / 1000);
      return { token: sign({ role: 'authenticated', iat: now, exp: now + seconds, ...claims }, project.secret) };
    },
  };
}

/** Listens; gives its address. */
export async function listenForCommands(project) {
  const commands = commandsOf(project);
  const server = createServer(async (request, response) => {
    const command = commands[request.url.slice(1)];
    try {
      if (!command) throw new Error('there is no such command');
      let text = '';
      for await (const part of request) text += part;
      const answer = (await command(JSON.parse(text || '{}'))) ?? {};
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(command ? 400 : 404);
      response.end(JSON.stringify({ error: error.message }));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}
