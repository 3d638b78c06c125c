// The deployed contract's server as people run it: Node with npm's ws and jsonwebtoken, a Map from
// tenant to its sockets, and JSON.stringify for each receiver. What the gateway is compared with.
// --tuned serialises an event once for all its receivers.
//
//   JWT_SECRET=... node contract_server.mjs [--port N] [--tuned]     (0, the default, is any port)
//
// It prints "listening PORT" and ends with SIGTERM. Events are kept nowhere: a restart forgets
// them, and who was away has missed them.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  WebSocket,
  WebSocketServer,
  count,
  makeVerifier,
} from '../support/node/deployed_contract.mjs';

const largestBody = 4 * 1024 * 1024;

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '0' }, tuned: { type: 'boolean', default: false } },
});
const secret = process.env.JWT_SECRET;
if (!secret) {
  console.error('contract_server: set JWT_SECRET');
  process.exit(2);
}

const tenants = new Map(); // tenant -> Set of sockets

const verify = makeVerifier(secret);

function onMessage(socket, data) {
  const verdict = count(socket);
  if (verdict === 'abuse') socket.close(1008, 'Rate limit exceeded');
  if (verdict !== 'ok') return;
  try {
    if (JSON.parse(data.toString())?.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
  } catch {
    // not JSON: dropped
  }
}

function broadcast(event, recipient) {
  const serialised = options.tuned ? Buffer.from(JSON.stringify(event)) : null;
  for (const socket of tenants.get(event.tenant_id) ?? []) {
    if (socket.readyState !== WebSocket.OPEN) continue;
    if (recipient !== undefined && socket.user !== recipient) continue;
    if (serialised) socket.send(serialised, { binary: false });
    else socket.send(JSON.stringify(event));
  }
}

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** The whole body, or nothing where it is too large. */
async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > largestBody) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

async function publish(request, response) {
  const claims = verify((request.headers.authorization ?? '').replace(/^Bearer /i, ''));
  if (!claims) return answer(response, 401, { title: 'Unauthorized' });
  if (claims.role !== 'service') return answer(response, 403, { title: 'Forbidden' });
  const text = await read(request);
  if (text === null) return answer(response, 413, { title: 'Content Too Large' });
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return answer(response, 400, { title: 'Bad Request' });
  }
  const ids = [];
  for (const { type, payload, timestamp, recipient_id } of Array.isArray(body) ? body : [body]) {
    broadcast(
      {
        type,
        payload,
        timestamp: timestamp ?? new Date().toISOString(),
        tenant_id: claims.tenant_id,
      },
      recipient_id,
    );
    ids.push({ id: randomUUID() });
  }
  return answer(response, 201, Array.isArray(body) ? { events: ids } : ids[0]);
}

const http = createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/healthz') {
    answer(response, 200, { status: 'ok' });
  } else if (request.method === 'POST' && request.url === '/v1/events') {
    publish(request, response).catch(() => response.destroy());
  } else {
    answer(response, 404, { title: 'Not Found' });
  }
});

const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on('connection', (socket, request) => {
  socket.on('error', () => {});
  const url = new URL(request.url, 'ws://localhost');
  const claims = verify(url.searchParams.get('token') ?? '');
  if (!claims) {
    socket.close(1008, 'Unauthorized');
    return;
  }
  const tenant = claims.tenant_id;
  socket.user = claims.sub;
  socket.windowStart = Date.now();
  socket.messages = 0;
  if (!tenants.has(tenant)) tenants.set(tenant, new Set());
  tenants.get(tenant).add(socket);
  socket.on('message', (data) => onMessage(socket, data));
  socket.on('close', () => {
    const sockets = tenants.get(tenant);
    sockets.delete(socket);
    if (sockets.size === 0) tenants.delete(tenant);
  });
});

http.on('error', (error) => {
  console.error(`contract_server: ${error.message}`);
  process.exit(1);
});
http.listen({ port: Number(options.port), host: '127.0.0.1', backlog: 4096 }, () =>
  console.log(`listening ${http.address().port}`),
);
process.on('SIGTERM', () => process.exit(0));
