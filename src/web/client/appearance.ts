import { contrast, isDark, mixed } from './contrast.ts';
import type { Storage } from './storage.ts';

/** Page colours of styles/base.css, which the hospital's colour has to stand out from. */
const PAGE = { light: 'faf6f0', dark: '161412' };
const READABLE = 4.5;

/** Text size and the hospital's colour. */
export function applyAppearance(storage: Storage, color: string | undefined): void {
  applySize(storage);
  if (!color) return;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  applyColor(color, dark.matches);
  dark.addEventListener('change', () => applyColor(color, dark.matches));
}

function applySize(storage: Storage): void {
  const root = document.documentElement;
  root.dataset.size = storage.get<string>('size') ?? '0';
  for (const choice of document.querySelectorAll<HTMLInputElement>('input[name=size]')) {
    choice.checked = choice.value === root.dataset.size;
    choice.addEventListener('change', () => {
      root.dataset.size = choice.value;
      storage.set('size', choice.value);
    });
  }
}

/** The colour, made lighter or darker until it can be read on the page. */
function applyColor(color: string, dark: boolean): void {
  const page = dark ? PAGE.dark : PAGE.light;
  let brand = color;
  for (let share = 0.1; contrast(brand, page) < READABLE && share < 1; share += 0.1) {
    brand = mixed(color, dark ? 'ffffff' : '000000', share);
  }
  const { style } = document.documentElement;
  style.setProperty('--brand', `#${brand}`);
  style.setProperty('--link', `#${brand}`);
  style.setProperty('--on-brand', isDark(brand) ? '#fff' : '#000');
}
