import { crc32, deflateRawSync } from 'node:zlib';

/** The first moment that a zip file can name: the same files always make the same bytes. */
const DOS_DATE = (1 << 5) | 1;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
const VERSION = 20;

interface Entry {
  readonly header: Buffer;
  readonly name: Buffer;
  readonly data: Buffer;
}

/** A zip file of these files, by name (APPNOTE.TXT 6.3, without the parts for large or encrypted files). */
export function zip(files: ReadonlyMap<string, Buffer>): Buffer {
  const entries = [...files].map(([name, content]) => entry(name, content));
  const local = entries.map(({ header, name, data }) => Buffer.concat([signature(0x04034b50), header, name, data]));
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [index, { header, name }] of entries.entries()) {
    const more = Buffer.alloc(14);
    more.writeUInt32LE(offset, 10);
    directory.push(signature(0x02014b50), Buffer.from([VERSION, 0]), header, more, name);
    offset += local[index]?.length ?? 0;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, listed, signature(0x06054b50), end]);
}

function entry(fileName: string, content: Buffer): Entry {
  const name = Buffer.from(fileName, 'utf8');
  const data = deflateRawSync(content);
  const header = Buffer.alloc(26);
  header.writeUInt16LE(VERSION, 0);
  header.writeUInt16LE(UTF8_NAMES, 2);
  header.writeUInt16LE(DEFLATED, 4);
  header.writeUInt16LE(DOS_DATE, 8);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(data.length, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(name.length, 22);
  return { header, name, data };
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
