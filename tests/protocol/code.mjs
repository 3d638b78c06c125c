// What the code says that the protocol's documents must know, read from its source.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './documents.mjs';

function sources(room) {
  return readdirSync(join(repository, 'app', room), { recursive: true })
    .filter((file) => file.endsWith('.cpp'))
    .map((file) => readFileSync(join(repository, 'app', room, file), 'utf8'));
}

/** What the pattern's groups take out of a room, each once. */
function found(room, pattern, take = ([, text]) => text) {
  const texts = sources(room).flatMap((source) => [...source.matchAll(pattern)].map(take));
  return [...new Set(texts)];
}

const unescape = (text) => text.replaceAll('\\"', '"');

export const code = {
  /** What the messages of servers are called. */
  messageNames: found('wire', /\{u"(\w+)"_s, decode\w+\}/g),
  /** The types of events that have a meaning of their own. */
  eventTypes: found('domain', /case EventType::(?!Gap)\w+:\s*return u"([\w:-]+)"_s/g),
  dropReasons: found('wire', /case DropReason::\w+:\s*return u"([\w-]+)"_s/g),
  tokenFaults: found('gateway', /case TokenFault::\w+:\s*return u"([\w-]+)"_s/g),
  /** The codes of `error` besides drop reasons. */
  errorCodes: found('gateway', /sendError\(u"([\w-]+)"_s/g),
  /** What connections are closed with. */
  closeReasons: [
    ...found('wire', /CloseCode::\w+,\s*"([^"]+)"/g),
    ...found('gateway', /CloseCode::\w+,\s*"([^"]+)"/g),
    ...found('gateway', /protocolError\("([^"]+)"\)/g),
  ],
  /** What is wrong with requests, as "status detail". */
  problems: found(
    'gateway',
    /problem\((\d+), u"((?:[^"\\]|\\.)*)"_s\)/g,
    ([, status, detail]) => `${status} ${unescape(detail)}`,
  ),
  /** As "METHOD path". */
  routes: found('gateway', /Route\{"(\w+)", "([^"]+)"/g, ([, method, path]) => `${method} ${path}`),
};
