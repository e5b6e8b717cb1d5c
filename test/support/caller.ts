import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';
import { AssetUpload } from '../../shared/contract/asset.ts';
import { ProblemDocument, problemContentType } from '../../shared/contract/problem.ts';
import { VideoJob } from '../../shared/contract/video.ts';

/** A reply as it came; `json` is parsed when there is JSON. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
};

type Call = {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One owner at the HTTP API, who knows nothing but its documents. */
export class Caller {
  readonly #api: string;
  readonly #key: string | undefined;
  readonly #repliesFile: string | undefined;

  /** @param repliesFile where every reply is kept for the search for secrets */
  constructor(options: { api: string; key?: string; repliesFile?: string }) {
    this.#api = options.api;
    this.#key = options.key;
    this.#repliesFile = options.repliesFile;
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.send('POST', path, { body });
  }

  /** Redirects are answers here, not followed. */
  async send(method: string, path: string, call: Call = {}): Promise<Reply> {
    const response = await fetch(`${this.#api}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.#key && { authorization: `Bearer ${this.#key}` }),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
    });
    const text = await response.text();
    this.#keep(`${method} ${path} ${response.status} ${text}\n`);
    const { status, headers } = response;
    const isJson = text !== '' && /json/.test(headers.get('content-type') ?? '');
    return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  /** Uploads a file as a browser would; gives its media value, `asset:ast_…`. */
  async upload(filename: string, contentType: string, bytes: Uint8Array<ArrayBuffer>) {
    const asset = await this.createAsset(filename, contentType, bytes.length);
    const form = new FormData();
    for (const [name, value] of Object.entries(asset.upload.fields)) form.set(name, value);
    form.set('file', new Blob([bytes], { type: contentType }), filename);
    const stored = await fetch(asset.upload.url, { method: 'POST', body: form });
    if (!stored.ok) throw new Error(`the upload was refused: ${await stored.text()}`);
    return `asset:${asset.id}`;
  }

  async createAsset(filename: string, content_type: string, bytes: number): Promise<AssetUpload> {
    return AssetUpload.parse(
      (await this.post('/v1/assets', { filename, content_type, bytes })).json,
    );
  }

  /** The new job of a request that must be accepted. */
  async createVideo(request: object): Promise<VideoJob> {
    const reply = await this.post('/v1/videos', request);
    if (reply.status !== 202) throw new Error(`not accepted: ${reply.text}`);
    return VideoJob.parse(reply.json);
  }

  async readVideo(id: string): Promise<VideoJob> {
    return VideoJob.parse((await this.get(`/v1/videos/${id}`)).json);
  }

  #keep(line: string): void {
    if (this.#repliesFile) appendFileSync(this.#repliesFile, line);
  }
}

/** A refusal in the documented shape; what its headers say is what it says itself (api.md, Errors). */
export function problemOf({ json, status, headers }: Reply): ProblemDocument {
  const problem = ProblemDocument.parse(json);
  const requestId = headers.get('x-request-id') ?? problem.request_id;
  const told = { status, type: headers.get('content-type'), requestId };
  expect(told).toEqual({
    status: problem.status,
    type: problemContentType,
    requestId: problem.request_id,
  });
  return problem;
}
