import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type ProviderProps = { readonly baseUrl: string };

/** Where the provider is and the secret for its key: created empty, filled by the operator, never in a template. */
export class Provider extends Construct {
  readonly #secretArn: string;
  readonly #baseUrl: string;

  constructor(scope: Construct, id: string, props: ProviderProps) {
    super(scope, id);
    this.#baseUrl = props.baseUrl;
    const secret = new CfnSecret(this, 'Key', {
      description: 'DashScope API key (sk-…) of qwen-media; put its value by hand',
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.#secretArn = secret.ref;
  }

  /** Lets a function call the provider. */
  connect(caller: ServiceFunction): void {
    caller.addEnvironment('PROVIDER_BASE_URL', this.#baseUrl);
    caller.addEnvironment('PROVIDER_SECRET_ARN', this.#secretArn);
    const readsKey = new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.#secretArn],
    });
    caller.addToRolePolicy(readsKey);
  }
}
