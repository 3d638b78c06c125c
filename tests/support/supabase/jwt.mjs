// Tokens of HS256, made and judged. What is wrong with one is said in Realtime's words, and each part
// of the double makes its own answer of it.
import { require } from '../node/libraries.mjs';

const jwt = require('jsonwebtoken');

/** A token of these claims, and no others. */
export function sign(claims, secret) {
  return jwt.sign(claims, secret, { noTimestamp: true });
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
  try {
    return jwt.verify(String(token ?? ''), secret, { algorithms: ['HS256'] });
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error) {
  if (error instanceof jwt.TokenExpiredError) {
    const late = Math.floor((Date.now() - error.expiredAt) / 1000);
    return new TokenError('expired', `InvalidJWTToken: Token has expired ${late} seconds ago`);
  }
  if (error.message === 'invalid signature' || error.message === 'invalid algorithm') {
    return new TokenError('signature', 'JwtSignatureError: Failed to validate JWT signature');
  }
  return new TokenError('malformed', 'MalformedJWT: The token provided is not a valid JWT');
}
