import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { WebhookWork } from '../../shared/events/deliver-webhook.ts';
import { createPostWebhook } from '../../shared/events/post-webhook.ts';
import { WebhookSecrets } from '../../shared/events/webhook-secrets.ts';
import {
  GuardEnvironment,
  readEnvironment,
  WebhookEnvironment,
} from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';
import { composeStorage } from './storage.ts';

/** Every owner's webhook secret. */
export function composeWebhookSecrets(world: World): WebhookSecrets {
  const { WEBHOOK_SECRET_ARN } = readEnvironment(WebhookEnvironment, world.environment);
  return new WebhookSecrets(new SecretsManagerClient(world.aws), WEBHOOK_SECRET_ARN, world.clock);
}

/** What delivering webhooks works with. */
export function composeWebhookWork(world: World): WebhookWork {
  const { TRUSTED_ORIGINS: trustedOrigins } = readEnvironment(GuardEnvironment, world.environment);
  const post = createPostWebhook({ trustedOrigins, fetch: world.fetch });
  return { ...composeStorage(world), secrets: composeWebhookSecrets(world), post };
}
