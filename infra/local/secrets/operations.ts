import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import type { Operations } from '../wire/aws-json.ts';
import { operation } from '../wire/operation.ts';
import type { Secret, SecretStore } from './secret-store.ts';

const SecretId = z.object({ SecretId: z.string().min(1).max(2048) });
const GetInput = SecretId.extend({
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const PutInput = SecretId.extend({
  ClientRequestToken: z.string().min(32).max(64).optional(),
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.base64().optional(),
  VersionStages: z.array(z.string()).min(1).max(20).default(['AWSCURRENT']),
});

/** The operations of Secrets Manager that are served here. */
export const secretsOperations = (store: SecretStore): Operations => ({
  GetSecretValue: operation(GetInput, ({ SecretId, VersionId, VersionStage }) => {
    const secret = store.find(SecretId);
    const version = store.version(secret, VersionId, VersionStage);
    return {
      ...identityOf(secret),
      VersionId: version.id,
      VersionStages: version.stages,
      SecretString: version.secretString,
      SecretBinary: version.secretBinary,
      CreatedDate: version.createdDate / 1000,
    };
  }),

  PutSecretValue: operation(PutInput, (input) => {
    if ((input.SecretString === undefined) === (input.SecretBinary === undefined)) {
      const message = 'You must provide either SecretString or SecretBinary.';
      throw new AwsError('InvalidParameterException', message);
    }
    const secret = store.find(input.SecretId);
    const { id, stages } = store.put(secret, {
      id: input.ClientRequestToken ?? randomUUID(),
      stages: input.VersionStages,
      secretString: input.SecretString,
      secretBinary: input.SecretBinary,
      isInitial: false,
    });
    return { ...identityOf(secret), VersionId: id, VersionStages: stages };
  }),

  DescribeSecret: operation(SecretId, ({ SecretId }) => {
    const secret = store.find(SecretId);
    const versions = store.versionsOf(secret);
    const stages = Object.fromEntries(versions.map((version) => [version.id, version.stages]));
    const changed = versions[0] && { LastChangedDate: versions[0].createdDate / 1000 };
    return { ...identityOf(secret), VersionIdsToStages: stages, ...changed };
  }),
});

const identityOf = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });
