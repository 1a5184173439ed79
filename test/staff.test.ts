import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { insightsCsv } from '../src/staff/insightsPage.ts';
import { StaffDoor } from '../src/staff/staffDoor.ts';
import { startTestServer, type TestServer } from './helpers.ts';

jest.setTimeout(60_000);
const TOKEN = 'a long enough token';
let server: TestServer;
afterEach(() => server?.close());

const start = async (settings: Record<string, string> = { INSIGHTS_TOKEN: TOKEN }) => {
  server = await startTestServer(settings);
};
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: 'manual' });
const post = (path: string, fields: Record<string, string>, cookie = '') =>
  fetch(server.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    body: new URLSearchParams(fields).toString(),
  });
async function logIn(): Promise<string> {
  const answer = await post('/staff?to=/review', { token: TOKEN });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/review']);
  return String(answer.headers.get('set-cookie')).split(';')[0] ?? '';
}
const proofIn = (page: string) => /name="proof" value="([^"]+)"/.exec(page)?.[1] ?? '';

describe('the way to the staff pages', () => {
  it('leads by the token, which a cookie remembers that no script and no other site can use', async () => {
    await start();
    for (const path of ['/insights', '/insights.csv', '/review']) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        `/staff?to=${encodeURIComponent(path === '/review' ? path : '/insights')}`,
      ]);
    }
    expect(await (await get('/staff')).text()).toContain('type="password"');
    const wrong = await post('/staff', { token: 'another long token' });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null]);
    const right = await post('/staff', { token: TOKEN });
    expect(right.headers.get('set-cookie')).toMatch(
      /^staff=\d+\.[\w-]+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/,
    );
    const cookie = await logIn();
    for (const path of ['/insights', '/insights.csv', '/review'])
      expect((await get(path, { cookie })).status).toBe(200);
  });

  it('is shut to cookies that were changed, are too old, or are of another token', async () => {
    await start();
    const cookie = await logIn();
    const [ends, signature] = cookie.slice('staff='.length).split('.');
    for (const forged of [`${Number(ends) + 1}.${signature}`, `${ends}.`, `${ends}`, `${ends}.${'A'.repeat(43)}`]) {
      expect((await get('/insights', { cookie: `staff=${forged}` })).status).toBe(303);
    }
    const request = { headers: { cookie }, socket: {} } as never;
    const { limits, metrics } = server.parts;
    const door = (token: string, now: number) =>
      new StaffDoor({ config: { INSIGHTS_TOKEN: token, PUBLIC_URL: undefined }, limits, metrics }, () => now);
    expect(door(TOKEN, Date.now()).mayEnter(request)).toBe(true);
    expect(door(TOKEN, Date.now() + 8 * 3_600_000 + 1000).mayEnter(request)).toBe(false);
    expect(door('another long token', Date.now()).mayEnter(request)).toBe(false);
  });

  it('is shut for a while to who guesses, also with the right token', async () => {
    await start();
    for (let guess = 0; guess < 5; guess += 1) await post('/staff', { token: `guess ${guess} of a token` });
    expect((await post('/staff', { token: TOKEN })).status).toBe(429);
  });

  it('leads only to pages of ours', async () => {
    await start();
    for (const to of ['https://evil.example', '//evil.example', '/chat', '/review/../x']) {
      const answer = await post(`/staff?to=${encodeURIComponent(to)}`, { token: TOKEN });
      expect(answer.headers.get('location')).toBe('/insights');
    }
  });

  it('is open without a token to this machine only', async () => {
    await start({});
    expect((await get('/insights')).status).toBe(200);
    for (const header of ['x-forwarded-for', 'forwarded', 'via']) {
      expect((await get('/review', { [header]: '203.0.113.1' })).status).toBe(403);
    }
    expect((await post('/staff', { token: '' })).status).toBe(403);
  });

  it('ends with the log out, whose form must be ours', async () => {
    await start();
    const cookie = await logIn();
    expect((await post('/staff/leave', { proof: 'forged' }, cookie)).status).toBe(403);
    const proof = proofIn(await (await get('/insights', { cookie })).text());
    const answer = await post('/staff/leave', { proof }, cookie);
    expect(answer.headers.get('set-cookie')).toMatch(/^staff=; .*Max-Age=0/);
  });
});

describe('/insights', () => {
  it('has no script, no other origin, and a table beside each chart', async () => {
    await start({});
    const hour = Math.floor(Date.now() / 3_600_000) - 48;
    await server.parts.store.counts.add([
      { hour, name: 'conversation', key: 'all', n: 42 },
      { hour, name: 'language', key: 'en', n: 40 },
      { hour, name: 'language', key: 'es', n: 2 },
      { hour, name: 'device', key: 'phone', n: 42 },
      { hour, name: 'helpLine', key: 'us-988', n: 17 },
    ]);
    const answer = await get('/insights?days=7');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|unsafe|https?:/);
    const page = await answer.text();
    expect(page).not.toMatch(/<script|style=|https?:\/\//);
    expect(page.match(/<svg /g)?.length).toBe(page.match(/<table>/g)?.length);
    expect(page).toContain('<th scope="row">988 Suicide &amp; Crisis Lifeline</th><td>15</td>');
    expect(page).toContain('<th scope="row">Spanish</th><td>hidden</td>');
    expect(page).toContain('<dd>40</dd>');
    expect((await get('/staff/style.css')).headers.get('content-type')).toMatch(/^text\/css/);
  });

  it('gives the same figures as a file', async () => {
    await start({});
    const hour = Math.floor(Date.now() / 3_600_000) - 48;
    await server.parts.store.counts.add([
      { hour, name: 'route', key: 'crying', n: 23 },
      { hour, name: 'understanding', key: 'understood', n: 60 },
      { hour, name: 'message', key: 'typed', n: 60 },
    ]);
    const answer = await get('/insights.csv?days=28');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="attune-[\d-]+\.csv"$/);
    const lines = (await answer.text()).split('\r\n');
    expect(lines[0]).toBe('table,key,name,count');
    expect(lines).toContain('routes,crying,crying,20');
    expect(lines).toContain('routes,bonding,bonding,');
  });

  it('writes no formula into the file', () => {
    const tables = new Map([['helpLines', [{ key: '=1+1', shown: 5 }]]]) as never;
    const csv = insightsCsv({ tables } as never, { keys: {} } as never, new Map([['=1+1', '@SUM("x",1)']]));
    expect(csv.split('\r\n')[1]).toBe(`helpLines,'=1+1,"'@SUM(""x"",1)",5`);
  });
});
