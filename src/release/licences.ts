import { z } from 'zod';

/** docs/licences.yaml: what may be shipped, and what was looked up by hand. */
export const licenceRulesSchema = z.strictObject({
  allowed: z.array(z.string()),
  lookedUp: z.record(z.string(), z.strictObject({ licence: z.string(), proof: z.string() })),
  alsoShipped: z.array(
    z.strictObject({ name: z.string(), version: z.string(), licence: z.string(), where: z.string() }),
  ),
});
export type LicenceRules = z.infer<typeof licenceRulesSchema>;

/** package-lock.json, as far as licences go. */
export const lockfileSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), dev: z.boolean().optional(), license: z.string().optional() }),
  ),
});
export type Lockfile = z.infer<typeof lockfileSchema>;

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, or undefined when nobody has said. */
  readonly licence: string | undefined;
}

/** The packages of `npm ci --omit=dev` on every platform, each version once, by name. */
export function shippedPackages({ packages }: Lockfile, { lookedUp }: LicenceRules): ShippedPackage[] {
  const shipped = new Map<string, ShippedPackage>();
  for (const [path, { version = '', dev, license }] of Object.entries(packages)) {
    if (path === '' || dev) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const key = `${name}@${version}`;
    shipped.set(key, { name, version, licence: license ?? lookedUp[key]?.licence });
  }
  return [...shipped.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** What must be settled before these packages may be shipped, a line each. */
export function licenceProblems(shipped: readonly ShippedPackage[], { allowed, lookedUp }: LicenceRules): string[] {
  const problems = shipped.flatMap(({ name, version, licence }) => {
    if (licence === undefined) {
      return `${name}@${version} has no licence in package-lock.json: read its files and add it to lookedUp in docs/licences.yaml, or remove it`;
    }
    return isAllowed(licence, allowed)
      ? []
      : `${name}@${version} has the licence ${licence}: remove it, or have it examined and add it to allowed in docs/licences.yaml`;
  });
  const there = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  const gone = Object.keys(lookedUp).filter((key) => !there.has(key));
  return [...problems, ...gone.map((key) => `docs/licences.yaml: lookedUp.${key}: is not shipped any more: remove it`)];
}

/** One licence of a choice is enough; of several that hold together, all must be allowed. Nested choices are refused. */
function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const plain = expression.replace(/^\(([^()]*)\)$/, '$1');
  if (/[()]/.test(plain)) return false;
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((licence) => allowed.includes(licence)));
}

/** docs/licences.md. */
export function licencesPage(shipped: readonly ShippedPackage[], { alsoShipped }: LicenceRules): string {
  const counts = Map.groupBy(shipped, ({ licence }) => licence ?? 'unknown');
  const byCount = [...counts].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return `# Licences of what is shipped

Attune itself: MIT ([LICENSE](../LICENSE)). Made from \`package-lock.json\` and \`docs/licences.yaml\` with
\`npm run licences\`: change it there. \`npm run check\` fails on a licence that is not allowed or not known. The texts are in
the packages, in \`node_modules\`; \`npm run sbom\` lists the same packages for machines.

| Licence | Packages |
|---|---|
${byCount.map(([licence, { length }]) => `| ${licence} | ${length} |`).join('\n')}

## Not from npm, or part of our files

| What | Version | Licence | Where |
|---|---|---|---|
${alsoShipped.map(({ name, version, licence, where }) => `| ${name} | ${version} | ${licence} | ${where} |`).join('\n')}

## Packages

| Package | Version | Licence |
|---|---|---|
${shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence ?? 'unknown'} |`).join('\n')}
`;
}
