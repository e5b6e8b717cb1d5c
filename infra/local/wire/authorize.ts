import type { AwsCall } from './aws-call.ts';
import { AwsError } from './aws-error.ts';

/** What an IAM policy decides about. `action` is `service:Operation`, `resource` an ARN or `*`. */
type AccessRequest = {
  readonly accessKeyId: string;
  readonly action: string;
  readonly resource: string;
};

/** Answers whether the caller's policy allows the request. */
export type Authorize = (request: AccessRequest) => boolean | Promise<boolean>;

/** How one service's operations look to IAM. */
export type IamView = {
  /** The prefix of its actions, for instance `states`. */
  readonly service: string;
  /** The ARNs that a call touches; all of them must be allowed. */
  readonly resources: (call: AwsCall) => readonly string[];
};

/** Throws as AWS does for a call that is unsigned or that the caller's policy does not allow. */
export async function enforce(call: AwsCall, iam: IamView, authorize: Authorize): Promise<void> {
  const { accessKeyId } = call;
  if (accessKeyId === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const action = `${iam.service}:${call.operation}`;
  for (const resource of iam.resources(call)) {
    if (await authorize({ accessKeyId, action, resource })) continue;
    throw new AwsError(
      'AccessDeniedException',
      `User: ${accessKeyId} is not authorized to perform: ${action} on resource: ${resource} ` +
        `because no identity-based policy allows the ${action} action`,
    );
  }
}
