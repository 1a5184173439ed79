import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type LicenceRules, licenceProblems, lockfileSchema, shippedPackages } from '../src/release/licences.ts';
import { releaseNotes } from '../src/release/releaseNotes.ts';

const ROOT = join(import.meta.dirname, '..');
const rules: LicenceRules = { allowed: ['MIT', 'ISC'], lookedUp: {}, alsoShipped: [] };
const lockfile = (packages: Record<string, object>) => lockfileSchema.parse({ packages });
/** What is said of one package with this licence. */
const saidOf = (license: string | undefined, given: Partial<LicenceRules> = {}) => {
  const all = { ...rules, ...given };
  return licenceProblems(shippedPackages(lockfile({ 'node_modules/a': { version: '1.0.0', license } }), all), all);
};

describe('licences', () => {
  it('are those of what is shipped: no development tool, each version once, at any depth', () => {
    const shipped = shippedPackages(
      lockfile({
        '': { version: '0.1.0', license: 'none' },
        'node_modules/tool': { version: '1.0.0', dev: true, license: 'GPL-3.0' },
        'node_modules/@b/c': { version: '2.0.0', license: 'ISC' },
        'node_modules/a/node_modules/@b/c': { version: '1.0.0', license: 'MIT' },
        'node_modules/d/node_modules/@b/c': { version: '1.0.0', license: 'MIT' },
      }),
      rules,
    );
    expect(shipped.map(({ name, version }) => `${name}@${version}`)).toEqual(['@b/c@1.0.0', '@b/c@2.0.0']);
  });

  it('must be known and allowed', () => {
    expect(saidOf('MIT')).toEqual([]);
    expect(saidOf('GPL-3.0')[0]).toContain('a@1.0.0 has the licence GPL-3.0: remove it');
    expect(saidOf(undefined)[0]).toContain('a@1.0.0 has no licence in package-lock.json');
    expect(saidOf('SEE LICENSE IN terms.txt')).toHaveLength(1);
  });

  it('may be one of a choice, but all of those that hold together', () => {
    expect(saidOf('(GPL-3.0 OR MIT)')).toEqual([]);
    expect(saidOf('MIT AND ISC')).toEqual([]);
    expect(saidOf('MIT AND GPL-3.0')).toHaveLength(1);
    expect(saidOf('(MIT OR ISC) AND (GPL-3.0 OR AGPL-3.0)')).toHaveLength(1);
  });

  it('that were looked up hold for one version, and go with the package', () => {
    const lookedUp = { 'a@1.0.0': { licence: 'MIT', proof: 'its readme' } };
    expect(saidOf(undefined, { lookedUp })).toEqual([]);
    const other = { 'a@2.0.0': { licence: 'MIT', proof: 'its readme' } };
    expect(saidOf(undefined, { lookedUp: other })).toHaveLength(2);
  });
});

describe('release notes', () => {
  const changelog = '# Changelog\n\n## [Unreleased]\n\n### Added\n- b\n\n## [0.1.0] - 2026-01-01\n\n### Content\n- a\n';

  it('are the part of one version', () => {
    expect(releaseNotes(changelog, '0.1.0')).toBe('### Content\n- a');
  });

  it('always say what changed for parents', () => {
    expect(() => releaseNotes(changelog, 'Unreleased')).toThrow('Unreleased: has no heading "### Content"');
    expect(() => releaseNotes(changelog, '1.0.0')).toThrow('has no version 1.0.0. It has Unreleased, 0.1.0.');
  });

  it('can be made of the changelog as it is', () => {
    expect(releaseNotes(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), 'Unreleased')).toContain('### Content');
  });
});
