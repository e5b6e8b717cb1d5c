import { AwsError } from '../wire/aws-error.ts';
import { readSecretFile, type SecretVersion, writeSecretFile } from './secret-file.ts';

export type Secret = { readonly arn: string; readonly name: string };

export type SecretStore = ReturnType<typeof createSecretStore>;

type NewVersion = Omit<SecretVersion, 'createdDate'>;

const notFound = (what: string) =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}`);

/** The values of a fixed set of secrets, kept in a file that nobody else may read. */
export function createSecretStore(file: string, secrets: readonly Secret[], now: () => number) {
  const stored = readSecretFile(file);
  const versionsOf = ({ arn }: Secret): SecretVersion[] => stored[arn] ?? [];

  return {
    versionsOf,

    /** A secret by ARN, by ARN without its random suffix, or by name; throws `ResourceNotFoundException`. */
    find(secretId: string): Secret {
      const found = secrets.find(({ arn, name }) =>
        [arn, arn.replace(/-\w{6}$/, ''), name].includes(secretId),
      );
      if (found) return found;
      throw notFound('secret.');
    },

    /** The version with this id and stage; throws `ResourceNotFoundException` in AWS's words. */
    version(
      secret: Secret,
      versionId: string | undefined,
      stage: string | undefined,
    ): SecretVersion {
      const wanted = stage ?? (versionId === undefined ? 'AWSCURRENT' : undefined);
      const found = versionsOf(secret).find(
        ({ id, stages }) =>
          (versionId === undefined || id === versionId) &&
          (wanted === undefined || stages.includes(wanted)),
      );
      if (found) return found;
      const what = wanted === undefined ? `VersionId: ${versionId}` : `staging label: ${wanted}`;
      throw notFound(`secret value for ${what}`);
    },

    /**
     * Adds a version, or recognises it: the same id with the same value is the same version, with another
     * value `ResourceExistsException`. A stage has one version; AWSCURRENT leaves AWSPREVIOUS behind.
     */
    put(secret: Secret, version: NewVersion): SecretVersion {
      const versions = versionsOf(secret);
      const existing = versions.find(({ id }) => id === version.id);
      if (existing) return sameOrThrow(existing, version);
      const added = { ...version, createdDate: now() };
      stored[secret.arn] = [added, ...handOver(versions, version.stages)];
      writeSecretFile(file, stored);
      return added;
    },
  };
}

function sameOrThrow(existing: SecretVersion, version: NewVersion): SecretVersion {
  const isSame =
    existing.secretString === version.secretString &&
    existing.secretBinary === version.secretBinary;
  if (isSame) return existing;
  const message = `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of this secret.`;
  throw new AwsError('ResourceExistsException', message);
}

/** Takes the given stages from older versions; what has no stage left is forgotten. */
function handOver(versions: readonly SecretVersion[], taken: readonly string[]): SecretVersion[] {
  const moved = taken.includes('AWSCURRENT') ? [...taken, 'AWSPREVIOUS'] : taken;
  return versions
    .map((version) => {
      const kept = version.stages.filter((stage) => !moved.includes(stage));
      const wasCurrent = version.stages.includes('AWSCURRENT') && taken.includes('AWSCURRENT');
      return { ...version, stages: wasCurrent ? [...kept, 'AWSPREVIOUS'] : kept };
    })
    .filter(({ stages }) => stages.length > 0);
}
