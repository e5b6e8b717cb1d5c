import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../route.ts';

/** Whom a temporary upload serves: this model and this account only (dashscope-api §6). */
export type UploadOwner = { readonly model: string; readonly account: string };

/** The account of a key; unless told otherwise the twin's keys all belong to one. */
export type AccountOf = (keyName: string | undefined) => string;

export const oneAccount: AccountOf = () => 'main';

type StoredUpload = UploadOwner & {
  readonly file: string;
  readonly bytes: number;
  readonly storedAt: number;
};

/** Temporary uploads, as files of a directory of their own. They go with the process. */
export type UploadStore = {
  /** Stores the bytes under a key that nobody has used; `false` when it is taken. */
  put(key: string, owner: UploadOwner, bytes: Uint8Array): Promise<boolean>;
  /** The bytes of a key that is this owner's and younger than 48 hours. */
  get(key: string, owner: UploadOwner): Promise<Uint8Array | undefined>;
  /** Forgets everything and removes the directory. */
  close(): Promise<void>;
};

export type UploadStoreOptions = {
  readonly clock: Clock;
  /** What all uploads together may take, bytes; the oldest make room. */
  readonly maxBytes?: number;
};

const lifetimeMilliseconds = 48 * 3600 * 1000;
const gibibyte = 1024 ** 3;

export function createUploadStore({
  clock,
  maxBytes = 4 * gibibyte,
}: UploadStoreOptions): UploadStore {
  const uploads = new Map<string, StoredUpload>();
  let directory: Promise<string> | undefined;
  let written = 0;

  const isOld = ({ storedAt }: StoredUpload) => clock.now() - storedAt >= lifetimeMilliseconds;

  async function makeRoom(wantedBytes: number): Promise<void> {
    let total = [...uploads.values()].reduce((sum, { bytes }) => sum + bytes, wantedBytes);
    for (const [key, upload] of uploads) {
      if (total <= maxBytes && !isOld(upload)) break;
      uploads.delete(key);
      total -= upload.bytes;
      await unlink(upload.file);
    }
  }

  return {
    async put(key, owner, content) {
      if (uploads.has(key)) return false;
      await makeRoom(content.byteLength);
      directory ??= mkdtemp(join(tmpdir(), 'dashscope-uploads-'));
      written += 1;
      const file = join(await directory, String(written));
      await writeFile(file, content);
      const bytes = content.byteLength;
      uploads.set(key, { ...owner, file, bytes, storedAt: clock.now() });
      return true;
    },
    async get(key, { model, account }) {
      const upload = uploads.get(key);
      if (!upload || isOld(upload)) return undefined;
      if (upload.model !== model || upload.account !== account) return undefined;
      return readFile(upload.file);
    },
    async close() {
      uploads.clear();
      if (directory) await rm(await directory, { recursive: true, force: true });
      directory = undefined;
    },
  };
}
