// The deployed contract's server, written from resources/protocol, section 1, and nothing else: an
// independent second opinion on npm's ws and jsonwebtoken. It knows no hello, no ids, no cursors,
// and no HTTP. Like any stock ws server it echoes the first subprotocol that a client offers,
// which proves nothing.
//
//   JWT_SECRET=... node deployed_server.mjs [--port N]      (0, the default, is any free port)
//
// It prints one line for each thing that happens, "listening PORT" first, and reads one command
// a line from stdin. It ends with stdin.
//
//   publish JSON          one event to every connection of its tenant_id  -> "published RECEIVERS"
//   send TENANT TEXT      a text frame as it stands, good or bad          -> "sent RECEIVERS"
//   send-binary TENANT HEX                                                -> "sent RECEIVERS"
//   close CODE [REASON]   closes every connection with that code          -> "closing CONNECTIONS"
//   drop                  cuts every connection without a goodbye         -> "dropped CONNECTIONS"
//   silent on|off         no answers and no events while on: a frozen peer -> "silent on|off"
//   connections           -> "connections N"
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { WebSocket, WebSocketServer, count, makeVerifier } from './deployed_contract.mjs';

const { values: options } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const secret = process.env.JWT_SECRET;
if (!secret) {
  console.error('deployed_server: set JWT_SECRET');
  process.exit(2);
}

let silent = false;

const verify = makeVerifier(secret);

function onMessage(connection, data, isBinary) {
  if (silent) return;
  const verdict = count(connection);
  if (verdict === 'abuse') connection.close(1008, 'Rate limit exceeded');
  if (verdict !== 'ok' || isBinary) return;
  let message;
  try {
    message = JSON.parse(data.toString());
  } catch {
    return;
  }
  if (message?.type === 'ping') {
    connection.send(JSON.stringify({ type: 'pong' }));
    console.log(`ping ${connection.tenant}`);
  } else {
    console.log(`ignored ${String(message?.type)}`);
  }
}

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(options.port) });

server.on('connection', (connection, request) => {
  connection.on('error', (error) => console.log(`error ${error.code ?? error.message}`));
  const url = new URL(request.url, 'ws://localhost');
  const claims = verify(url.searchParams.get('token') ?? '');
  if (!claims) {
    connection.close(1008, 'Unauthorized');
    console.log('refused');
    return;
  }
  connection.tenant = claims.tenant_id;
  connection.windowStart = Date.now();
  connection.messages = 0;
  connection.on('message', (data, isBinary) => onMessage(connection, data, isBinary));
  connection.on('close', (code) => console.log(`disconnected ${connection.tenant} ${code}`));
  console.log(`connected ${connection.tenant} ${claims.sub}`);
});

/** Sends to every accepted connection of one tenant; says how many there were. */
function sendTo(tenant, data) {
  let receivers = 0;
  for (const connection of server.clients) {
    if (connection.tenant !== tenant || connection.readyState !== WebSocket.OPEN) continue;
    if (!silent) connection.send(data);
    receivers += 1;
  }
  return receivers;
}

const commands = {
  publish(json) {
    const event = { timestamp: new Date().toISOString(), ...JSON.parse(json) };
    return `published ${sendTo(event.tenant_id, JSON.stringify(event))}`;
  },
  send(rest) {
    const [, tenant, text] = /^(\S+) ?(.*)$/s.exec(rest);
    return `sent ${sendTo(tenant, text)}`;
  },
  'send-binary'(rest) {
    const [tenant, hex] = rest.split(' ');
    return `sent ${sendTo(tenant, Buffer.from(hex, 'hex'))}`;
  },
  close(rest) {
    const [, code, reason] = /^(\d+) ?(.*)$/.exec(rest);
    const connections = [...server.clients];
    connections.forEach((connection) => connection.close(Number(code), reason));
    return `closing ${connections.length}`;
  },
  drop() {
    const connections = [...server.clients];
    connections.forEach((connection) => connection.terminate());
    return `dropped ${connections.length}`;
  },
  silent(rest) {
    silent = rest === 'on';
    return `silent ${silent ? 'on' : 'off'}`;
  },
  connections() {
    return `connections ${server.clients.size}`;
  },
};

function onCommand(line) {
  const [, name, rest] = /^(\S*) ?(.*)$/s.exec(line);
  const command = commands[name];
  try {
    console.log(command ? command(rest) : `unknown command ${name}`);
  } catch (error) {
    console.log(`bad command ${name}: ${error.message}`);
  }
}

server.on('listening', () => {
  console.log(`listening ${server.address().port}`);
  createInterface({ input: process.stdin })
    .on('line', onCommand)
    .on('close', () => process.exit(0));
});
server.on('error', (error) => {
  console.error(`deployed_server: ${error.message}`);
  process.exit(1);
});
