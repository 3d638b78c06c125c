// One WebSocket: frames, heartbeats, and which channels it has joined.
import { Channel } from './channel.mjs';
import { decode, encode } from './framing.mjs';

export class Socket {
  constructor(realtime, webSocket, version, key) {
    this.realtime = realtime;
    this.webSocket = webSocket;
    this.version = version;
    this.key = key;
    this.channels = new Map(); // topic -> Channel
    webSocket.on('message', (data, isBinary) => this.onFrame(data, isBinary));
    webSocket.on('close', () => this.onClosed());
    webSocket.on('error', () => {}); // what follows is close
    this.silence = setTimeout(() => webSocket.close(1000), realtime.heartbeatTimeout).unref();
  }

  send(frame) {
    if (!this.realtime.faults.isFrozen) this.webSocket.send(encode(frame, this.version));
  }

  onFrame(data, isBinary) {
    if (this.realtime.faults.isFrozen) return;
    this.silence.refresh();
    let frame;
    try {
      frame = decode(data, isBinary, this.version);
    } catch {
      this.webSocket.close(1011);
      return;
    }
    const { topic, event, ref } = frame;
    if (topic === 'phoenix') {
      this.send({ topic, event: 'phx_reply', payload: { status: 'ok', response: {} }, ref });
    } else if (event === 'phx_join') {
      this.onJoin(frame);
    } else {
      this.onChannelFrame(frame);
    }
  }

  onChannelFrame(frame) {
    const { topic, event, ref, joinRef } = frame;
    const channel = this.channels.get(topic);
    if (!channel) {
      this.send({ topic, event: 'phx_reply', ref, joinRef,
                  payload: { status: 'error', response: { reason: 'unmatched topic' } } });
    } else if (event === 'phx_leave') {
      channel.reply(ref, 'ok', {});
      channel.goodbye('phx_close');
    } else {
      channel.onMessage(frame);
    }
  }

  async onJoin({ topic, ref, joinRef, payload }) {
    const first = this.channels.get(topic);
    if (first) this.realtime.doubleJoins += 1;
    first?.goodbye('phx_close'); // the same topic again: the first one ends
    const channel = new Channel(this, topic, joinRef ?? ref, payload?.config);
    try {
      channel.takeToken(payload?.access_token || this.key);
      if (channel.config.private) {
        throw new Error('Unauthorized: You do not have permissions to read from this Channel topic: '
          + channel.name);
      }
    } catch (error) {
      await channel.refuse(ref, error.message);
      return;
    }
    this.channels.set(topic, channel);
    try {
      await channel.open(ref);
    } catch (error) {
      if (channel.isOpen) channel.goodbye('phx_error');
      this.realtime.complain(error);
    }
  }

  forget(channel) {
    if (this.channels.get(channel.topic) === channel) this.channels.delete(channel.topic);
  }

  onClosed() {
    clearTimeout(this.silence);
    for (const channel of [...this.channels.values()]) channel.end();
    this.realtime.sockets.delete(this);
  }
}
