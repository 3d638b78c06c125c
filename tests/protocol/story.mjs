// What the gateway at hand says, beside what the examples say: the same, but for another epoch in the
// cursors, fresh tokens, and a few members that differ from run to run.
import assert from 'node:assert/strict';
import { examplesIn } from './documents.mjs';
import { token } from './gateway.mjs';

/** Folder and name to the example's JSON. */
export const examples = new Map(
  ['server', 'client', 'events', 'events-deployed', 'closes', 'http', 'refused/by-server'].flatMap((folder) =>
    examplesIn(folder).map((one) => [`${folder}/${one.parts.join('.')}`, one]),
  ),
);
export const seen = new Set();

// The examples' cursors, and those of the database at hand: another epoch, all else the same.
const exampleEpoch = '1f0c9a3e';
const cursorPattern = /^([0-9a-f]{8})-[0-9a-f]{12}-[0-9a-f]{8}$/;
let epoch;

/** Learns the epoch of the gateway at hand from one of its cursors. */
export function setEpoch(cursor) {
  assert.match(cursor, cursorPattern);
  [, epoch] = cursorPattern.exec(cursor);
}

/** What an example says, said to the gateway at hand. */
export function localized(value) {
  const text = JSON.stringify(value)
    .replaceAll(`${exampleEpoch}-`, `${epoch}-`)
    .replaceAll(/TOKEN_OF_([A-Z_]+)/g, (_, who) => token(who));
  return JSON.parse(text);
}

const instant = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Members that differ from run to run, and what they must be then. */
const volatile = {
  since: (value) => instant.test(value),
  expires_at: (value) => instant.test(value),
  server: (value) => /^timesheet-gateway\/[0-9]+\.[0-9]+\.[0-9]+$/.test(value),
  retry_after_ms: (value) => Number.isInteger(value) && value > 0 && value <= 600,
};

/** What of a receipt differs where the publisher gave no id; it is the log's eighth event. */
export const ofFreshId = {
  id: (value) => uuid7.test(value),
  cursor: (value) => value.startsWith(`${epoch}-000000000008-`),
};

/** The same value, but with the example's word for whatever may differ. */
function steadied(live, example, rules) {
  if (Array.isArray(live) && Array.isArray(example))
    return live.map((one, i) => steadied(one, example[i], rules));
  if (live === null || typeof live !== 'object' || example === null || typeof example !== 'object') return live;
  return Object.fromEntries(
    Object.entries(live).map(([name, value]) => [
      name,
      name in example && rules[name]?.(value) ? example[name] : steadied(value, example[name], rules),
    ]),
  );
}

/** Fails where the gateway says otherwise than the example; else the example has been seen. */
export function expectSays(name, live, expected = examples.get(name).json, rules = volatile) {
  const wanted = localized(expected);
  assert.deepEqual(steadied(live, wanted, rules), wanted, name);
  seen.add(name);
}
