import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { DirectLineCaller } from './directLineCaller.ts';
import { startTestServer, type TestServer } from './helpers.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
  readonly targets?: { expr: string; legendFormat: string }[];
}
interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { severity: string };
  readonly annotations: { summary: string; description: string };
}

const dashboard = JSON.parse(read('ops/grafana/attune.json')) as { uid: string; panels: Panel[] };
const { groups } = parse(read('ops/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);

/** PromQL's own words, which look like names of metrics. */
const LANGUAGE = /^(sum|min|max|rate|increase|by|and|or|histogram_quantile|up|job|le|outcome|instance|what|level)$/;

/** The metrics that an expression reads, each with the labels that it asks for or groups by. */
function metricsIn(expr: string): { name: string; labels: string[] }[] {
  const names = expr.replace(/\[[^\]]*\]/g, '').matchAll(/\b([a-z_][a-z0-9_]*)\b(?:\{([^}]*)\})?(?!\s*\()/g);
  const outside = expr.replace(/\{[^}]*\}/g, '');
  const grouped = [...outside.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => String(list).split(/,\s*/));
  return [...names]
    .filter(([, name]) => outside.includes(String(name)) && !LANGUAGE.test(String(name)))
    .map(([, name, filter = '']) => ({
      name: String(name),
      labels: [...[...filter.matchAll(/([a-z_]+)\s*[=!]~?"/g)].map(([, label]) => String(label)), ...grouped],
    }));
}

let server: TestServer;
let served: string;
beforeAll(async () => {
  server = await startTestServer();
  const caller = new DirectLineCaller(server.url);
  await caller.post(await caller.start(), { type: 'message', text: 'hello' });
  server.parts.metrics.due('done');
  server.parts.metrics.limited('start');
  served = await (await fetch(`${server.url}/metrics`)).text();
});
afterAll(() => server.close());

describe('the dashboard and the alerts', () => {
  it.each([...targets.map(({ expr }) => expr), ...rules.map(({ expr }) => expr)])(
    'read only what /metrics serves: %s',
    (expr) => {
      const metrics = metricsIn(expr);
      if (!/\bup\b/.test(expr)) expect(metrics.length).toBeGreaterThan(0);
      for (const { name, labels } of metrics) {
        const lines = served.split('\n').filter((line) => new RegExp(`^${name}[{ ]`).test(line));
        expect([name, lines.length > 0]).toEqual([name, true]);
        // Prometheus itself adds job and instance.
        for (const label of labels.filter((each) => each !== 'job' && each !== 'instance')) {
          expect([label, lines.some((line) => line.includes(`${label}="`))]).toEqual([label, true]);
        }
      }
    },
  );

  it('would find a metric that is not served', () => {
    expect(metricsIn('sum by (le) (rate(attune_gone_bucket{job="x",outcome="y"}[5m])) > 2')).toEqual([
      { name: 'attune_gone_bucket', labels: ['job', 'outcome', 'le'] },
    ]);
  });

  it('show every metric of our own somewhere', () => {
    const own = new Set([...served.matchAll(/^# TYPE (attune_\w+)/gm)].map(([, name]) => String(name)));
    const shown = targets.map(({ expr }) => expr).join(' ');
    expect([...own].filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('have panels that do not overlap, each with a title and ids of their own', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { title, type, targets: asked } of panels) {
      expect(title).not.toBe('');
      if (type !== 'row') expect(asked?.length).toBeGreaterThan(0);
    }
    const overlaps = (a: Panel['gridPos'], b: Panel['gridPos']) =>
      a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    const over = panels.flatMap((a, i) => panels.slice(i + 1).filter((b) => overlaps(a.gridPos, b.gridPos)));
    expect(over).toEqual([]);
  });

  it('lead to a heading of the runbook, with a severity that is known', () => {
    const headings = [...read('docs/runbook.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => String(heading));
    for (const { alert, labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels.severity);
      const place = /docs\/runbook\.md: (.+)$/.exec(annotations.description)?.[1];
      expect([alert, headings.includes(String(place))]).toEqual([alert, true]);
    }
  });
});
