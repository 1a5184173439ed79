import { ConfigError } from '../config.ts';
import { ContentError } from '../content/problems.ts';
import { StoreError } from '../state/storeError.ts';

/** Mistakes of the one who runs the command: their message says all. */
const EXPECTED = [ContentError, ConfigError, StoreError];

/** Runs a command. A mistake in content or settings, or a fault of the store, is told in its own words, anything else with its stack. */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(EXPECTED.some((kind) => error instanceof kind) ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
