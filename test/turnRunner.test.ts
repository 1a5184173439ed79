import { describe, expect, it, jest } from '@jest/globals';
import { Cipher } from '../src/state/cipher.ts';
import { readKeys } from '../src/state/encryptionKeys.ts';
import { startRetention } from '../src/state/retention.ts';
import type { Store } from '../src/state/store.ts';
import { StoreError } from '../src/state/storeError.ts';
import { type TurnRows, TurnRunner } from '../src/state/turnRunner.ts';
import { Watchers } from '../src/state/watchers.ts';
import { counted, newKey, oldKey, quiet } from './stores.ts';

const cipher = new Cipher(readKeys(oldKey, 'test'));
const empty: TurnRows = { load: async () => undefined, commit: async () => true };
const lost = () => new StoreError('gone', { connectionLost: true });

describe('running a turn', () => {
  it('gives up a turn that hangs, and goes on with the next', async () => {
    const runner = new TurnRunner(empty, cipher, 50);
    const hanging = runner.turn('a', '1', () => new Promise(() => {}));
    const next = runner.turn('a', '2', async (state) => counted(state, 'x'));
    await expect(hanging).rejects.toThrow(/took too long/);
    expect((await next).repeated).toBe(false);
  });

  it('gives up when others are always faster', async () => {
    const commit = jest.fn(async () => new Promise<boolean>((resolve) => setTimeout(resolve, 5, false)));
    const runner = new TurnRunner({ ...empty, commit }, cipher, 100);
    await expect(runner.turn('a', '1', async (state) => counted(state))).rejects.toThrow(/took too long/);
    expect(commit.mock.calls.length).toBeGreaterThan(3);
  });

  it('asks once more when the connection broke, and only once', async () => {
    let faults = 1;
    const commit = async () => {
      if (faults-- > 0) throw lost();
      return true;
    };
    const runner = new TurnRunner({ ...empty, commit }, cipher);
    expect((await runner.turn('a', '1', async (state) => counted(state, 'x'))).entries.length).toBe(1);
    faults = 2;
    await expect(runner.turn('a', '2', async (state) => counted(state, 'x'))).rejects.toThrow('gone');
  });

  it('takes a commit whose answer was lost for its own', async () => {
    let log: Uint8Array | undefined;
    const rows: TurnRows = {
      load: async () =>
        log && { version: 1, lastSeq: 1, owner: '', state: undefined, repeated: { version: 1, firstSeq: 1, log } },
      commit: async (write) => {
        log = write.log;
        throw lost();
      },
    };
    const result = await new TurnRunner(rows, cipher).turn('a', '1', async (state) => counted(state, 'x'));
    expect(result).toEqual({ repeated: false, entries: [{ seq: 1, activity: counted(undefined, 'x').log[0] }] });
  });
});

describe('the cipher', () => {
  it('opens a row only in its own place', () => {
    const sealed = cipher.seal('a', 'log 1 1', 'words');
    expect(cipher.open('a', 'log 1 1', sealed)).toBe('words');
    expect(() => cipher.open('b', 'log 1 1', sealed)).toThrow(/changed or moved/);
    expect(() => cipher.open('a', 'log 2 1', sealed)).toThrow(/changed or moved/);
    expect(cipher.seal('a', 'log 1 1', 'words').equals(sealed)).toBe(false);
  });

  it('notices every changed byte', () => {
    const sealed = cipher.seal('a', 'log 1 1', 'words');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => cipher.open('a', 'log 1 1', changed)).toThrow(StoreError);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => cipher.open('a', 'log 1 1', sealed.subarray(0, length))).toThrow(StoreError);
    }
  });

  it('opens with every key, knows the current one, and needs one', () => {
    const rotated = new Cipher(readKeys(`${newKey}, ${oldKey}`, 'test'));
    const sealed = cipher.seal('a', 'p', 'words');
    expect(rotated.open('a', 'p', sealed)).toBe('words');
    expect(rotated.isCurrent(sealed)).toBe(false);
    expect(rotated.isCurrent(rotated.seal('a', 'p', 'words'))).toBe(true);
    expect(() => new Cipher([])).toThrow(/DATA_ENCRYPTION_KEYS/);
  });

  it('names the wrong keys of a setting by their place, not by their value', () => {
    const read = () => readKeys(`${oldKey},c2hvcnQ=,${newKey},nonsense`, 'DATA_ENCRYPTION_KEYS');
    expect(read).toThrow(/^DATA_ENCRYPTION_KEYS: key 2, 4 of 4 is not 32 bytes/);
    expect(read).not.toThrow(/c2hvcnQ/);
  });
});

describe('retention', () => {
  it('expires at once and again and again, whatever fails, until it is stopped', async () => {
    const moments: Date[] = [];
    const expire = async (before: Date) => {
      moments.push(before);
      if (moments.length === 1) throw new Error('the database is gone');
      return 3;
    };
    const stop = startRetention({
      store: { expire, handoffs: { expireAudit: async () => 0 } } as unknown as Store,
      log: quiet,
      hours: 24,
      auditDays: 365,
      every: 10,
    });
    await new Promise((resolve) => setTimeout(resolve, 80));
    stop();
    const count = moments.length;
    expect(count).toBeGreaterThan(2);
    expect(Date.now() - Number(moments[0])).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(Date.now() - Number(moments[0])).toBeLessThan(24 * 3_600_000 + 10_000);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(moments.length).toBe(count);
  });
});

describe('watchers', () => {
  it('forgets a conversation that nobody watches any more', () => {
    const watchers = new Watchers(quiet);
    const stops = [watchers.add('a', () => {}), watchers.add('a', () => {})];
    stops[0]?.();
    expect(watchers.ids()).toEqual(['a']);
    stops[1]?.();
    stops[1]?.();
    expect(watchers.ids()).toEqual([]);
  });
});
