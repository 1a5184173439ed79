import type { PageWords } from '../pageWords.ts';
import type { WireActivity } from './wireActivity.ts';

/** The page's own words in one language. */
export interface SpokenPage {
  readonly language: string;
  readonly words: PageWords;
  /** The hospital's name, when it has a file of its own. */
  readonly hospital?: string | undefined;
  /** The first words of the bot: shown at once, said by the bot only when the parent writes. */
  readonly welcome: readonly WireActivity[];
}

/** What the page tells its script. */
export interface ClientConfig extends SpokenPage {
  /** File name in content/regions: whose numbers the page shows. */
  readonly country: string;
  readonly color?: string | undefined;
  /** In a frame of another page. */
  readonly embedded: boolean;
  /** Origins whose pages may frame the chat and talk with it; * stands for any port or subdomain. */
  readonly hosts: readonly string[];
}
