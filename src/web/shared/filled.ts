/** A word of ours with its slots filled: `filled('Call {number}', { number: '988' })`. */
export function filled(text: string, slots: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(slots[name] ?? whole));
}
