import { ConfigError } from '../config.ts';
import { ContentError } from '../content/problems.ts';
import { StoreError } from '../state/storeError.ts';

/** Runs a command. A mistake in content, settings or the database is told in its own words, anything else with its stack. */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    const expected = [ContentError, ConfigError, StoreError].some((kind) => error instanceof kind);
    console.error(expected ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
