import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { configSchema, readConfig } from '../src/config.ts';
import { startEchoServer } from './helpers.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'ops', 'kubernetes');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const files = readdirSync(FOLDER).filter((file) => file !== 'kustomization.yaml');
// biome-ignore lint/suspicious/noExplicitAny: the shapes are checked below, against the types of Kubernetes
const objects: any[] = files.map((file) => parse(readFileSync(join(FOLDER, file), 'utf8')));
const the = (kind: string) => objects.find((object) => object.kind === kind);
const kustomization = parse(readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8'));

const deployment = the('Deployment');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'];

/** What the compiler says of an object, by the types of Kubernetes: unknown fields, wrong types, missing ones. */
function problemsOf(given: object[]): string[] {
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'manifests-'));
  const file = join(folder, 'manifests.ts');
  const typed = (given as { apiVersion: string; kind: string }[]).map(
    (object, i) =>
      `import type { I${object.kind} as Kind${i} } from 'kubernetes-models/${object.apiVersion}';\n` +
      `export const object${i}: Kind${i} = ${JSON.stringify(object)};`,
  );
  writeFileSync(file, typed.join('\n'));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--types',
    'node',
  ];
  const { stdout } = spawnSync(process.execPath, [compiler, ...options, file], { cwd: ROOT, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return stdout.split('\n').filter((line) => line.includes('error'));
}

describe('the Kubernetes manifests', () => {
  it('are what Kubernetes understands', () => {
    expect(problemsOf(objects)).toEqual([]);
    const broken = structuredClone(deployment);
    broken.spec.template.spec.containers[0].readyProbe = {};
    expect(problemsOf([broken]).join()).toContain('\'"readyProbe"\' does not exist');
  });

  it('are all applied together', () => {
    expect([...kustomization.resources].sort()).toEqual([...files].sort());
    expect(kustomization.images[0].name).toBe(container.image);
    expect(kustomization.images[0].newTag).toBe(JSON.parse(read('package.json')).version);
  });

  it('name each other by labels and names that are there', () => {
    const { labels } = deployment.spec.template.metadata;
    const selectors = [
      deployment.spec.selector.matchLabels,
      the('Service').spec.selector,
      the('PodDisruptionBudget').spec.selector.matchLabels,
      the('NetworkPolicy').spec.podSelector.matchLabels,
      pod.topologySpreadConstraints[0].labelSelector.matchLabels,
    ];
    for (const selector of selectors) expect(labels).toMatchObject(selector);
    expect(the('HorizontalPodAutoscaler').spec.scaleTargetRef.name).toBe(deployment.metadata.name);
    expect(container.envFrom[0].configMapRef.name).toBe(the('ConfigMap').metadata.name);
    const { backend } = the('Ingress').spec.rules[0].http.paths[0];
    expect(backend.service.name).toBe(the('Service').metadata.name);
    expect(backend.service.port.name).toBe(the('Service').spec.ports[0].name);
  });

  it('reach the port of the server', () => {
    const { PORT } = readConfig({});
    expect(container.ports).toEqual([{ name: 'http', containerPort: PORT }]);
    expect(the('Service').spec.ports[0].targetPort).toBe('http');
    expect(the('NetworkPolicy').spec.ingress[0].ports[0].port).toBe(PORT);
  });

  it('probe what the server answers', async () => {
    const server = await startEchoServer();
    try {
      for (const probe of PROBES) {
        const { path, port } = container[probe].httpGet;
        expect([probe, port, (await fetch(server.url + path)).status]).toEqual([probe, 'http', 200]);
      }
    } finally {
      await server.close();
    }
  });

  it('never restart a server because its database is away', () => {
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
  });

  it('give settings that the server takes', () => {
    const given = { ...the('ConfigMap').data };
    for (const { name } of container.env) given[name] = '';
    const known = Object.keys(configSchema.shape).flatMap((name) => [name, `${name}_FILE`]);
    expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
    expect(() => readConfig(given)).not.toThrow();
  });

  it('mount the secrets where the settings look for them, with the names that compose has', () => {
    const secrets = container.env.map(({ value }: { value: string }) => value.replace('/secrets/', ''));
    expect(secrets).toEqual(parse(read('compose.yaml')).services.attune.secrets);
    expect(container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/secrets',
      '/data',
    ]);
    expect(pod.volumes.map(({ name }: { name: string }) => name)).toEqual(['secrets', 'data']);
  });

  it('let a pod neither be root, nor write, nor gain rights', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  it('keep a server answering through an update and a drained node', () => {
    const { minReplicas } = the('HorizontalPodAutoscaler').spec;
    expect(deployment.spec.replicas).toBe(minReplicas);
    expect(the('PodDisruptionBudget').spec.minAvailable).toBeLessThan(minReplicas);
    expect(deployment.spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    const wait = Number(container.lifecycle.preStop.exec.command.at(-1));
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(wait + 10);
  });
});

describe('docs/deploy.md', () => {
  const text = read('docs/deploy.md');

  it('makes every secret that the files ask for', () => {
    for (const name of Object.keys(parse(read('compose.yaml')).secrets)) expect(text).toContain(`> secrets/${name}`);
    for (const { value } of container.env)
      expect(text).toContain(`--from-file=${value.replace('/secrets/', 'secrets/')}`);
  });

  it('names settings that there are', () => {
    const named = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)].map(([, name]) => String(name));
    const known = Object.keys(configSchema.shape).flatMap((name) => [name, `${name}_FILE`]);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });
});
