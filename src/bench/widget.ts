import { type Browser, chromium, type Page } from 'playwright-core';

/** A phone as the measurements of web pages imagine it. */
export interface Profile {
  readonly name: string;
  /** How many times slower than this machine. */
  readonly slower: number;
  /** Bits a second and milliseconds there and back; absent: the network of this machine. */
  readonly network?: { readonly bits: number; readonly roundTrip: number };
}

/** What a page is, and when a parent can use it. */
export interface Subject {
  readonly name: string;
  readonly path: string;
  /** What is not measured: the page around the chat, before its button is pressed. */
  readonly before?: (page: Page) => Promise<void>;
  /** Returns when the first words are shown and a message can be sent. */
  usable(page: Page): Promise<void>;
}

export interface WidgetFigures {
  /** Milliseconds from the start of the navigation, or from the press of the button. */
  readonly usable: number;
  /** Bytes as they came over the network. */
  readonly transferred: number;
  /** Bytes of the scripts' memory. */
  readonly heap: number;
}

export const PROFILES: readonly Profile[] = [
  { name: 'this machine', slower: 1 },
  { name: 'CPU 4x slower', slower: 4 },
  { name: 'CPU 4x slower, slow 4G', slower: 4, network: { bits: 1_600_000, roundTrip: 150 } },
];

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'chat',
    path: '/chat',
    usable: async (page) => {
      await page.waitForSelector('html[data-ready] .action');
    },
  },
  {
    name: 'in a frame',
    path: '/demo',
    before: (page) => page.getByRole('button', { name: 'Chat' }).waitFor(),
    usable: async (page) => {
      await page.getByRole('button', { name: 'Chat' }).click();
      await page.frameLocator('iframe').locator('html[data-ready] .action').first().waitFor();
    },
  },
  {
    name: 'Web Chat',
    path: '/dev/webchat',
    usable: async (page) => {
      await page.waitForSelector('.webchat__bubble');
      await page.waitForSelector('[data-id="webchat-sendbox-input"]');
    },
  },
];

export function openChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** The median visit of `runs`, each by somebody who was never there. */
export async function measureWidget(
  browser: Browser,
  server: string,
  subject: Subject,
  profile: Profile,
  runs: number,
): Promise<WidgetFigures> {
  const visits: WidgetFigures[] = [];
  for (let run = 0; run < runs; run += 1) visits.push(await visit(browser, server, subject, profile));
  const sorted = visits.sort((a, b) => a.usable - b.usable);
  return sorted[Math.floor(runs / 2)] as WidgetFigures;
}

async function visit(browser: Browser, server: string, subject: Subject, profile: Profile): Promise<WidgetFigures> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  let transferred = 0;
  devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    transferred += encodedDataLength;
  });
  await devTools.send('Network.enable');
  await devTools.send('Performance.enable');
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: profile.slower });
  if (profile.network) {
    const { bits, roundTrip } = profile.network;
    const throughput = bits / 8;
    await devTools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: roundTrip,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
  }
  let started = performance.now();
  await page.goto(server + subject.path, { waitUntil: 'commit' });
  if (subject.before) {
    await subject.before(page);
    started = performance.now();
  }
  await subject.usable(page);
  const usable = performance.now() - started;
  const { metrics } = await devTools.send('Performance.getMetrics');
  const heap = metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? 0;
  await context.close();
  return { usable, transferred, heap };
}
