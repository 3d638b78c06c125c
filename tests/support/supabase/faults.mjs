// What can be made to go wrong, and how a test says so.
import { setTimeout as delay } from 'node:timers/promises';

export class Faults {
  constructor() {
    this.isFrozen = false; // sockets stay open, and nothing comes
    this.isReplicationDead = false;
    this.losesFirst = 0; // milliseconds behind "Subscribed to PostgreSQL" whose changes are lost
    this.spoils = null; // every change comes as "413" or "401"
    this.lateness = 0; // milliseconds that the next join is answered too late
    this.rest = { mode: 'ok', milliseconds: 0 }; // or slow, "key", or a status: "500", "401"
    this.auth = { mode: 'ok', milliseconds: 0 }; // the same: "500", "429"
  }

  isTooEarly(channel) {
    return Date.now() - channel.subscribedAt < this.losesFirst;
  }

  /** Holds one join back, where that is wanted. */
  async holdJoin() {
    const milliseconds = this.lateness;
    this.lateness = 0;
    if (milliseconds > 0) await delay(milliseconds, undefined, { ref: false });
  }

  /** The change as it is told with errors. */
  spoiled(data) {
    if (this.spoils === '401') {
      return { ...data, columns: [], record: {}, errors: ['Error 401: Unauthorized'] };
    }
    if (this.spoils !== '413') return data;
    const isSmall = ([, value]) => Buffer.byteLength(JSON.stringify(value)) <= 64;
    const record = Object.fromEntries(Object.entries(data.record ?? {}).filter(isSmall));
    return { ...data, record, errors: ['Error 413: Payload Too Large'] };
  }
}
