import { resultUrlOf } from '../dashscope/tasks.ts';
import { openTimely, type Patience, type TimelyDownload } from '../media/timely-body.ts';
import { ArchiveError, ResultUnavailableError } from './archive-error.ts';
import type { VideoWork } from './workflow.ts';

/** The provider's file: its length, and the HTTP validator of this very version where there is one. */
export type ResultFile = { readonly bytes: number; readonly version: string | null };

/** An answer that has the file's bytes from `from` on. */
export type OpenedResult = TimelyDownload & { readonly file: ResultFile; readonly from: number };

/** A pause of 30 s is a dead connection; below 64 KiB/s another one can only be better. */
const patience: Patience = { stallSeconds: 30, windowSeconds: 60, leastBytes: 60 * 64 * 1024 };

/** Statuses of an address that was good once (OSS says 403 when it has expired, dashscope-api §15). */
const expired = new Set([401, 403, 404, 410]);
const troubled = new Set([408, 425, 429]);

/** Whether two answers speak of one file. Without a validator nobody can tell, and nothing may be put together. */
export function isSameFile(one: ResultFile, other: ResultFile): boolean {
  return one.version !== null && one.version === other.version && one.bytes === other.bytes;
}

/**
 * A finished task's file. The signed address is asked for here and goes nowhere else (I5); when it has expired the
 * task is asked once more.
 */
export class ResultSource {
  readonly signal: AbortSignal;
  readonly #work: Pick<VideoWork, 'tasks' | 'download' | 'clock'>;
  readonly #taskId: string;
  #url: string | undefined;
  #hasAskedAgain = false;

  constructor(
    work: Pick<VideoWork, 'tasks' | 'download' | 'clock'>,
    taskId: string,
    signal: AbortSignal,
  ) {
    this.#work = work;
    this.#taskId = taskId;
    this.signal = signal;
  }

  /**
   * Opens the file at a byte of the version that is known. A server that cannot do that, or has another version by now,
   * opens it at 0: `from` and `file` tell.
   * @throws ArchiveError for an answer that is no file, ResultUnavailableError for passing trouble
   */
  async open(offset: number, known?: ResultFile): Promise<OpenedResult> {
    const answer = await this.#request(offset, known?.version ?? null);
    const { status } = answer.response;
    if (status === 200 || status === 206) return describe(answer, offset);
    answer.close();
    if (status === 416 && offset > 0) return this.open(0);
    if (status >= 500 || troubled.has(status))
      throw new ResultUnavailableError(`the result answered HTTP ${status}`);
    throw new ArchiveError(`the result answered HTTP ${status}`);
  }

  async #request(offset: number, version: string | null): Promise<TimelyDownload> {
    this.#url ??= await this.#askForUrl();
    const answer = await this.#send(this.#url, offset, version);
    if (!expired.has(answer.response.status) || this.#hasAskedAgain) return answer;
    answer.close();
    this.#hasAskedAgain = true;
    this.#url = await this.#askForUrl();
    return this.#send(this.#url, offset, version);
  }

  async #send(url: string, offset: number, version: string | null): Promise<TimelyDownload> {
    const { download, clock } = this.#work;
    const { signal } = this;
    const part: Record<string, string> =
      offset > 0 && version ? { range: `bytes=${offset}-`, 'if-range': version } : {};
    // an encoded body would have another length than the file
    const headers = { 'accept-encoding': 'identity', ...part };
    return openTimely(download, url, { headers, signal, patience, clock });
  }

  async #askForUrl(): Promise<string> {
    const url = resultUrlOf(await this.#work.tasks.read(this.#taskId));
    if (!url) throw new ArchiveError('the provider shows no result for a finished task');
    return url;
  }
}

function describe(answer: TimelyDownload, offset: number): OpenedResult {
  const { headers, status } = answer.response;
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const from = status === 206 ? Number(range?.[1] ?? Number.NaN) : 0;
  const bytes = Number((status === 206 ? range?.[2] : headers.get('content-length')) ?? Number.NaN);
  if (Number.isSafeInteger(bytes) && bytes > 0 && (from === 0 || from === offset))
    return { ...answer, from, file: { bytes, version: versionOf(headers) } };
  answer.close();
  throw new ArchiveError('the result has no length to check against, or not the range asked for');
}

/** What `If-Range` takes: a strong ETag, or the date of the last change (RFC 9110 §13.1.5). */
function versionOf(headers: Headers): string | null {
  const etag = headers.get('etag');
  return etag?.startsWith('"') ? etag : headers.get('last-modified');
}
