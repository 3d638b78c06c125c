// Phoenix's frames. 1.0.0 are objects, and the server's carry no join_ref; 2.0.0 are arrays, and
// broadcasts are binary there.

const kindOfPush = 3;
const kindOfBroadcast = 4;

/** What a client said: {topic, event, payload, ref, joinRef}; throws where it is no frame. */
export function decode(data, isBinary, version) {
  if (isBinary) return decodePush(data);
  const said = JSON.parse(data.toString());
  if (version === '2.0.0') {
    const [joinRef, ref, topic, event, payload] = said;
    return { topic, event, payload, ref, joinRef };
  }
  return { topic: said.topic, event: said.event, payload: said.payload, ref: said.ref,
           joinRef: said.join_ref };
}

/** A frame of the server's. */
export function encode({ topic, event, payload, ref = null, joinRef = null }, version) {
  if (version === '2.0.0') {
    if (event === 'broadcast') return encodeBroadcast(topic, payload);
    return JSON.stringify([joinRef, ref, topic, event, payload]);
  }
  return JSON.stringify({ topic, event, payload, ref });
}

/** Kind, five lengths, encoding; join_ref, ref, topic, event, metadata; payload. */
function decodePush(data) {
  if (data[0] !== kindOfPush) throw new Error('an unknown kind of binary frame');
  const lengths = [...data.subarray(1, 6)];
  const isJson = data[6] === 1;
  let at = 7;
  const [joinRef, ref, topic, event, metadata] = lengths.map((length) => {
    at += length;
    return data.toString('utf8', at - length, at);
  });
  const body = data.subarray(at);
  const payload = { type: 'broadcast', event, payload: isJson ? JSON.parse(body) : body,
                    ...(metadata ? { meta: JSON.parse(metadata) } : {}) };
  return { topic, event: 'broadcast', payload, ref: ref || null, joinRef: joinRef || null };
}

/** Kind, three lengths, encoding; topic, event, metadata; payload. */
function encodeBroadcast(topic, { event, payload, meta }) {
  const isBinary = Buffer.isBuffer(payload);
  const parts = [topic, event, meta ? JSON.stringify(meta) : ''].map((part) => Buffer.from(part));
  const head = Buffer.from([kindOfBroadcast, ...parts.map((part) => part.length), isBinary ? 0 : 1]);
  const body = isBinary ? payload : Buffer.from(JSON.stringify(payload));
  return Buffer.concat([head, ...parts, body]);
}
