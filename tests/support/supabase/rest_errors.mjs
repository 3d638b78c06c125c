// Errors as PostgREST tells them: a status, and {code, message, details, hint}.

export class RestError extends Error {
  constructor(status, code, message, { details = null, hint = null, headers = {} } = {}) {
    super(message);
    Object.assign(this, { status, headers, body: { code, details, hint, message } });
  }
}

/** What is wrong with a token: 301 for one that is none, 303 for one that was good. */
export function tokenError(error) {
  const [code, message] = {
    malformed: ['PGRST301', 'JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts)'],
    signature: ['PGRST301', 'JWSError JWSInvalidSignature'],
    expired: ['PGRST303', 'JWT expired'],
  }[error.kind];
  return new RestError(401, code, message, {
    headers: { 'WWW-Authenticate': `Bearer error="invalid_token", error_description="${message}"` },
  });
}

const statusOfClass = { 22: 400, '08': 503, 25: 500, 28: 403, 40: 500, 53: 503, 54: 413, 55: 500, 57: 500, 58: 500 };
const statusOfCode = { 23503: 409, 23505: 409, 25006: 405, '42883': 404, '42P01': 404, '42P17': 500 };

/** What PostgreSQL refused. */
export function databaseError(error, role) {
  const { code, message, detail = null, hint = null } = error;
  if (!/^[0-9A-Z]{5}$/.test(code ?? '')) return new RestError(503, 'PGRST000', 'Database connection error');
  const ofPrivilege = role === 'anon' ? 401 : 403;
  const status = code === '42501' ? ofPrivilege
    : /^PT[1-5]\d\d$/.test(code) ? Number(code.slice(2))
      : statusOfCode[code] ?? statusOfClass[code.slice(0, 2)] ?? 400;
  return new RestError(status, code, message, { details: detail, hint });
}

/** What the gate before PostgREST says: no code, and nothing of the token. */
export const gateRefusal = (message, hint) => ({ status: 401, headers: {}, body: JSON.stringify({ message, hint }) });

export const invalidKey =
  gateRefusal('Invalid API key', 'Double check your Supabase `anon` or `service_role` API key.');
