import { isNativeError } from 'node:util/types';
import { StoreError } from './storeError.ts';

/** What to do, by the primary result code of SQLite (https://www.sqlite.org/rescode.html). */
const advice: Readonly<Record<number, string>> = {
  5: 'is locked by another process: stop it, or wait',
  8: 'cannot be written: let this user write to DATA_DIR and to the files in it',
  10: 'cannot be read or written: check the disk that DATA_DIR is on',
  11: 'is damaged: put a backup in its place, or move it away and start with an empty one',
  13: 'cannot grow, the disk is full: free space on the disk that DATA_DIR is on',
  14: 'cannot be opened: let this user write to DATA_DIR and to the files in it',
  26: 'is not a database of Attune: move it away, or set DATA_DIR to another folder',
};

/** An error of node:sqlite or of the file system as a sentence for the operator; other errors as they are. */
export function sqliteError(error: unknown, file: string): unknown {
  if (!isNativeError(error) || error instanceof StoreError) return error;
  const { code, errcode } = error as Error & { code?: string; errcode?: number };
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) {
    const text = advice[errcode & 0xff] ?? `failed with SQLite's code ${errcode}`;
    return new StoreError(`${file} ${text}`, { cause: error });
  }
  if (code === 'ENOSPC') return new StoreError(`${file} ${advice[13]}`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT' || code === 'EISDIR') {
    return new StoreError(`${file} ${advice[14]}`, { cause: error });
  }
  return error;
}
