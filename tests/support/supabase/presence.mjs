// Who is there on a topic: Phoenix's presence, with its metas.
import { randomBytes } from 'node:crypto';

export class Presence {
  constructor() {
    this.tracked = new Map(); // channel -> {key, meta}
  }

  /** As `presence_state` has it. */
  state() {
    const state = {};
    for (const { key, meta } of this.tracked.values()) (state[key] ??= { metas: [] }).metas.push(meta);
    return state;
  }

  /** The difference that a channel's word makes. */
  track(channel, key, payload) {
    const before = this.tracked.get(channel);
    const meta = { phx_ref: randomBytes(8).toString('base64'), ...payload };
    if (before) meta.phx_ref_prev = before.meta.phx_ref;
    this.tracked.set(channel, { key, meta });
    return { joins: { [key]: { metas: [meta] } },
             leaves: before ? { [before.key]: { metas: [before.meta] } } : {} };
  }

  /** The difference, or null where nobody was there. */
  untrack(channel) {
    const before = this.tracked.get(channel);
    if (!before) return null;
    this.tracked.delete(channel);
    return { joins: {}, leaves: { [before.key]: { metas: [before.meta] } } };
  }
}
