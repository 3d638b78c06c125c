// One channel of one socket, from its join to its end.
import { randomUUID, createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyForRealtime } from './jwt.mjs';
import { checkSubscription } from './subscriptions.mjs';

/** A number that stands for a subscription, the same for the same one, as the server's is. */
function numberOf(asked) {
  return createHash('sha256').update(JSON.stringify(asked)).digest().readUInt32BE() >>> 4;
}

export class Channel {
  constructor(socket, topic, joinRef, config) {
    this.socket = socket;
    this.realtime = socket.realtime;
    this.topic = topic;
    this.name = topic.replace(/^realtime:/, '');
    this.joinRef = joinRef;
    this.config = config ?? {};
    this.presenceKey = this.config.presence?.key || randomUUID();
    this.subscriptions = [];
    this.isOpen = true;
    this.pushes = 0; // changes that it was told
    this.said = { second: 0, messages: 0 };
  }

  get hearsPresence() {
    return this.config.presence?.enabled === true;
  }

  tellChange(ids, data) {
    this.pushes += 1;
    this.push('postgres_changes', { ids, data });
  }

  push(event, payload) {
    this.socket.send({ topic: this.topic, event, payload, ref: null });
  }

  reply(ref, status, response) {
    this.socket.send({ topic: this.topic, event: 'phx_reply', payload: { status, response }, ref,
                       joinRef: this.joinRef });
  }

  system(extension, status, message) {
    this.push('system', { extension, status, message, channel: this.name });
  }

  /** What a token says; its end is this channel's. Throws where it is no good. */
  takeToken(token) {
    this.claims = verifyForRealtime(token, this.realtime.secret);
    clearTimeout(this.expiry);
    const left = Math.max(0, this.claims.exp * 1000 - Date.now());
    if (left > 2 ** 31 - 1) return; // longer than a timer takes
    this.expiry = setTimeout(() => {
      this.shutDown('system', 'Token has expired 0 seconds ago');
    }, left).unref(); // no reason to go on living
  }

  /** The role that changes are told to. */
  get role() {
    return this.subscribedClaims.role;
  }

  /** Answers a join that is no good, after a while. */
  async refuse(ref, reason) {
    this.isOpen = false;
    clearTimeout(this.expiry);
    this.socket.forget(this);
    await delay(this.realtime.paced(5000));
    this.reply(ref, 'error', { reason });
  }

  /** Answers a join whose token was good. */
  async open(ref) {
    const asked = (this.config.postgres_changes ?? []).map((one) => ({ ...one, id: numberOf(one) }));
    const isHeld = this.config.postgres_changes_options?.wait === true && asked.length > 0;
    const answer = () => this.reply(ref, 'ok', { postgres_changes: asked });
    await this.realtime.faults.holdJoin();
    if (!this.isOpen) return;
    if (!isHeld) answer();
    if (this.hearsPresence) this.tellWhoIsHere();
    if (asked.length === 0) return;

    const error = await this.subscribe(asked);
    if (!this.isOpen) return;
    if (isHeld && error) {
      await this.refuse(ref, `RealtimeDisabledForConfiguration: ${error}`);
      return;
    }
    if (isHeld) answer();
    this.system('postgres_changes', error ? 'error' : 'ok', error ?? 'Subscribed to PostgreSQL');
  }

  /** From here on changes are told by the claims of now; or why not. */
  async subscribe(asked) {
    const { claims } = this;
    const checked = await Promise.all(
      asked.map((one) => checkSubscription(this.realtime.pool, claims.role, one)));
    const refused = checked.find((one) => one.error);
    if (refused) return refused.error;
    await this.realtime.untilSubscribed();
    this.subscribedClaims = claims;
    this.subscriptions = checked;
    this.subscribedAt = Date.now();
    return undefined;
  }

  tellWhoIsHere() {
    this.push('presence_state', this.realtime.presenceOf(this.topic).state());
  }

  /** A message of the client's. */
  onMessage({ event, payload, ref }) {
    if (this.isTooMuch()) {
      this.shutDown('system', 'Too many messages per second');
    } else if (event === 'access_token') {
      this.onToken(payload?.access_token).catch((error) => this.realtime.complain(error));
    } else if (event === 'presence') {
      this.onPresence(payload, ref);
    } else if (event === 'broadcast') {
      this.onBroadcast(payload, ref);
    } // and whatever else has no answer
  }

  isTooMuch() {
    const second = Math.floor(Date.now() / 1000);
    if (this.said.second !== second) this.said = { second, messages: 0 };
    this.said.messages += 1;
    return this.said.messages > this.realtime.mostMessages;
  }

  /** Has no answer; but changes are subscribed to once more, and that is told. */
  async onToken(token) {
    if (!token || token.startsWith('sb_')) return;
    try {
      this.takeToken(token);
    } catch (error) {
      this.shutDown('system', error.message.replace(/^\w+: /, ''));
      return;
    }
    if (this.subscriptions.length === 0) return;
    const error = await this.subscribe(this.subscriptions);
    if (this.isOpen) this.system('postgres_changes', error ? 'error' : 'ok', error ?? 'Subscribed to PostgreSQL');
  }

  onPresence({ event, payload }, ref) {
    const presence = this.realtime.presenceOf(this.topic);
    if (event === 'track') {
      this.realtime.tellPresence(this.topic, presence.track(this, this.presenceKey, payload));
    } else if (event === 'untrack') {
      this.realtime.tellPresence(this.topic, presence.untrack(this));
    }
    this.reply(ref, 'ok', {});
    if (event !== 'track' || this.hearsPresence) return;
    // Who says that they are here is told of the others from now on.
    this.config.presence = { ...this.config.presence, enabled: true };
    this.tellWhoIsHere();
  }

  onBroadcast(payload, ref) {
    const { ack, self } = this.config.broadcast ?? {};
    for (const channel of this.realtime.channelsOf(this.topic)) {
      if (channel !== this || self) channel.push('broadcast', payload);
    }
    if (ack) this.reply(ref, 'ok', {});
  }

  /** Says why, and goodbye. The socket stays open. */
  shutDown(extension, message) {
    if (!this.isOpen) return;
    this.system(extension, 'error', message);
    this.goodbye('phx_close');
  }

  /** `phx_close` or, of a crash, `phx_error`: with the ref of the join that it ends. */
  goodbye(event) {
    if (!this.isOpen) return;
    this.end();
    this.socket.send({ topic: this.topic, event, payload: {}, ref: this.joinRef,
                       joinRef: this.joinRef });
  }

  end() {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearTimeout(this.expiry);
    this.socket.forget(this);
    this.realtime.tellPresence(this.topic, this.realtime.presenceOf(this.topic).untrack(this));
  }
}
