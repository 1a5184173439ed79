import type { Storage } from './storage.ts';

/** Text size and the hospital's colour. */
export function applyAppearance(storage: Storage, color: string | undefined): void {
  const root = document.documentElement;
  root.dataset.size = storage.get<string>('size') ?? '0';
  for (const choice of document.querySelectorAll<HTMLInputElement>('input[name=size]')) {
    choice.checked = choice.value === root.dataset.size;
    choice.addEventListener('change', () => {
      root.dataset.size = choice.value;
      storage.set('size', choice.value);
    });
  }
  if (!color) return;
  root.style.setProperty('--brand', `#${color}`);
  root.style.setProperty('--on-brand', isDark(color) ? '#fff' : '#000');
}

/** White is easier to read on this colour than black (WCAG relative luminance). */
function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((i) => {
    const part = Number.parseInt(color.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179;
}
