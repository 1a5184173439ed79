import { type Html, html } from '../web/shared/html.ts';

/** A page of the review: plain HTML that needs no script and no network. */
export function pageFrame(page: {
  readonly title: string;
  readonly made: string;
  readonly body: Html;
  readonly home?: boolean;
}): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title><link rel="stylesheet" href="review.css"></head>
<body><nav>${page.home ? html`<b>All topics</b>` : html`<a href="index.html">All topics</a>`} <a href="lines.html">Help lines</a> <a href="sources.html">Sources</a></nav>
<main>
${page.body}
</main>
<footer>Attune, content for review, made on ${page.made}.</footer>
</body></html>
`.toString();
}
