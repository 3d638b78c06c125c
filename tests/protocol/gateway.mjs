// The real gateway as a process, and what speaks to it: requests as examples have them, WebSockets
// by npm's ws, and frames made by hand.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../support/node/gateway_process.mjs';
import { require } from '../support/node/libraries.mjs';
import { soon } from '../support/node/soon.mjs';

const { WebSocket } = require('ws');
const jwt = require('jsonwebtoken');

const program = process.argv[2];
if (!program) {
  console.error('usage: node contract.mjs GATEWAY');
  process.exit(2);
}

export const secret = 'the secret of the examples, 32 bytes or more';

/** What the examples say about people, as claims. */
export const claims = {
  ALEX: { sub: 'alex', tenant_id: 'tenant-123', name: 'Alex Morgan' },
  DANA: { sub: 'dana', tenant_id: 'tenant-123', name: 'Dana Fox', role: 'manager' },
  A_SERVICE: { sub: 'payroll', tenant_id: 'tenant-123', role: 'service' },
};

/** A token of these claims; `more` adds some, or takes away those that are undefined. */
export function token(who, more = {}, key = secret, options = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { ...claims[who], iat: now, exp: now + 3600, ...more };
  const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return jwt.sign(said, key, options);
}

const running = new Set();

export class Gateway {
  /** Starts one with a database of its own and waits until it listens. */
  static async start(...options) {
    const gateway = new Gateway();
    gateway.folder = mkdtempSync(join(tmpdir(), 'timesheet-contract-'));
    gateway.database = join(gateway.folder, 'events.db');
    const key = options.includes('--jwt-algorithm') ? '' : secret;
    Object.assign(gateway, await startGateway(program, ['--database', gateway.database, ...options], key));
    running.add(gateway);
    return gateway;
  }

  url(query = '') {
    return `ws://127.0.0.1:${this.port}/${query}`;
  }

  /** All that were started, and what they leave. */
  static async stopAll() {
    for (const gateway of running) {
      if (gateway.process.exitCode === null && gateway.process.signalCode === null) {
        gateway.process.kill('SIGKILL');
        await once(gateway.process, 'exit');
      }
      rmSync(gateway.folder, { recursive: true, force: true });
    }
  }

  /** Takes its tables away: from here on the storage fails. */
  breakStorage() {
    const script = `import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
for name in ('events', 'tenants'):
    database.execute(f'ALTER TABLE {name} RENAME TO {name}_away')
database.commit()`;
    const { status, stderr } = spawnSync('python3', ['-c', script, this.database]);
    assert.equal(status, 0, stderr?.toString());
  }
}

/** A WebSocket that keeps what it hears and tells it to `onMessage`, too. */
export class Peer {
  constructor(url, protocols, onMessage, headers = {}) {
    this.socket = new WebSocket(url, protocols, { headers });
    this.heard = [];
    this.waiting = [];
    this.socket.on('message', (data) => {
      const json = JSON.parse(data.toString());
      onMessage(json);
      this.heard.push(json);
      this.waiting.forEach((look) => look());
    });
    this.opened = once(this.socket, 'open');
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.opened.catch(() => {});
  }

  /** The next message that is of this type, or that a function says yes to; it is taken out. */
  next(wanted) {
    const isWanted = typeof wanted === 'function' ? wanted : ({ type }) => type === wanted;
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
    return soon(found, wanted);
  }

  send(message) {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** All that was said before is answered by then. */
  async settle() {
    this.send({ type: 'ping' });
    await this.next('pong');
  }

  async close() {
    this.socket.close();
    await soon(this.closed, 'the end');
  }
}

/** Sends a request as an example has it; {status, headers, body, text, socket}. */
export async function exchange(gateway, request) {
  const socket = connect(gateway.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}); // a reset behind the answer is none of ours
  socket.write(request.raw ?? bytesOf(request));
  const answer = await soon(readAnswer(socket), `the answer to ${request.target ?? request.raw}`);
  if (answer.status !== 101) socket.destroy();
  return { ...answer, socket };
}

function bytesOf({ method, target, headers = {}, body, text = body && JSON.stringify(body) }) {
  const all = { Host: 'localhost', ...headers };
  if (text !== undefined && !headers['Content-Length']) all['Content-Length'] = Buffer.byteLength(text);
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${text ?? ''}`;
}

/** By the answer's length; one of HTTP/1.1 without any has no body here. */
function readAnswer(socket) {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const read = (data) => {
      bytes = Buffer.concat([bytes, data]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [first, ...lines] = bytes.subarray(0, end).toString().split('\r\n');
      const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)));
      const length = Number(headers['Content-Length'] ?? 0);
      if (bytes.length < end + 4 + length) return;
      socket.off('data', read);
      const text = bytes.subarray(end + 4, end + 4 + length).toString();
      const isJson = /json$/.test(headers['Content-Type'] ?? '');
      const rest = bytes.subarray(end + 4 + length);
      resolve({ status: Number(first.split(' ')[1]), headers, text, rest, body: isJson ? JSON.parse(text) : undefined });
    };
    socket.on('data', read);
    socket.on('end', () => reject(new Error(`the connection ended after ${bytes.length} bytes`)));
  });
}

/** A frame as clients send it, of these bytes; `first` is its first byte. */
export function frame(first, payload = Buffer.alloc(0)) {
  const mask = Buffer.from([15, 30, 45, 60]);
  const short = payload.length < 126 ? payload.length : payload.length < 65536 ? 126 : 127;
  const length = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0);
  if (short === 126) length.writeUInt16BE(payload.length);
  if (short === 127) length.writeBigUInt64BE(BigInt(payload.length));
  const masked = payload.map((byte, i) => byte ^ mask[i % 4]);
  return Buffer.concat([Buffer.from([first, 0x80 | short]), length, mask, masked]);
}

/** The first frame that a server says on a socket that has been upgraded and that is wanted. */
function frameThat(isWanted, socket, rest) {
  const found = new Promise((resolve) => {
    let bytes = rest;
    const read = (data) => {
      bytes = Buffer.concat([bytes, data]);
      for (;;) {
        if (bytes.length < 2) return;
        const start = bytes[1] === 126 ? 4 : 2; // those of 64 KiB and more are not for here
        if (bytes.length < start) return;
        const end = start + (start === 4 ? bytes.readUInt16BE(2) : bytes[1]);
        if (bytes.length < end) return;
        const one = { opcode: bytes[0] & 15, payload: bytes.subarray(start, end) };
        bytes = bytes.subarray(end);
        if (isWanted(one)) resolve(one.payload);
      }
    };
    socket.on('data', read);
    read(Buffer.alloc(0));
  });
  return soon(found, 'a frame');
}

/** What a server says goodbye with: {code, reason}. */
export async function goodbyeOn({ socket, rest }) {
  const payload = await frameThat(({ opcode }) => opcode === 8, socket, rest);
  return { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
}

/** The next message of a type. */
export async function messageOn({ socket, rest }, type) {
  const isOfType = ({ opcode, payload }) => opcode === 1 && JSON.parse(payload).type === type;
  return JSON.parse(await frameThat(isOfType, socket, rest));
}
