import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { StoreError } from './storeError.ts';

/** Layout of a sealed row: format, key id, nonce, tag, ciphertext. */
const FORMAT = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + KEY_ID_BYTES;
const TAG_AT = NONCE_AT + NONCE_BYTES;
const TEXT_AT = TAG_AT + TAG_BYTES;

const DERIVED_KEYS = 2000;

/**
 * AES-256-GCM of what is at rest. A sealed row opens only in its own place: the conversation is part of the key (so
 * that random nonces never run out on one key), and the row's kind and number are authenticated with it.
 */
export class Cipher {
  readonly #keys: readonly Key[];

  /** Keys of 32 bytes. The first seals; every one opens. Throws a StoreError when there is none. */
  constructor(keys: readonly Buffer[]) {
    if (keys.length === 0) throw new StoreError('there is no encryption key: set DATA_ENCRYPTION_KEYS');
    this.#keys = keys.map((key) => new Key(key));
  }

  /** `place` names the row within its conversation. */
  seal(conversationId: string, place: string, text: string): Buffer {
    const [key] = this.#keys as [Key];
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.of(conversationId), nonce).setAAD(Buffer.from(place));
    const sealed = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([Buffer.of(FORMAT), key.id, nonce, cipher.getAuthTag(), ...sealed]);
  }

  /** Throws a StoreError when the row was sealed with an unknown key, for another place, or was changed. */
  open(conversationId: string, place: string, sealed: Uint8Array): string {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < TEXT_AT || bytes[0] !== FORMAT) throw new StoreError('a row of the database is damaged');
    const key = this.#keys.find(({ id }) => id.equals(bytes.subarray(1, NONCE_AT)));
    if (!key) {
      throw new StoreError(
        'the database was encrypted with a key that this server does not have: give it in DATA_ENCRYPTION_KEYS, ' +
          'or put encryption.key back into DATA_DIR. Servers that share a database need the same keys',
      );
    }
    try {
      const nonce = bytes.subarray(NONCE_AT, TAG_AT);
      const decipher = createDecipheriv('aes-256-gcm', key.of(conversationId), nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(TAG_AT, TEXT_AT));
      return Buffer.concat([decipher.update(bytes.subarray(TEXT_AT)), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new StoreError('a row of the database was changed or moved: it does not match its key', { cause: error });
    }
  }

  /** Names something by a hash that only who has the keys can make: one for each key, the first key's first. */
  tags(text: string): Buffer[] {
    return this.#keys.map((key) => key.tag(text));
  }

  /** True when the row was sealed with the first key, so that nothing has to be sealed again. */
  isCurrent(sealed: Uint8Array): boolean {
    return this.#keys[0]?.id.equals(sealed.subarray(1, NONCE_AT)) ?? false;
  }
}

/** One key of the ring, and the keys of conversations that come from it. */
class Key {
  /** Tells which key of the ring sealed a row. */
  readonly id: Buffer;
  readonly #key: KeyObject;
  readonly #derived = new Map<string, KeyObject>();

  constructor(key: Buffer) {
    this.id = createHash('sha256').update('attune key id').update(key).digest().subarray(0, KEY_ID_BYTES);
    this.#key = createSecretKey(key);
  }

  tag(text: string): Buffer {
    return createHmac('sha256', this.#key).update('attune tag ').update(text).digest().subarray(0, 16);
  }

  of(conversationId: string): KeyObject {
    const known = this.#derived.get(conversationId);
    if (known) return known;
    if (this.#derived.size >= DERIVED_KEYS) this.#derived.clear();
    const bytes = createHmac('sha256', this.#key).update('attune conversation ').update(conversationId).digest();
    const derived = createSecretKey(bytes);
    this.#derived.set(conversationId, derived);
    return derived;
  }
}
