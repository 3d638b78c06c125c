// Tokens of HS256, made and judged. What is wrong with one is said in Realtime's words, and each part
// of the double makes its own answer of it.
import { createHmac, timingSafeEqual } from 'node:crypto';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signatureOf = (text, secret) => createHmac('sha256', secret).update(text).digest();

/** A token of these claims. */
export function sign(claims, secret) {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${signatureOf(text, secret).toString('base64url')}`;
}

/** Why a token is refused: `kind` is malformed, signature, claims or expired. */
export class TokenError extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** What a good token says, of its claims those that Realtime wants; throws a TokenError for any other. */
export function verifyForRealtime(token, secret) {
  const claims = verify(token, secret);
  if (!Number.isInteger(claims.exp) || typeof claims.role !== 'string') {
    throw new TokenError('claims', 'InvalidJWTToken: Fields `role` and `exp` are required in JWT');
  }
  return claims;
}

/** What a good token says; throws a TokenError for any other. */
export function verify(token, secret) {
  const parts = String(token ?? '').split('.');
  let header;
  let claims;
  try {
    header = JSON.parse(Buffer.from(parts[0], 'base64url').toString());
    claims = JSON.parse(Buffer.from(parts[1], 'base64url').toString());
  } catch {
    throw new TokenError('malformed', 'MalformedJWT: The token provided is not a valid JWT');
  }
  const signature = Buffer.from(parts[2] ?? '', 'base64url');
  const wanted = signatureOf(`${parts[0]}.${parts[1]}`, secret);
  if (header.alg !== 'HS256' || signature.length !== wanted.length ||
      !timingSafeEqual(signature, wanted)) {
    throw new TokenError('signature', 'JwtSignatureError: Failed to validate JWT signature');
  }
  const late = Math.floor(Date.now() / 1000) - claims.exp;
  if (late >= 0) {
    throw new TokenError('expired', `InvalidJWTToken: Token has expired ${late} seconds ago`);
  }
  return claims;
}
