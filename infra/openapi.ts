import { readFileSync, writeFileSync } from 'node:fs';
import { openapiDocument } from '../shared/contract/openapi.ts';

const file = new URL('../shared/contract/openapi.json', import.meta.url);
const usage = `Usage: npm run openapi [-- --check]

Writes shared/contract/openapi.json from the route table.
  --check   write nothing; exit 1 when the file differs from the routes
`;

const [option] = process.argv.slice(2);
if (option === '--help') process.stdout.write(usage);
else if (option === '--check') checkDocument();
else if (option === undefined) writeFileSync(file, generated());
else {
  process.stderr.write(`Unknown option ${option}.\n\n${usage}`);
  process.exitCode = 2;
}

function generated(): string {
  return `${JSON.stringify(openapiDocument(), null, 2)}\n`;
}

function checkDocument(): void {
  if (readFileSync(file, 'utf8') === generated()) return;
  process.stderr.write(
    'shared/contract/openapi.json is stale: run `npm run openapi` and commit it.\n',
  );
  process.exitCode = 1;
}
