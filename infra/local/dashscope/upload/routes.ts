import { createRateLimiter } from '../core/rate-limiter.ts';
import type { Clock, Route } from '../route.ts';
import { givePolicy } from './give-policy.ts';
import { takeForm } from './take-form.ts';
import { bucket, type UploadGrants } from './upload-policy.ts';
import { type AccountOf, oneAccount, type UploadStore } from './upload-store.ts';

export type UploadOptions = {
  readonly clock: Clock;
  readonly store: UploadStore;
  readonly accountOf?: AccountOf;
};

/** The two steps of a temporary upload: the policy, and the form that OSS takes (dashscope-api §6). */
export function createUploadRoutes({
  clock,
  store,
  accountOf = oneAccount,
}: UploadOptions): Route[] {
  const grants: UploadGrants = new Map();
  const limiter = createRateLimiter(clock);
  return [
    {
      method: 'GET',
      path: '/api/v1/uploads',
      dialect: 'native',
      handle: (call) => givePolicy(call, { clock, grants, limiter, accountOf }),
    },
    {
      method: 'POST',
      path: `/${bucket}`,
      dialect: 'oss',
      handle: (call) => takeForm(call, { clock, grants, store }),
    },
  ];
}
