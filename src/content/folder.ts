import { fileURLToPath } from 'node:url';

/** Where the words and the utterances are. */
export const CONTENT_FOLDER = fileURLToPath(new URL('../../content', import.meta.url));
