/** What the server puts into embed.js. */
export interface LauncherSettings {
  readonly words: Readonly<Record<string, LauncherWords>>;
  /** Emergency numbers by country. */
  readonly numbers: Readonly<Record<string, string>>;
  /** The hospital's country. */
  readonly country: string;
  /** Where "Leave this page" goes. */
  readonly leaveTo: string;
}

export interface LauncherWords {
  readonly launcher: string;
  readonly launcherUnread: string;
  readonly launcherClose: string;
  readonly frameTitle: string;
  readonly launcherFailed: string;
  readonly emergency: string;
  readonly emergencyUnknown: string;
}
