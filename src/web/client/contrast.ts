/** Colours are written as `rrggbb`. */
const parts = (color: string) => [0, 2, 4].map((i) => Number.parseInt(color.slice(i, i + 2), 16));

/** WCAG relative luminance, 0 to 1. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = parts(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** White is easier to read than black on this colour. */
export function isDark(color: string): boolean {
  return luminance(color) < 0.179;
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour with this share (0 to 1) of another one. */
export function mixed(color: string, other: string, share: number): string {
  const others = parts(other);
  const mix = parts(color).map((part, i) => Math.round(part * (1 - share) + (others[i] ?? 0) * share));
  return mix.map((part) => part.toString(16).padStart(2, '0')).join('');
}
