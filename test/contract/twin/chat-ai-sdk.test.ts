import { createAlibaba } from '@ai-sdk/alibaba';
import { generateText, streamText } from 'ai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, startChatTwin } from './chat-twin.ts';

const picture = await sharp({
  create: { width: 64, height: 48, channels: 3, background: '#a83818' },
})
  .png()
  .toBuffer();

let twin: Awaited<ReturnType<typeof startChatTwin>>;
let alibaba: ReturnType<typeof createAlibaba>;

beforeAll(async () => {
  twin = await startChatTwin();
  alibaba = createAlibaba({ apiKey, baseURL: twin.baseURL });
});

afterAll(async () => {
  await twin.close();
});

describe('@ai-sdk/alibaba against the twin', () => {
  it('chats about a picture', async () => {
    const result = await generateText({
      model: alibaba('qwen3-vl-plus'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', data: new Uint8Array(picture), mediaType: 'image/png' },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    });
    expect(result.text).toBe(
      `A PNG image of 64×48 pixels, mostly #a83818; ${picture.byteLength} bytes. You asked: What is it?`,
    );
    expect(result.finishReason).toBe('stop');
    expect(result.usage.inputTokens).toBeGreaterThan(64);
  });

  it('streams thinking and answer', async () => {
    const result = streamText({ model: alibaba('qvq-max'), prompt: 'Why?' });
    const kinds = new Set<string>();
    for await (const part of result.fullStream) kinds.add(part.type);
    expect(kinds).toContain('reasoning-delta');
    expect(await result.text).toBe('There is nothing to look at. You asked: Why?');
  });

  it('tells errors by their status and message', async () => {
    const request = generateText({ model: alibaba('gpt-4o'), prompt: 'Hi', maxRetries: 0 });
    await expect(request).rejects.toMatchObject({
      statusCode: 404,
      message: 'The model `gpt-4o` does not exist or you do not have access to it.',
    });
  });
});
