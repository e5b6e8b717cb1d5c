import * as z from 'zod';
import { describeIssue, tellIssues } from '../shared/contract/describe-issue.ts';
import { VideoMode } from '../shared/contract/video.ts';
import { ForeignSources } from '../shared/media/allowed-sources.ts';
import { DeliveryMode } from '../shared/media/delivery-ways.ts';
import { ConfigError } from './config-error.ts';
import { givenSettings, type SettingSources, structured } from './given-settings.ts';
import { CommandRules } from './trigger-rules.ts';
import { CheckedUploadRules } from './upload-rules.ts';

const wholeNumber = (least: number, most: number) => structured(z.int().min(least).max(most));

const keptDays = wholeNumber(1, 3650).optional();
/** A job and its rescue may go on for three days. */
const longKeptDays = wholeNumber(4, 3650).optional();

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'lower-case letters, digits and dashes, at most 20');

const modelName = z.string().regex(/^[\w.-]{1,100}$/, 'the name of a model such as qwen3.6-plus');

/** The provider's regions that have an address of their own (dashscope-api §1). */
const providerBaseUrls = {
  singapore: 'https://dashscope-intl.aliyuncs.com',
  beijing: 'https://dashscope.aliyuncs.com',
  virginia: 'https://dashscope-us.aliyuncs.com',
} as const;

/** Requests per second and bucket size of each key, and how many it may make in a period (counted in UTC). */
const UsagePlanConfig = z.strictObject({
  rate: z.number().positive().max(10_000),
  burst: z.int().positive().max(5000),
  quota: z
    .strictObject({ requests: z.int().positive(), period: z.enum(['DAY', 'WEEK', 'MONTH']) })
    .optional(),
});

/** Only these numbers of days are known to CloudWatch. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653];

/** They travel in an input transformer, which may have 8192 characters, in base64. */
const maxRulesBytes = 5500;

/** Everything that a deployment may decide; a setting that is not here does not exist. */
const settings = {
  stage: name.default('dev'),
  /** Empty: the region of the AWS profile. */
  region: z
    .string()
    .regex(/^([a-z]{2}(-[a-z]+)+-\d)?$/, 'an AWS region such as eu-west-1')
    .default(''),
  providerRegion: z.enum(Object.keys(providerBaseUrls) as ProviderRegion[]).default('singapore'),
  /** Instead of the region's own address, for instance a workspace's. */
  providerBaseUrl: z
    .url({ protocol: /^https$/, error: 'an https:// origin such as the default' })
    .optional(),
  /** A secret that exists already, instead of one that the service makes. */
  providerSecretArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
      'the complete ARN of a secret, with the six characters at its end',
    )
    .optional(),
  eventBusName: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,256}$/, 'letters, digits, dots, dashes and underscores')
    .refine((bus) => bus !== 'default', 'a bus of its own, not the default one')
    .optional(),
  commandRules: structured(CommandRules).default({}),
  uploadRules: structured(
    CheckedUploadRules.refine(
      (rules) => Buffer.byteLength(JSON.stringify(rules)) <= maxRulesBytes,
      `all rules together may have ${maxRulesBytes} bytes as JSON`,
    ),
  ).default({}),
  /** The models of vision requests that name none. */
  visionModels: structured(
    z.strictObject({ analyze: modelName, reason: modelName, ocr: modelName }).partial(),
  ).default({}),
  mediaDelivery: DeliveryMode.default('auto'),
  /** By owner, the prefixes of other buckets that its requests may name. */
  allowedSources: structured(ForeignSources).default({}),
  /** The model of each video mode when a request names none. */
  defaultModels: structured(z.partialRecord(VideoMode, z.string())).optional(),
  /** A JSON file of changed and new video models. */
  videoModels: z.string().min(1).optional(),
  encryption: z.enum(['s3', 'kms']).default('s3'),
  /** A laptop's keys are under the first one. */
  usagePlans: structured(z.record(name, UsagePlanConfig))
    .refine((plans) => Object.keys(plans).length > 0, 'at least one plan')
    .default({ standard: { rate: 50, burst: 100 } }),
  /** Pages of this origin may call the API and upload; without it, none may call, and any may upload. */
  corsOrigin: z
    .string()
    .regex(
      /^(\*|https?:\/\/[a-z0-9.-]+(:\d+)?)$/,
      'one origin such as https://app.example.com, or *',
    )
    .optional(),
  domainName: z
    .string()
    .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name such as media.example.com')
    .optional(),
  certificateArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of a certificate')
    .optional(),
  alarmEmail: z.email('an e-mail address').optional(),
  uploadDays: wholeNumber(1, 365).default(7),
  /** How long what was deleted or overwritten can be brought back by the operator; 0: the bucket is not versioned. */
  deletedDays: wholeNumber(0, 365).default(3),
  /** Videos, answers of vision jobs, uploads into the inbox and their results: kept for ever unless these say otherwise. */
  videoDays: longKeptDays,
  visionDays: keptDays,
  inboxDays: keptDays,
  resultDays: keptDays,
  logDays: structured(
    z.number().refine((days) => logDays.includes(days), `one of ${logDays.join(', ')}`),
  ).default(30),
  /** How long a video may take for callers who do not say, and how long the provider may refuse to take it. */
  videoDeadlineSeconds: wholeNumber(60, 72_000).default(3600),
  videoAdmissionSeconds: wholeNumber(60, 72_000).default(3600),
};
type ProviderRegion = keyof typeof providerBaseUrls;

/** The stage whose bus carries the plain name of api.md. */
const plainStage = 'dev';

const Config = z
  .strictObject(settings, { error: unknownSettings })
  .refine(({ domainName, certificateArn }) => !domainName === !certificateArn, {
    path: ['certificateArn'],
    error: 'domainName and certificateArn go together',
  })
  .transform((config) => ({
    ...config,
    providerBaseUrl: config.providerBaseUrl ?? providerBaseUrls[config.providerRegion],
    eventBusName:
      config.eventBusName ??
      (config.stage === plainStage ? 'qwen-media' : `qwen-media-${config.stage}`),
  }));
export type Config = z.infer<typeof Config>;

/**
 * Reads and checks the settings.
 * @throws ConfigError naming every wrong and every unknown setting, which stops synth
 */
export function readConfig(sources: SettingSources): Config {
  const given = givenSettings(sources, plainStage);
  const result = Config.safeParse(given, { error: describeIssue });
  if (result.success) return result.data;
  throw new ConfigError(`The configuration is wrong. ${tellIssues(result.error)}.`);
}

function unknownSettings(issue: { code?: string; keys?: unknown }): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  return `no such setting: ${String(issue.keys)}. There are ${Object.keys(settings).join(', ')}`;
}
