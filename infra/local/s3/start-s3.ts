import { createServer } from 'node:http';
import { closeServer, keepAliveTimeout, listen } from '../wire/listen.ts';
import type { CorsRule } from './cors-rule.ts';
import { createObjectEvents, type ObjectEvent } from './object-event.ts';
import type { AuthorizationCall } from './s3-call.ts';
import type { S3World } from './s3-world.ts';
import { serveRequest } from './serve-request.ts';
import type { SecretLookup } from './signature/verify-signature.ts';
import { Buckets } from './storage/buckets.ts';

/** A bucket that is made when it is missing. */
type BucketOptions = {
  readonly name: string;
  /** Take the place of those that are there. */
  readonly corsRules?: readonly CorsRule[];
  /** Events then tell one version from another; only the newest can be read. */
  readonly versioned?: boolean;
};

export type S3Options = {
  /** Wanted port; another one when it is taken, any for 0. */
  readonly port: number;
  /** Where buckets live, one folder each; made when missing. One process at a time. */
  readonly directory: string;
  readonly buckets: readonly BucketOptions[];
  /** Secret of an access key, `undefined` for keys nobody has. */
  readonly credentials: SecretLookup;
  readonly region: string;
  /** Called after the object is there (or gone), in the order of the changes of a key. */
  readonly onObjectEvent?: (event: ObjectEvent) => void;
  /** Whether this caller may do this; everything is allowed without it. */
  readonly authorize?: (call: AuthorizationCall) => boolean;
  readonly now?: () => Date;
  /** Hears of failures answered with 500. */
  readonly onError?: (error: unknown) => void;
};

export type LocalS3 = { readonly url: string; close(): Promise<void> };

/**
 * S3 on loopback, path style, for unmodified AWS SDK clients whose endpoint is `url`.
 * Objects survive a restart; an object is whole or not there, whatever dies when.
 */
export async function startS3(options: S3Options): Promise<LocalS3> {
  const { onError = console.error } = options;
  const world = await openWorld({ ...options, onError });
  const running = new Set<Promise<void>>();
  const server = createServer((incoming, outgoing) => {
    const work = serveRequest(incoming, outgoing, world, onError).finally(() =>
      running.delete(work),
    );
    running.add(work);
  });
  server.keepAliveTimeout = keepAliveTimeout;
  server.requestTimeout = 0;
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await closeServer(server);
      await Promise.allSettled(running);
    },
  };
}

async function openWorld(
  options: S3Options & Required<Pick<S3Options, 'onError'>>,
): Promise<S3World> {
  const { region, now = () => new Date(), onObjectEvent = () => {}, onError } = options;
  const versioned = new Set(options.buckets.flatMap((one) => (one.versioned ? [one.name] : [])));
  const toEvent = createObjectEvents({ region, now, versioned });
  const buckets = await Buckets.open(options.directory, now(), (change) => {
    try {
      onObjectEvent(toEvent(change));
    } catch (error) {
      // The object is there; that its news did not arrive must not fail the write.
      onError(error);
    }
  });
  for (const { name, corsRules } of options.buckets) {
    const bucket = buckets.get(name) ?? (await buckets.create(name, now()));
    if (corsRules) await bucket.setCorsRules([...corsRules]);
  }
  const authorize = options.authorize ?? (() => true);
  return { region, now, buckets, authorize, secretOf: options.credentials };
}
