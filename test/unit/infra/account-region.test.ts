import { expect, it } from 'vitest';
import { accountRegion } from '../../../infra/account-region.ts';

const variables = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-2' };

it.each([
  ['the one that is named', 'eu-north-1', variables, 'eu-north-1'],
  ['the SDK’s variable', undefined, variables, 'eu-west-1'],
  ['the CLI’s variable', undefined, { AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-2'],
  ['the profile’s', undefined, { AWS_REGION: '' }, undefined],
])('the region of a command is %s', (_, named, environment, region) => {
  expect(accountRegion(named, environment)).toBe(region);
});
