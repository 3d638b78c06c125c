// What every server of the deployed contract does, on npm's ws and jsonwebtoken: who may connect, and
// how many messages a connection may send. The libraries are those of TIMESHEET_NODE_MODULES.
import { require } from './libraries.mjs';

export const { WebSocketServer, WebSocket } = require('ws');
const jwt = require('jsonwebtoken');

const messagesPerMinute = 100;
const messagesThatAreAbuse = 300; // a minute; what lies between is throttled
const minute = 60_000;

/** What tells the claims of a good token, or nothing. */
export function makeVerifier(secret) {
  return (token) => {
    try {
      const claims = jwt.verify(token, secret, { algorithms: ['HS256'] });
      return typeof claims.tenant_id === 'string' && typeof claims.sub === 'string' ? claims : null;
    } catch {
      return null;
    }
  };
}

/** Counts a message: 'ok', 'throttled', or 'abuse'. */
export function count(connection) {
  const now = Date.now();
  if (now - connection.windowStart >= minute) {
    connection.windowStart = now;
    connection.messages = 0;
  }
  connection.messages += 1;
  if (connection.messages > messagesThatAreAbuse) return 'abuse';
  return connection.messages > messagesPerMinute ? 'throttled' : 'ok';
}
