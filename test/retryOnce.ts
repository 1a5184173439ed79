import { jest } from '@jest/globals';

// Real browsers, real databases and killed processes share two cores here: a test gets a second try, and says so.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
