import { gunzipSync, gzipSync } from 'node:zlib';
import type { Language } from '../content/routes.ts';
import type { Classifier } from './classifier.ts';
import { Spelling, type WordCount } from './spelling.ts';

/** From which probability what is done. Chosen by cross-validation at each training, kept with the model. */
export interface Thresholds {
  /** Probability of an emergency from which the screen escalates. */
  readonly act: number;
  /** ... from which it asks. */
  readonly check: number;
  /** Probability of a route from which the matcher is sure. */
  readonly sure: number;
  /** Lead over the runner-up that it needs besides. */
  readonly lead: number;
  /** Probability under which no route is offered. */
  readonly offer: number;
}

/** All that was learnt for one language. */
export interface Model {
  readonly language: Language;
  /** Fingerprint of the utterances, pairs and code version that it was trained from. */
  readonly fingerprint: string;
  readonly examples: number;
  readonly thresholds: Thresholds;
  /** Which topic a text is about. */
  readonly topics: Classifier;
  /** Knows the words of the utterances. */
  readonly spelling: Spelling;
  /** Where within a topic a text enters: its classes are step names, or '' for the start. */
  readonly entries: ReadonlyMap<string, Classifier>;
}

interface ClassifierHeader {
  classes: readonly string[];
  buckets: number;
  scale: number;
  temperature: number;
  bias: number[];
  rows: number;
}

interface Header extends Omit<Model, 'topics' | 'entries' | 'spelling'> {
  vocabulary: readonly WordCount[];
  topics: ClassifierHeader;
  entries: [string, ClassifierHeader][];
}

/** The model as bytes: a JSON header, then the rows of each table that are not zero. The same model gives the same bytes. */
export function writeModel(model: Model): Buffer {
  const blocks: Buffer[] = [];
  const pack = (classifier: Classifier): ClassifierHeader => {
    const { rows, bytes } = packRows(classifier);
    blocks.push(bytes);
    const { classes, buckets, scale, temperature } = classifier;
    return { classes, buckets, scale, temperature, bias: [...classifier.bias], rows };
  };
  const { language, fingerprint, examples, thresholds, spelling } = model;
  const header: Header = {
    language,
    fingerprint,
    examples,
    thresholds,
    vocabulary: spelling.vocabulary,
    topics: pack(model.topics),
    entries: [...model.entries].map(([topic, classifier]) => [topic, pack(classifier)]),
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return gzipSync(Buffer.concat([length, head, ...blocks]), { level: 9 });
}

/** Reads what writeModel wrote. Throws when the bytes are no model. */
export function readModel(bytes: Buffer): Model {
  const raw = gunzipSync(bytes);
  const length = raw.readUInt32LE(0);
  const header = JSON.parse(raw.subarray(4, 4 + length).toString()) as Header;
  let at = 4 + length;
  const unpack = (head: ClassifierHeader): Classifier => {
    const { table, end } = unpackRows(raw, at, head);
    at = end;
    return { ...head, table, bias: Float32Array.from(head.bias) };
  };
  const topics = unpack(header.topics);
  const entries = new Map(header.entries.map(([topic, head]) => [topic, unpack(head)]));
  const { language, fingerprint, examples, thresholds, vocabulary } = header;
  return { language, fingerprint, examples, thresholds, topics, entries, spelling: new Spelling(vocabulary) };
}

/** Each row that is not zero: its number as 4 bytes, then its weights. */
function packRows({ table, buckets, classes }: Classifier): { rows: number; bytes: Buffer } {
  const size = classes.length;
  const kept: Buffer[] = [];
  for (let row = 0; row < buckets; row++) {
    const weights = table.subarray(row * size, (row + 1) * size);
    if (weights.every((weight) => weight === 0)) continue;
    const block = Buffer.alloc(4 + size);
    block.writeUInt32LE(row);
    block.set(new Uint8Array(weights.buffer, weights.byteOffset, size), 4);
    kept.push(block);
  }
  return { rows: kept.length, bytes: Buffer.concat(kept) };
}

function unpackRows(raw: Buffer, start: number, head: ClassifierHeader): { table: Int8Array; end: number } {
  const size = head.classes.length;
  const table = new Int8Array(head.buckets * size);
  let at = start;
  for (let i = 0; i < head.rows; i++) {
    const row = raw.readUInt32LE(at);
    table.set(new Int8Array(raw.buffer, raw.byteOffset + at + 4, size), row * size);
    at += 4 + size;
  }
  return { table, end: at };
}
