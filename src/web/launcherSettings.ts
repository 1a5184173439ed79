import type { Config } from '../config.ts';
import type { ContentLibrary } from '../content/library.ts';
import { LEAVE_TO } from './page.ts';
import type { PageWordsByLanguage } from './pageWords.ts';
import type { LauncherSettings } from './shared/launcherSettings.ts';

/** What embed.js says and calls: few words, as it stands on every page of a hospital. */
export function launcherSettings(
  config: Config,
  library: ContentLibrary,
  words: PageWordsByLanguage,
): LauncherSettings {
  const languages = [...words].map(([language, all]) => {
    const { launcher, launcherUnread, launcherClose, frameTitle, launcherFailed, emergency, emergencyUnknown } = all;
    // What a screen reader calls the frame: with the hospital's name, where it has told it.
    const frame = [frameTitle, library.siteName(language)].filter(Boolean).join(', ');
    const own = {
      launcher,
      launcherUnread,
      launcherClose,
      frameTitle: frame,
      launcherFailed,
      emergency,
      emergencyUnknown,
    };
    return [language, own] as const;
  });
  return {
    words: Object.fromEntries(languages),
    numbers: Object.fromEntries([...library.regions()].map(([id, region]) => [id, region.emergency.number])),
    country: config.COUNTRY,
    leaveTo: LEAVE_TO,
  };
}
