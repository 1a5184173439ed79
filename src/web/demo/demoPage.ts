import type { Request, Response } from 'restify';
import type { Config } from '../../config.ts';
import { contentSecurityPolicy } from '../../securityHeaders.ts';
import { sendPage } from '../assets.ts';
import { languageOf } from '../pageSettings.ts';
import { html } from '../shared/html.ts';
import type { WebFiles } from '../webFiles.ts';

/** A page such as a hospital has, with the one line that puts the chat on it. For trying it out: GET /demo?lang=es. */
export class DemoPage {
  readonly #config: Config;
  readonly #files: WebFiles;

  constructor(parts: { readonly config: Config; readonly files: WebFiles }) {
    this.#config = parts.config;
    this.#files = parts.files;
  }

  async page(req: Request, res: Response): Promise<void> {
    const query = new URLSearchParams(req.getQuery());
    const language = languageOf(query.get('lang')) ?? 'en';
    const position = query.get('position') === 'left' ? 'left' : 'right';
    const [style = '', icon = ''] = await Promise.all(
      ['demo.css', 'icon.svg'].map((file) => this.#files.address(file)),
    );
    const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Maternity and newborn care - Riverbend Hospital (example)</title>
<link rel="stylesheet" href="${style}">
<link rel="icon" href="${icon}" type="image/svg+xml">
</head>
<body>
<header><p>Riverbend Hospital <small>An example page: this hospital does not exist</small></p></header>
<nav aria-label="Main"><ul>
<li><a href="#visit">Your visit</a></li>
<li><a href="#departments">Departments</a></li>
<li><a href="#family" aria-current="page">Maternity and newborn care</a></li>
<li><a href="#contact">Contact</a></li>
</ul></nav>
<main>
<h1 id="family">Maternity and newborn care</h1>
<p>Our midwives, nurses and doctors look after you and your baby before, during and after birth. You can talk to us at
any stage, also weeks or months after you have gone home.</p>
<div class="columns">
<section class="card"><h2>The first weeks at home</h2><p>Crying, broken nights and mixed feelings are part of many first
weeks. Our chat can go through it with you at any hour. It is a program, not a person.</p>
<p><a href="/chat?lang=${language}">Open the chat as a page of its own</a></p></section>
<section class="card"><h2>Parents' room</h2><p>Meet other parents with a nurse, over tea. Babies, brothers and sisters
are welcome. You need not book.</p></section>
<section class="card"><h2>Newborn unit</h2><p>If your baby is with us on the newborn unit, you can be there day and
night. Ask at the desk for a bed in the family rooms.</p></section>
</div>
<h2 id="visit">Visiting times</h2>
<table>
<thead><tr><th scope="col">Ward</th><th scope="col">Parents</th><th scope="col">Other visitors</th></tr></thead>
<tbody>
<tr><th scope="row">Maternity ward</th><td>At any time</td><td>14:00 to 19:00</td></tr>
<tr><th scope="row">Newborn unit</th><td>At any time</td><td>15:00 to 17:00, two at a time</td></tr>
</tbody>
</table>
<h2 id="contact">Contact</h2>
<p>Main entrance: 1 River Road. Reception is open from 7:00 to 21:00.</p>
</main>
<footer><p>Riverbend Hospital is made up, to show the chat on a page like yours.</p></footer>
<script src="/embed.js" data-lang="${language}" data-position="${position}" data-color="#00529b" async></script>
</body>
</html>`;
    res.setHeader('Content-Security-Policy', demoPolicy(this.#config));
    await sendPage(req, res, page.markup);
  }
}

/** What a careful hospital would set: its own files, and the chat as a script and a frame. */
function demoPolicy(config: Config): string {
  return `${contentSecurityPolicy(config)}; frame-src 'self'`;
}
