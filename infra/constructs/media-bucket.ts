import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { eventClaimDays, letterDays } from '../../shared/dead-letters/dead-letter.ts';
import type { Config } from '../config.ts';
import { tellEventBridge } from './bucket-events.ts';

const days = Duration.days;

/** What stays, with its records, unless the operator says for how long. */
const kept = [
  { prefix: 'videos/', setting: 'videoDays' },
  { prefix: 'vision/', setting: 'visionDays' },
  { prefix: 'inbox/', setting: 'inboxDays' },
  { prefix: 'results/', setting: 'resultDays' },
] as const;
type KeptDays = (typeof kept)[number]['setting'];

export type MediaBucketProps = Pick<
  Config,
  'encryption' | 'corsOrigin' | 'uploadDays' | 'deletedDays' | KeptDays
>;

/** What only helps for a while goes (design.md §4). */
const passingRules: readonly LifecycleRule[] = [
  // the provider's own memory is 24 hours
  { id: 'forget-lost-submits', prefix: 'lost/', expiration: days(2) },
  { id: 'forget-task-claims', prefix: 'tasks/', expiration: days(30) },
  { id: 'forget-idempotency', prefix: 'idempotency/', expiration: days(eventClaimDays + 1) },
  { id: 'forget-dead-letters', prefix: 'dead-letters/', expiration: days(letterDays) },
  { id: 'forget-broken-copies', abortIncompleteMultipartUploadAfter: days(1) },
];

function lifecycleRules(props: MediaBucketProps): LifecycleRule[] {
  const { uploadDays, deletedDays } = props;
  const rules = [
    { id: 'forget-uploads', prefix: 'uploads/', expiration: days(uploadDays) },
    ...passingRules,
    ...kept.flatMap(({ prefix, setting }) => expiring(prefix, props[setting])),
  ];
  if (deletedDays === 0) return rules;
  return [
    ...rules,
    { id: 'forget-deleted', noncurrentVersionExpiration: days(deletedDays) },
    { id: 'forget-delete-markers', expiredObjectDeleteMarker: true },
  ];
}

function expiring(prefix: string, after: number | undefined): LifecycleRule[] {
  if (after === undefined) return [];
  return [{ id: `forget-${prefix.slice(0, -1)}`, prefix, expiration: days(after) }];
}

/** Which keys a function may touch, and how; the only way to get at the bucket. */
export type MediaAccess = {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Keys that are written in parts, by more attempts than one. */
  readonly continueUpload?: readonly string[];
  readonly remove?: readonly string[];
  /** Prefixes whose keys may be listed or may be missing: without this S3 answers 403 instead of 404. */
  readonly list?: readonly string[];
};

/** The bucket of everything: records, uploads, videos. */
export class MediaBucket extends Construct {
  readonly bucket: Bucket;
  /** What encrypts it, where that is not S3 itself. */
  readonly key: Key | undefined;

  constructor(scope: Construct, id: string, props: MediaBucketProps) {
    super(scope, id);
    this.key = props.encryption === 'kms' ? this.#makeKey() : undefined;
    this.bucket = new Bucket(this, 'Bucket', {
      ...(this.key
        ? { encryption: BucketEncryption.KMS, encryptionKey: this.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: props.deletedDays > 0,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: lifecycleRules(props),
      cors: [
        // uploads are authorised by their signed form, so any page may send one
        {
          allowedMethods: [HttpMethods.POST, HttpMethods.GET],
          allowedOrigins: [props.corsOrigin ?? '*'],
        },
      ],
    });
    tellEventBridge(this.bucket);
  }

  grant(grantee: IGrantable, access: MediaAccess): void {
    this.#allow(grantee, ['s3:GetObject'], access.read);
    this.#allow(grantee, ['s3:PutObject'], access.write);
    const parts = ['s3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];
    this.#allow(grantee, parts, access.continueUpload);
    this.#allow(grantee, ['s3:DeleteObject'], access.remove);
    this.#allowKey(grantee, access);
    if (!access.list) return;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': access.list.map((prefix) => `${prefix}*`) } },
      }),
    );
  }

  #makeKey(): Key {
    return new Key(this, 'Key', {
      description: 'Encrypts the media and records of qwen-media',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Reading decrypts; writing asks for a data key, and completing an upload of parts decrypts it again. */
  #allowKey(grantee: IGrantable, { read, write }: MediaAccess): void {
    if (!this.key) return;
    const actions = [
      ...(read || write ? ['kms:Decrypt'] : []),
      ...(write ? ['kms:GenerateDataKey'] : []),
    ];
    if (actions.length > 0) this.key.grant(grantee, ...actions);
  }

  #allow(grantee: IGrantable, actions: string[], keys: readonly string[] = []): void {
    if (keys.length === 0) return;
    const resources = keys.map((key) => this.bucket.arnForObjects(key));
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  }
}
