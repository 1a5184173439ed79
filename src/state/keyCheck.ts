import type { Cipher } from './cipher.ts';

const PLACE = 'key check';

/**
 * Tries a stored row that every key ring of this database must open, so that a wrong key is found when the server
 * starts and not in the middle of a conversation. Returns the row to store, when it has to be written anew.
 */
export function checkKey(cipher: Cipher, stored: Uint8Array | undefined): Buffer | undefined {
  if (stored) cipher.open('', PLACE, stored);
  return stored && cipher.isCurrent(stored) ? undefined : cipher.seal('', PLACE, 'attune');
}
