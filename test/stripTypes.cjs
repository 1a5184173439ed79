// Lets jest read TypeScript in the way Node.js itself does: types become blanks, so lines and columns stay.
const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, file, options) =>
    createHash('sha1').update(process.version).update(source).update(file).update(options.configString).digest('hex'),
};
