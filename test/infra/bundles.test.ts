import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../../infra/local/wire/listen.ts';
import { mostKilobytes, readBundles } from '../bench/bundles.ts';
import { createProxyEvent } from '../support/fake-gateway.ts';
import { functionsByName } from '../support/templates.ts';

describe('the bundle of a function', () => {
  const bundles = readBundles([...functionsByName.values()]);
  it.each(bundles)(`$id starts with at most ${mostKilobytes} KB`, ({ kilobytes }) => {
    expect(kilobytes).toBeLessThanOrEqual(mostKilobytes);
  });

  it.each(bundles)('$id has at most $mostKilobytesInAll KB', (bundle) => {
    expect(bundle.kilobytesInAll).toBeLessThanOrEqual(bundle.mostKilobytesInAll);
  });

  it('has the parts that it imports late beside it, and no others', () => {
    const partsBeside = (name: string) =>
      readdirSync(functionsByName.get(name)?.directory ?? '').toSorted();
    const [validator, reader] = ['compile-schema.mjs', 'inspect-tracks.mjs'];
    expect(partsBeside('AnalyzeVision')).toEqual([validator, 'index.mjs', reader]);
    expect(partsBeside('CreateVideo')).toEqual(['index.mjs', reader]);
    expect(partsBeside('GetAsset')).toEqual(['index.mjs']);
  });
});

describe('a bundle far from node_modules', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  const asked: IncomingHttpHeaders[] = [];
  const s3 = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code></Error>');
  });
  let endpoint: string;
  beforeAll(async () => {
    endpoint = `http://127.0.0.1:${await listen(s3, 0)}`;
  });
  afterAll(async () => {
    await closeServer(s3);
    rmSync(directory, { recursive: true });
  });

  it('signs with the credentials that Lambda puts into the environment', async () => {
    const bundle = join(directory, 'index.mjs');
    copyFileSync(join(functionsByName.get('GetAsset')?.directory ?? '', 'index.mjs'), bundle);
    const event = createProxyEvent({ pathParameters: { id: 'ast_1' } });
    const program = `const { handler } = await import(${JSON.stringify(bundle)});
      console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`;
    const env = {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'planted-secret',
      AWS_SESSION_TOKEN: 'planted-token',
      AWS_ENDPOINT_URL_S3: endpoint,
      MEDIA_BUCKET: 'media',
    };
    const options = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, options, { env });
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ statusCode: 404 });
    expect(asked[0]).toMatchObject({
      authorization: expect.stringContaining('Credential=ASIAEXAMPLE/'),
      'x-amz-security-token': 'planted-token',
    });
  });
});
