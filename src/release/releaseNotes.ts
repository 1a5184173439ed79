/**
 * One version's part of CHANGELOG.md, without its own heading; `version` is such as `0.2.0` or `Unreleased`. Throws when
 * there is no such part, or none of its headings is "Content": a clinician looks there, even for "Nothing changed".
 */
export function releaseNotes(changelog: string, version: string): string {
  const parts = changelog.split(/^## \[?/m).slice(1);
  const names = parts.map((part) => /^[^\]\s]+/.exec(part)?.[0] ?? '');
  const part = parts[names.indexOf(version)];
  if (part === undefined) throw new Error(`CHANGELOG.md: has no version ${version}. It has ${names.join(', ')}.`);
  if (!/^### Content$/m.test(part)) {
    throw new Error(
      `CHANGELOG.md: ${version}: has no heading "### Content". Say there what parents read now, or "Nothing changed".`,
    );
  }
  return part.slice(part.indexOf('\n')).trim();
}
