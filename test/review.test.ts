import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FlowEdge, type FlowNode, layOut } from '../src/review/flow.ts';
import { flowPicture } from '../src/review/flowPicture.ts';
import { hoursText } from '../src/review/linesPage.ts';
import { wordDiff } from '../src/review/wordDiff.ts';

const node = (step: string): FlowNode => ({
  step,
  words: `Words of <${step}>`,
  exits: [],
  kind: step === 'a' ? 'start' : 'plain',
  utterances: 0,
  helpLines: false,
});
const edge = (from: string, to: string): FlowEdge => ({ from, to, label: `${from} to ${to}` });

describe('the picture of a topic', () => {
  it('goes from left to right, and notes ways that no line can show', () => {
    const flow = layOut(
      ['a', 'b', 'c', 'd', 'lone'].map(node),
      [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('d', 'a'), edge('c', 'd')],
      'a',
    );
    const at = new Map(flow.nodes.map(({ step, column, row }) => [step, `${column},${row}`]));
    expect(Object.fromEntries(at)).toEqual({ a: '0,0', b: '1,0', c: '1,1', d: '2,0', lone: '0,2' });
    expect(flow.edges.map(({ from, to, first }) => `${from}${to}${first ? ' first' : ''}`)).toEqual([
      'ab first',
      'ac first',
      'bd first',
      'cd',
    ]);
    expect(flow.nodes.find(({ step }) => step === 'd')?.elsewhere).toEqual(['a']);
  });

  it('places every step once, whatever the arrows', () => {
    const steps = fc.integer({ min: 1, max: 60 }).map((n) => Array.from({ length: n }, (_, i) => `s${i}`));
    const graph = steps.chain((all) => {
      const step = fc.constantFrom(...all);
      const arrows = fc.array(
        fc.tuple(step, step).map(([from, to]) => edge(from, to)),
        { maxLength: 150 },
      );
      return fc.tuple(fc.constant(all), arrows);
    });
    fc.assert(
      fc.property(graph, ([all, arrows]) => {
        const flow = layOut(all.map(node), arrows, 's0');
        const places = flow.nodes.map(({ column, row }) => `${column},${row}`);
        expect(new Set(places).size).toBe(all.length);
        const column = new Map(flow.nodes.map((placed) => [placed.step, placed.column]));
        for (const { from, to } of flow.edges) expect(column.get(to)).toBeGreaterThan(column.get(from) as number);
        const shown = new Set(flow.edges.map(({ to }) => to));
        for (const { step, from } of flow.nodes) if (from) expect(shown.has(step) && from === step).toBe(false);
      }),
    );
  });

  it('is an SVG with a link for every step, its words escaped', () => {
    const picture = flowPicture(layOut([node('a'), node('b')], [edge('a', 'b')], 'a'), 'A & B').toString();
    expect(picture).toContain('href="#step-a"');
    expect(picture).toContain('href="#step-b"');
    expect(picture).toContain('Words of &lt;a&gt;');
    expect(picture).toContain('A &amp; B');
    expect(picture).not.toMatch(/https?:(?!\/\/www\.w3\.org)/);
  });
});

describe('the difference of two texts', () => {
  it('is told word by word', () => {
    const parts = wordDiff('Call your doctor now.', 'Call a nurse or your doctor.');
    expect(parts.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'same: Call ',
      'new: a nurse or ',
      'same: your ',
      'gone: doctor now.',
      'new: doctor.',
    ]);
  });

  it('holds both texts whole', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'dd', 'e.'), { maxLength: 30 }).map((list) => list.join(' '));
    const plain = (text: string) => text.replace(/\s+/g, '');
    fc.assert(
      fc.property(words, words, (before, after) => {
        const parts = wordDiff(before, after);
        const without = (kind: string) => parts.filter((part) => part.kind !== kind).map(({ text }) => text);
        expect(plain(without('new').join(''))).toBe(plain(before));
        expect(plain(without('gone').join(''))).toBe(plain(after));
      }),
    );
  });
});

describe('hours', () => {
  it('are written as they stand in the data', () => {
    expect(hoursText('always')).toBe('24 hours, every day');
    expect(hoursText('unknown')).toBe('not known: their page says');
    expect(
      hoursText([
        { days: 'mon-fri', from: '09:00', to: '17:00' },
        { days: 'sat', from: '10:00', to: '12:00' },
      ]),
    ).toBe('Mon-Fri 09:00-17:00; Sat 10:00-12:00');
  });
});
