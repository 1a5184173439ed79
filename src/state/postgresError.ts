import { isNativeError } from 'node:util/types';
import { StoreError } from './storeError.ts';

const UNREACHABLE =
  'the database cannot be reached: check DATABASE_URL, and that the server runs and takes connections';

/** What to do, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const advice: Readonly<Record<string, string>> = {
  '25006': 'the database takes no writes: DATABASE_URL must name the primary server, not a standby',
  '28000': 'the database refused the user: check the user in DATABASE_URL and pg_hba.conf',
  '28P01': 'the database refused the password: check the user and password in DATABASE_URL',
  '3D000': 'the database does not exist: make it, or correct its name in DATABASE_URL',
  '42501': 'the user of DATABASE_URL may not do this: let it make and write tables in its schema',
  '53100': 'the disk of the database is full: free space there',
  '53200': 'the database is out of memory: give its server more',
  '57014': 'the database was too slow and a statement was given up: look for what keeps it busy',
};

const LOST_STATES = /^(08...|57P0[1-5]|53300)$/;
const LOST_CODES = /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOENT)$/;
const LOST_MESSAGES = /connection (terminated|error)|client was closed/i;
/** Not asked again: the parent has waited long enough, and a server that hangs would hang again. */
const TIMEOUT_MESSAGES = /connection timeout|timeout exceeded|query read timeout/i;
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)|support SSL|certificate/;

/** An error of pg as a sentence for the operator, never with the address or its password; other errors as they are. */
export function postgresError(error: unknown): unknown {
  if (!isNativeError(error) || error instanceof StoreError) return error;
  const { code = '' } = error as Error & { code?: string };
  if (advice[code]) return new StoreError(advice[code], { cause: error });
  if (TLS.test(code) || TLS.test(error.message)) {
    return new StoreError(
      'no encrypted connection to the database: check sslmode and sslrootcert in DATABASE_URL (sslmode=verify-full checks ' +
        'the certificate, sslmode=disable goes without)',
      { cause: error },
    );
  }
  if (TIMEOUT_MESSAGES.test(error.message) || code === 'ETIMEDOUT')
    return new StoreError(UNREACHABLE, { cause: error });
  if (LOST_STATES.test(code) || LOST_CODES.test(code) || LOST_MESSAGES.test(error.message)) {
    return new StoreError(UNREACHABLE, { cause: error, connectionLost: true });
  }
  if (/^[0-9A-Z]{5}$/.test(code)) return new StoreError(`the database failed with SQLSTATE ${code}`, { cause: error });
  return error;
}
