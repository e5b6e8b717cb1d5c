import { EventSourceParserStream } from 'eventsource-parser/stream';
import { AssetUpload } from '../../../shared/contract/asset.ts';
import { ProblemDocument } from '../../../shared/contract/problem.ts';
import { type CreateVideoRequest, VideoJob } from '../../../shared/contract/video.ts';

/** The service said no; the message is its own. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** The few calls of the HTTP API that the demo makes; nothing here knows more than a stranger would. */
export class ServiceClient {
  readonly #api: string;
  readonly #key: string;

  constructor(api: string, key: string) {
    this.#api = api;
    this.#key = key;
  }

  /** Uploads a file and returns its media value, `asset:ast_…`. */
  async upload(filename: string, content_type: string, bytes: Uint8Array<ArrayBuffer>) {
    const request = { filename, content_type, bytes: bytes.length };
    const asset = AssetUpload.parse(await this.#json('POST', '/v1/assets', request));
    const form = new FormData();
    for (const [name, value] of Object.entries(asset.upload.fields)) form.set(name, value);
    form.set('file', new Blob([bytes]), filename);
    const stored = await fetch(asset.upload.url, { method: 'POST', body: form });
    if (!stored.ok) throw new RefusedError(`the upload was refused: HTTP ${stored.status}`);
    return `asset:${asset.id}`;
  }

  /** The pieces of an answer as they come. */
  async *ask(image: string, prompt: string): AsyncGenerator<{ kind: string; text: string }> {
    const body = { image, prompt, stream: true };
    const response = await this.#send('POST', '/v1/vision/analyze', body);
    const events = response.body
      ?.pipeThrough(
        new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>,
      )
      .pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events ?? []) {
      if (event === 'error') throw new RefusedError(ProblemDocument.parse(JSON.parse(data)).detail);
      const { delta } = JSON.parse(data) as { delta?: string };
      if (event && delta) yield { kind: event, text: delta };
    }
  }

  async createVideo(request: CreateVideoRequest): Promise<VideoJob> {
    return VideoJob.parse(await this.#json('POST', '/v1/videos', request));
  }

  async readVideo(id: string): Promise<VideoJob> {
    return VideoJob.parse(await this.#json('GET', `/v1/videos/${id}`));
  }

  /** The bytes of a finished video, by the redirect that any browser would follow. */
  async downloadVideo(id: string): Promise<Uint8Array> {
    const response = await this.#send('GET', `/v1/videos/${id}/content`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #json(method: string, path: string, body?: unknown): Promise<unknown> {
    return (await this.#send(method, path, body)).json();
  }

  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.#api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (response.ok) return response;
    const problem = ProblemDocument.safeParse(await response.json().catch(() => undefined)).data;
    throw new RefusedError(problem?.detail ?? `${method} ${path}: HTTP ${response.status}`);
  }
}
