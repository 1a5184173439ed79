import type { Language } from '../content/routes.ts';

/** How often something happened in one hour, on all servers. Never anything about one conversation. */
export interface Count {
  /** Hours since 1970, UTC. */
  readonly hour: number;
  /** What was counted, such as `route`. */
  readonly name: string;
  /** Which of its kind, such as `crying`. */
  readonly key: string;
  readonly n: number;
}

/** Keeps counts. Those of several servers add up. */
export interface CountStore {
  add(counts: readonly Count[]): Promise<void>;
  /** The hours of one name, `from` to before `to`. */
  hours(name: string, from: number, to: number): Promise<Omit<Count, 'name' | 'key'>[]>;
  /** All names and keys, summed over the hours from `from` to before `to`. */
  totals(from: number, to: number): Promise<Omit<Count, 'hour'>[]>;
  /** Deletes the hours before this one. Returns how many rows. */
  expire(before: number): Promise<number>;
}

/** A message that was not understood, redacted, as a reviewer sees it. */
export interface Sample {
  readonly id: string;
  /** Days since 1970, UTC: the hour is not kept. */
  readonly day: number;
  readonly language: Language;
  readonly text: string;
  /** What a reviewer made of it; absent until then. */
  readonly verdict?: Verdict | undefined;
}

/** A reviewer's own wording of what a sample says, and the topic that it belongs to. */
export interface Verdict {
  readonly topic: string;
  readonly wording: string;
}

/** A redacted message, and the turn that it comes from: it is kept only as long as that turn is there. */
export interface NewSample extends Pick<Sample, 'day' | 'language' | 'text'> {
  readonly conversationId: string;
  readonly activityId: string;
}

/**
 * Keeps samples, sealed, and apart from the conversations: a row names its conversation only by a keyed hash, so that
 * "delete my chat" deletes it too.
 */
export interface SampleStore {
  /** Keeps nothing when the turn was deleted meanwhile. */
  keep(sample: NewSample): Promise<void>;
  /** Samples without a verdict, the oldest first. */
  open(limit: number): Promise<Sample[]>;
  /** Samples with a verdict. */
  judged(): Promise<Sample[]>;
  /** False when the sample is no longer there. */
  judge(id: string, verdict: Verdict): Promise<boolean>;
  discard(id: string): Promise<void>;
  /** Deletes the samples of the days before this one. Returns how many. */
  expire(before: number): Promise<number>;
}

/** Why the chat is closed, and since when. */
export interface SwitchedOff {
  /** ISO 8601. */
  readonly since: string;
  /** In the words of who closed it: for the staff, never for parents. */
  readonly reason: string;
}

/** Whether the chat is closed, for all servers on this store. */
export interface SwitchStore {
  read(): Promise<SwitchedOff | undefined>;
  /** Undefined opens the chat. */
  set(off: SwitchedOff | undefined): Promise<void>;
}

/** What a store keeps besides conversations. */
export interface RecordStores {
  readonly counts: CountStore;
  readonly samples: SampleStore;
  readonly switch: SwitchStore;
}
