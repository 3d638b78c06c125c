// One project of Supabase: the gate that asks for the key, and behind it Realtime, PostgREST and
// GoTrue on one database.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Auth } from './auth.mjs';
import { openPool, withUser } from './database.mjs';
import { Faults } from './faults.mjs';
import { sign, verify } from './jwt.mjs';
import { Realtime } from './realtime.mjs';
import { Rest } from './rest.mjs';
import { gateRefusal, invalidKey } from './rest_errors.mjs';

const mostBody = 4 * 1024 * 1024;

export class Project {
  /**
   * `database`: a superuser's URL. `pace`: what the server's durations are multiplied by. The others
   * have the server's own values where they are missing.
   */
  constructor({ database, secret, pace = 1, heartbeatTimeout = 66_000, mostMessages = 100,
                mostRows = 1000, tokenSeconds = 3600, reuseSeconds = 10 }) {
    Object.assign(this, { database, secret, port: 0 });
    this.faults = new Faults();
    this.pool = openPool(database);
    this.authenticator = openPool(withUser(database, 'authenticator'));
    const { faults } = this;
    this.realtime = new Realtime({ url: database, pool: this.pool, secret, faults, pace,
                                   heartbeatTimeout, mostMessages });
    this.parts = {
      '/rest/v1/': new Rest({ pool: this.authenticator, secret, faults, mostRows }),
      '/auth/v1/': new Auth({ pool: this.pool, secret, faults, tokenSeconds, reuseSeconds }),
    };
  }

  get rest() {
    return this.parts['/rest/v1/'];
  }

  get auth() {
    return this.parts['/auth/v1/'];
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The project's public key. */
  get anonKey() {
    return sign({ role: 'anon', iss: 'supabase', exp: 4102444800 }, this.secret);
  }

  /** Takes connections, after a stop on the same port again. */
  async start(port = this.port) {
    this.server = createServer((request, response) => this.onRequest(request, response));
    this.server.on('upgrade', (request, stream, head) => this.realtime.onUpgrade(request, stream, head));
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    return this;
  }

  /** As a server that is stopped: goodbye 1012, and nobody there. */
  async goDown() {
    const closed = once(this.server, 'close');
    this.server.close();
    this.realtime.closeAll(1012);
    this.server.closeAllConnections();
    await closed;
  }

  async stop() {
    await this.realtime.stop();
    if (this.server.listening) {
      this.server.close();
      this.server.closeAllConnections();
    }
    await Promise.all([this.pool.end(), this.authenticator.end()]);
  }

  async onRequest(request, response) {
    try {
      const { status, headers, body } = await this.answer(request);
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
      response.end(body);
    } catch (error) {
      this.realtime.complain(error);
      response.writeHead(500);
      response.end();
    }
  }

  async answer(request) {
    const address = new URL(request.url, 'http://localhost');
    const refusal = this.refusalOf(request.headers.apikey ?? address.searchParams.get('apikey'));
    if (refusal) return refusal;
    address.searchParams.delete('apikey');
    const prefix = Object.keys(this.parts).find((one) => address.pathname.startsWith(one));
    if (!prefix) return { status: 404, headers: {}, body: '{"message":"no Route matched with those values"}' };
    return this.parts[prefix].answer({
      method: request.method, path: decodeURIComponent(address.pathname.slice(prefix.length)),
      query: address.searchParams, headers: request.headers, body: await bodyOf(request),
    });
  }

  refusalOf(key) {
    if (!key) return gateRefusal('No API key found in request', 'No `apikey` request header or url param was found.');
    try {
      verify(key, this.secret);
      return null;
    } catch {
      return invalidKey;
    }
  }
}

async function bodyOf(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > mostBody) throw new Error('a body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
