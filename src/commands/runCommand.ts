import { ConfigError } from '../config.ts';
import { ContentError } from '../content/problems.ts';

/** Runs a command. A mistake in content or settings is told in its own words, anything else with its stack. */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof ContentError || error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  }
}
