import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexPage } from './indexPage.ts';
import { linesPage } from './linesPage.ts';
import { type ReviewInput, reviewTopic } from './reviewTopic.ts';
import { sourcesPage } from './sourcesPage.ts';
import { topicPage } from './topicPage.ts';

/** Writes the review as a folder of pages; pages of an earlier one are removed. Returns the names of the files. */
export function writeReview(folder: string, input: ReviewInput, made: string): string[] {
  const { checked } = input;
  const topics = [...checked.content.topics].map(([name, topic]) => reviewTopic(name, topic, input));
  const pages: [string, string][] = [
    ['index.html', indexPage(topics, checked, made)],
    ['lines.html', linesPage(checked, made)],
    ['sources.html', sourcesPage(checked, made)],
    ...topics.map((review): [string, string] => [`${review.name}.html`, topicPage(review, checked, made)]),
  ];
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder).filter((file) => file.endsWith('.html'))) rmSync(join(folder, old));
  for (const [file, page] of pages) writeFileSync(join(folder, file), page);
  copyFileSync(join(import.meta.dirname, 'review.css'), join(folder, 'review.css'));
  return pages.map(([file]) => file);
}
