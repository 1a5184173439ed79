import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request, Response } from 'restify';
import { sendPage } from '../web/assets.ts';
import { type Html, html } from '../web/shared/html.ts';
import type { StaffWords } from './staffWords.ts';

/** Forms to this server, its stylesheet, and nothing else: no script at all, and in no frame. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE = readFileSync(join(import.meta.dirname, 'staff.css'));

/** GET /staff/style.css */
export async function sendStyle(_req: Request, res: Response): Promise<void> {
  res.writeHead(200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300' });
  res.end(STYLE);
}

/** A page for the staff. `proof` is absent on the page of the login. */
export async function sendStaffPage(
  req: Request,
  res: Response,
  page: {
    readonly title: string;
    readonly body: Html;
    readonly words: StaffWords;
    readonly proof?: string;
    readonly status?: number;
  },
): Promise<void> {
  const { title, body, words, proof } = page;
  res.setHeader('Content-Security-Policy', POLICY);
  const markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/staff/style.css">
</head>
<body>
${proof !== undefined && html`<nav><a href="/insights">${words.toInsights}</a> <a href="/review">${words.toReview}</a><form method="post" action="/staff/leave"><input type="hidden" name="proof" value="${proof}"><button>${words.logout}</button></form></nav>`}
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.markup;
  await sendPage(req, res, markup, page.status ?? 200);
}
