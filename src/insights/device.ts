/** What a parent writes on, as coarse as can be. */
export const DEVICES = ['phone', 'desktop', 'teams', 'other'] as const;
export type Device = (typeof DEVICES)[number];

/** The device of a browser, by its User-Agent. The text itself is not kept: it could tell one parent from others. */
export function deviceOf(userAgent: string | undefined): Device {
  if (!userAgent) return 'other';
  if (/Mobi|Android|iPhone|iPad/i.test(userAgent)) return 'phone';
  return /Windows NT|Macintosh|X11|CrOS/.test(userAgent) ? 'desktop' : 'other';
}

/** What a client told when its conversation began; other things than devices are nothing. */
export function asDevice(value: unknown): Device | undefined {
  return DEVICES.find((device) => device === value);
}
