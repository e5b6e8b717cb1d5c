import { describe, expect, it } from 'vitest';
import {
  composeClosing,
  composeExecutionCloser,
} from '../../../../functions/composition/closing.ts';
import { composeCommandWork } from '../../../../functions/composition/command-work.ts';
import { composeStorage } from '../../../../functions/composition/storage.ts';
import { composeSweeper } from '../../../../functions/composition/sweeper.ts';
import { composeTaskAdopter } from '../../../../functions/composition/task-adopter.ts';
import {
  composeAnnouncingVideoWork,
  composeSubmitWork,
  composeVideoWork,
} from '../../../../functions/composition/video-work.ts';
import { composeVisionCreator } from '../../../../functions/composition/vision-creator.ts';
import { composeVisionWork } from '../../../../functions/composition/vision-work.ts';
import {
  composeWebhookSecrets,
  composeWebhookWork,
} from '../../../../functions/composition/webhook-work.ts';
import { systemClock, type World } from '../../../../shared/runtime/world.ts';

/** Every client takes its options from the world once. */
function countClients(compose: (world: World) => unknown): number {
  let clients = 0;
  compose({
    environment: {
      MEDIA_BUCKET: 'media',
      PROVIDER_BASE_URL: 'https://provider.example',
      PROVIDER_SECRET_ARN: 'arn:key',
      EVENT_BUS_NAME: 'bus',
      WEBHOOK_MACHINE_ARN: 'arn:machine',
      WEBHOOK_SECRET_ARN: 'arn:webhooks',
    },
    clock: systemClock,
    fetch,
    get aws() {
      clients += 1;
      return { region: 'eu-central-1' };
    },
    log: () => {},
  });
  return clients;
}

describe('the composition of a function', () => {
  it.each([
    [composeStorage, ['S3']],
    [composeWebhookSecrets, ['Secrets Manager']],
    [composeWebhookWork, ['S3', 'Secrets Manager']],
    [composeVideoWork, ['S3', 'Secrets Manager']],
    [composeSubmitWork, ['S3', 'Secrets Manager']],
    [composeVisionWork, ['S3', 'Secrets Manager']],
    [composeVisionCreator, ['S3', 'Secrets Manager', 'Step Functions']],
    [composeClosing, ['S3', 'Step Functions', 'EventBridge']],
    [composeExecutionCloser, ['S3', 'Step Functions', 'EventBridge']],
    [composeAnnouncingVideoWork, ['S3', 'Secrets Manager', 'Step Functions', 'EventBridge']],
    [composeTaskAdopter, ['S3', 'Secrets Manager', 'Step Functions', 'EventBridge']],
    [composeCommandWork, ['S3', 'Secrets Manager', 'Step Functions', 'EventBridge']],
    [composeSweeper, ['S3', 'Secrets Manager', 'Step Functions', 'EventBridge']],
  ] as const)('%o makes one client each of %j', (compose, services) => {
    expect(countClients(compose)).toBe(services.length);
  });
});
