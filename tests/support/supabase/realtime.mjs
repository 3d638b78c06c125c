// Realtime: who is connected, and which change goes to whom. Changes are taken one after the other,
// so that they arrive in the order of their commits.
import { setTimeout as delay } from 'node:timers/promises';
import { require } from '../node/libraries.mjs';
import { Change } from './changes.mjs';
import { Decoding } from './decoding.mjs';
import { verifyForRealtime } from './jwt.mjs';
import { Presence } from './presence.mjs';
import { Socket } from './socket.mjs';
import { isAskedFor } from './subscriptions.mjs';

const { WebSocketServer } = require('ws');
const paths = new Set(['/realtime/v1/websocket', '/socket/websocket']);

export class Realtime {
  constructor({ url, pool, secret, faults, pace, heartbeatTimeout, mostMessages }) {
    Object.assign(this, { pool, secret, faults, pace, heartbeatTimeout, mostMessages });
    this.sockets = new Set();
    this.presences = new Map(); // topic -> Presence
    this.doubleJoins = 0; // of a topic that its socket had joined already
    this.webSockets = new WebSocketServer({ noServer: true });
    this.decoding = new Decoding(url, pool, (line, size) => this.onLine(line, size));
    this.told = Promise.resolve();
  }

  /** A duration of the real server's, at this double's pace. */
  paced(milliseconds) {
    return milliseconds * this.pace;
  }

  complain(error) {
    console.error(`supabase double: ${error.message}`);
  }

  async onUpgrade(request, stream, head) {
    const address = new URL(request.url, 'http://localhost');
    const key = request.headers['x-api-key'] ?? address.searchParams.get('apikey');
    stream.on('error', () => {}); // a client that goes while it is judged
    try {
      if (!paths.has(address.pathname)) throw new Error('there is nothing here');
      verifyForRealtime(key, this.secret);
    } catch {
      await delay(this.paced(2000));
      stream.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const version = address.searchParams.get('vsn') ?? '1.0.0';
    this.webSockets.handleUpgrade(request, stream, head, (webSocket) => {
      this.sockets.add(new Socket(this, webSocket, version, key));
    });
  }

  * channels() {
    for (const socket of this.sockets) yield* socket.channels.values();
  }

  channelsOf(topic) {
    return [...this.channels()].filter((channel) => channel.topic === topic);
  }

  presenceOf(topic) {
    if (!this.presences.has(topic)) this.presences.set(topic, new Presence());
    return this.presences.get(topic);
  }

  tellPresence(topic, difference) {
    if (!difference) return;
    for (const channel of this.channelsOf(topic)) {
      if (channel.hearsPresence) channel.push('presence_diff', difference);
    }
  }

  /** As the server does, it says so even where replication is dead. */
  async untilSubscribed() {
    if (!this.faults.isReplicationDead) await this.decoding.start();
    await delay(this.paced(1000));
  }

  onLine(line, size) {
    this.told = this.told.then(() => this.tell(line, size)).catch((error) => this.complain(error));
  }

  async tell(line, size) {
    const wanted = [...this.channels()].filter(({ subscriptions }) => subscriptions.length > 0);
    if (wanted.length === 0 || this.faults.isReplicationDead) return;
    const change = await Change.of(this.pool, line, size);
    if (!change) return;
    for (const channel of wanted) await this.tellTo(channel, change);
  }

  async tellTo(channel, change) {
    const data = this.faults.spoiled(await change.dataFor(channel.role));
    // Who may select nothing of the table is told of each change, whatever the filter.
    const isUnauthorized = data.errors?.[0].startsWith('Error 401');
    const ids = [];
    for (const subscription of channel.subscriptions) {
      if (await isAskedFor(this.pool, subscription, change, isUnauthorized)) ids.push(subscription.id);
    }
    if (ids.length === 0 || this.faults.isTooEarly(channel)) return;
    if (!isUnauthorized && !await change.isVisibleTo(channel.subscribedClaims)) return;
    if (channel.isOpen) channel.tellChange(ids, data);
  }

  /** Replication silently dies, or comes back; what was written between is never told. */
  async setReplication(isAlive) {
    this.faults.isReplicationDead = !isAlive;
    if (isAlive) await this.decoding.start();
    else await this.stopDecoding();
  }

  /** After this, nothing that was written before is on its way any more. */
  async stopDecoding() {
    await this.decoding.stop();
    await this.told;
  }

  closeAll(code) {
    for (const { webSocket } of this.sockets) webSocket.close(code);
  }

  cutAll() {
    for (const { webSocket } of this.sockets) webSocket.terminate();
  }

  async stop() {
    this.cutAll();
    await this.stopDecoding();
  }
}
