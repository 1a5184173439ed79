import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { FakeTeams } from './fakeTeams.ts';

/** Writes a hospital's file whose desk is this channel of Teams, always on duty. Returns its path, for SITE. */
export function writeDeskSite(folder: string, desk: Pick<FakeTeams, 'channel'> & { readonly url: string }): string {
  const file = join(folder, 'site.yaml');
  const site = {
    name: { en: 'A hospital', es: 'Un hospital' },
    country: 'us',
    desk: {
      kind: 'teams',
      staff: { en: 'our baby nurses', es: 'nuestro equipo de enfermería' },
      duty: 'always',
      answerWithin: 10,
      callBack: true,
      channel: desk.channel,
      serviceUrl: desk.url,
    },
  };
  writeFileSync(file, stringify(site));
  return file;
}
