import type { TargetProcess } from './targetProcess.ts';

const WARM_UP = { turns: 3000, most: 10_000 };

/** What one run measured. */
export interface Figures {
  readonly clients: number;
  readonly turns: number;
  readonly turnsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of the server's processor time for each turn: unlike the others, the same on a busy machine. */
  readonly cpu: number;
}

/** Something that is done again and again by one client. Resolves with false when its time is not to be counted. */
export type Work = () => Promise<boolean>;

/** Lets the server come to speed: its hot code is compiled after some thousand turns. Ends after ten seconds. */
export async function warmUp(clients: readonly Work[]): Promise<void> {
  const end = performance.now() + WARM_UP.most;
  let turns = 0;
  await Promise.all(
    clients.map(async (work) => {
      while (turns < WARM_UP.turns && performance.now() < end) if (await work()) turns += 1;
    }),
  );
}

/** Lets every client work for so many seconds, one piece after the other, and measures each piece on the target. */
export async function load(clients: readonly Work[], seconds: number, target: TargetProcess): Promise<Figures> {
  const before = await target.report();
  const began = performance.now();
  const end = began + seconds * 1000;
  const times: number[] = [];
  await Promise.all(
    clients.map(async (work) => {
      for (let now = performance.now(); now < end; now = performance.now()) {
        if (await work()) times.push(performance.now() - now);
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  const after = await target.report();
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return {
    clients: clients.length,
    turns: times.length,
    turnsPerSecond: times.length / took,
    p50: at(0.5),
    p99: at(0.99),
    cpu: (after.cpu - before.cpu) / times.length,
  };
}
