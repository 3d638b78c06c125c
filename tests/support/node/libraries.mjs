// npm's libraries, from where the tests have them: TIMESHEET_NODE_MODULES.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const libraries =
  process.env.TIMESHEET_NODE_MODULES ?? join(here, '../../../build/node/node_modules');
export const require = createRequire(join(libraries, 'here.js'));
