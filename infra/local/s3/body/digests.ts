import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

type Digest = { update(piece: Uint8Array): void; digest(): Buffer };

const hashed = (algorithm: string) => (): Digest => {
  const hash = createHash(algorithm);
  return { update: (piece) => void hash.update(piece), digest: () => hash.digest() };
};

function crc32Digest(): Digest {
  let value = 0;
  return {
    update: (piece) => {
      value = crc32(piece, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

const factories: Readonly<Record<string, () => Digest>> = {
  md5: hashed('md5'),
  sha1: hashed('sha1'),
  sha256: hashed('sha256'),
  crc32: crc32Digest,
};

/** What `x-amz-checksum-*` may end in here; S3 also knows `crc32c`, `crc64nvme`, `sha512`, `xxhash*`. */
export const checksumAlgorithms: ReadonlySet<string> = new Set(['crc32', 'sha1', 'sha256']);

/** Several digests over the same bytes, read once the stream has ended. */
export class Digests {
  readonly #digests: ReadonlyMap<string, Digest>;
  readonly #results = new Map<string, Buffer>();

  constructor(algorithms: Iterable<string>) {
    this.#digests = new Map(
      [...new Set(algorithms)].map((name) => [name, (factories[name] ?? hashed(name))()]),
    );
  }

  update(piece: Uint8Array): void {
    for (const digest of this.#digests.values()) digest.update(piece);
  }

  /** The digest of everything seen; may be asked again. Throws for one that was not ordered. */
  of(algorithm: string): Buffer {
    const known = this.#results.get(algorithm);
    if (known) return known;
    const result = this.#digests.get(algorithm)?.digest();
    if (!result) throw new Error(`The digest ${algorithm} was not computed.`);
    this.#results.set(algorithm, result);
    return result;
  }
}

/** One digest over one buffer. */
export function digestOf(algorithm: string, data: Uint8Array): Buffer {
  const digests = new Digests([algorithm]);
  digests.update(data);
  return digests.of(algorithm);
}
