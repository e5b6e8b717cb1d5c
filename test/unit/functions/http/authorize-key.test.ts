import { describe, expect, it } from 'vitest';
import { handler } from '../../../../functions/http/authorize-key.ts';

const key = 'qm_acme_0000000000000000000000000000';
const methodArn = 'arn:aws:execute-api:eu-central-1:000000000000:abc/api/GET/v1/videos/vid_1';
const authorize = (authorizationToken: string) =>
  handler({ type: 'TOKEN', methodArn, authorizationToken });

describe('authorizeKey', () => {
  it.each([`Bearer ${key}`, `bearer  ${key}`, key])('reads the owner of %s', async (token) => {
    expect(await authorize(token)).toMatchObject({
      ...{ principalId: 'acme', context: { owner: 'acme' }, usageIdentifierKey: key },
    });
  });

  it('allows the whole stage, because the answer is cached for every method', async () => {
    const { policyDocument } = await authorize(`Bearer ${key}`);
    expect(policyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: 'arn:aws:execute-api:eu-central-1:000000000000:abc/api/*',
      },
    ]);
  });

  it.each(['', 'Bearer ', 'Bearer qm_acme_short', 'Basic YTpi', 'Bearer sk-0123456789'])(
    'answers %j with the word that becomes 401',
    async (token) => {
      await expect(authorize(token)).rejects.toThrow(/^Unauthorized$/);
    },
  );
});
