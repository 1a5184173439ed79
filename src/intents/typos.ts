/** Letters beside each other on the keys of a phone. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** The text with about one letter in `every` mistyped: dropped, doubled, swapped with the next, or its neighbour's. */
export function withTypos(text: string, every: number, random: () => number): string {
  const letters = [...text];
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i] as string;
    if (!/\p{L}/u.test(letter) || random() > 1 / every) continue;
    const next = letters[i + 1];
    const kind = Math.floor(random() * 4);
    if (kind === 0) letters[i] = '';
    else if (kind === 1) letters[i] = letter + letter;
    else if (kind === 2 && next && /\p{L}/u.test(next)) {
      letters[i] = next;
      letters[i + 1] = letter;
    } else letters[i] = neighbour(letter, random);
    i += 1;
  }
  return letters.join('');
}

function neighbour(letter: string, random: () => number): string {
  const row = ROWS.find((keys) => keys.includes(letter.toLowerCase()));
  if (!row) return letter;
  const at = row.indexOf(letter.toLowerCase()) + (random() < 0.5 ? -1 : 1);
  return row[Math.min(row.length - 1, Math.max(0, at))] as string;
}
