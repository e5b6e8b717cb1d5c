import { EventSourceParserStream } from 'eventsource-parser/stream';
import { describe, expect, inject, it } from 'vitest';
import { Asset } from '../../shared/contract/asset.ts';
import { VisionResult } from '../../shared/contract/vision.ts';
import { photo } from '../support/media.ts';
import { firstOwner } from '../support/system.ts';

const owner = firstOwner();
const prompt = 'What is in this photo?';

type ServerEvent = { event: string | undefined; data: string };

function readEvents(text: string): Promise<ServerEvent[]> {
  const events = new Blob([text]).stream().pipeThrough(new TextDecoderStream());
  return Array.fromAsync(events.pipeThrough(new EventSourceParserStream()), ({ event, data }) => ({
    event,
    data,
  }));
}

const deltasOf = (events: readonly ServerEvent[], kind: string) =>
  events
    .filter(({ event }) => event === kind)
    .map(({ data }) => (JSON.parse(data) as { delta: string }).delta)
    .join('');

describe('an asset', () => {
  it('is pending until its file is uploaded and ready from then on', async () => {
    const bytes = photo();
    const created = await owner.createAsset('rocket.jpg', 'image/jpeg', bytes.length);
    const before = Asset.parse((await owner.get(`/v1/assets/${created.id}`)).json);
    expect(before).toMatchObject({ status: 'pending', bytes: null, content_type: 'image/jpeg' });

    const uploaded = (await owner.upload('rocket.jpg', 'image/jpeg', bytes)).slice('asset:'.length);
    const after = Asset.parse((await owner.get(`/v1/assets/${uploaded}`)).json);
    expect(after).toMatchObject({ status: 'ready', bytes: bytes.length, filename: 'rocket.jpg' });
  });

  it.each([
    ['larger than announced', 'image/jpeg', new Uint8Array(11)],
    ['of another type', 'image/png', new Uint8Array(10)],
    ['empty', 'image/jpeg', new Uint8Array(0)],
  ])('takes no file that is %s', async (_, type, bytes) => {
    const { upload } = await owner.createAsset('a.jpg', 'image/jpeg', 10);
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.set(name, value);
    form.set('Content-Type', type);
    form.set('file', new Blob([bytes], { type }), 'a.jpg');
    const stored = await fetch(upload.url, { method: 'POST', body: form });
    expect([400, 403]).toContain(stored.status);
  });
});

describe('asking about an image', () => {
  it('answers in one piece', async () => {
    const image = await owner.upload('rocket.jpg', 'image/jpeg', photo());
    const reply = await owner.post('/v1/vision/analyze', { image, prompt });
    expect(reply.status).toBe(200);
    const result = VisionResult.parse(reply.json);
    expect(result).toMatchObject({
      object: 'vision.result',
      truncated: false,
      finish_reason: 'stop',
    });
    expect(result.text).not.toBe('');
    expect(result.usage?.total_tokens).toBeGreaterThan(0);
    expect(reply.headers.get('x-request-id')).toBe(result.request_id);
  });

  it('takes a data URI', async () => {
    const image = `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`;
    const reply = await owner.post('/v1/vision/analyze', { image, prompt });
    expect(reply.status).toBe(200);
    expect(VisionResult.parse(reply.json).text).not.toBe('');
  });

  it('streams deltas, then the whole result, then done', async () => {
    const image = await owner.upload('rocket.jpg', 'image/jpeg', photo());
    const reply = await owner.post('/v1/vision/analyze', { image, prompt, stream: true });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const events = await readEvents(reply.text);
    const kinds = events.map(({ event }) => event);
    expect(kinds.slice(-2)).toEqual(['result', 'done']);
    const deltas = kinds.slice(0, -2);
    expect(deltas.length).toBeGreaterThan(2);
    expect(deltas.lastIndexOf('reasoning.delta')).toBeLessThan(deltas.indexOf('text.delta'));
    const result = VisionResult.parse(JSON.parse(events.at(-2)?.data ?? ''));
    expect(deltasOf(events, 'text.delta')).toBe(result.text);
    expect(deltasOf(events, 'reasoning.delta')).toBe(result.reasoning);
  });

  it('sends the first piece long before the last', async () => {
    const { api, key } = inject('system');
    const response = await fetch(`${api}/v1/vision/analyze`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        image: `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`,
        // the twin holds the last half of the answer back; to the provider these are words
        prompt: `${prompt} [[chat:pause seconds=3]]`,
        stream: true,
      }),
    });
    expect(response.status).toBe(200);
    const pieces = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream());
    let seen = '';
    for await (const piece of pieces) {
      if (/^event: (reasoning|text)\.delta$/m.test(seen)) break;
      seen += piece;
    }
    expect(seen).toMatch(/^event: (reasoning|text)\.delta$/m);
    expect(seen).not.toMatch(/^event: (result|error|done)$/m);
  });
});
