// An independent issuer of tokens: npm `jsonwebtoken` with keys of Node's own.
// Usage: jwt_issuer.mjs NODE_MODULES RS256|ES256
// Prints {"jwks", "pem", "tokens": {"a", "b"}}: two public keys by their kid, a as PEM, and a token
// signed with each.
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';

const [nodeModules, algorithm] = process.argv.slice(2);
const jwt = createRequire(`${nodeModules}/`)('jsonwebtoken');

function newPair() {
  return algorithm === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const keys = [];
const tokens = {};
let pem;
for (const kid of ['a', 'b']) {
  const { publicKey, privateKey } = newPair();
  keys.push({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: algorithm });
  pem ??= publicKey.export({ format: 'pem', type: 'spki' });
  tokens[kid] = jwt.sign({ tenant_id: 't' }, privateKey, {
    algorithm, keyid: kid, subject: 'u', issuer: 'https://issuer.example',
    audience: ['other', 'gateway'], expiresIn: '1h', notBefore: 0,
  });
}
console.log(JSON.stringify({ jwks: { keys }, pem, tokens }));
