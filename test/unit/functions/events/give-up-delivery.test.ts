import { afterAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/events/give-up-delivery.ts';
import { jobEvent } from '../../../../shared/events/job-event.ts';
import { keepWebhook } from '../../../../shared/events/webhook.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { startAnnouncingWorld } from '../../shared/events/announcing-world.ts';
import { histories, sampleRecord } from '../../shared/events/sample-record.ts';

const world = await startAnnouncingWorld();
afterAll(() => world.close());

describe('GiveUpDelivery', () => {
  it('leaves a dead letter of a delivery that was stopped', async () => {
    const { store, records } = world.work;
    const record = sampleRecord(histories.failed);
    const { owner, id } = record;
    await records.create(record);
    await keepWebhook(world.work, record, 'https://hooks.example.com/secret-path');
    const event = jobEvent(record, { name: 'failed', at: record.created_at }, { id });
    const input = JSON.stringify({ owner, id, event });
    await createHandler(world.functionWorld)({ detail: { status: 'ABORTED', input } });
    const letter = await store.readJson(keys.deadLetter('webhooks', event.id));
    expect(letter?.value).toMatchObject({ event, error: { name: 'Delivery.ABORTED' } });
  });
});
