import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type ProviderProps = { readonly baseUrl: string };

/** Where the provider is and the secret for its key: created empty, filled by the operator, never in a template. */
export class Provider extends Construct {
  readonly #secret: ISecret;
  readonly #baseUrl: string;

  constructor(scope: Construct, id: string, props: ProviderProps) {
    super(scope, id);
    this.#baseUrl = props.baseUrl;
    const secret = new CfnSecret(this, 'Key', {
      description: 'DashScope API key (sk-…) of qwen-media; put its value by hand',
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.#secret = Secret.fromSecretCompleteArn(this, 'KeyReference', secret.ref);
  }

  /** Lets a function call the provider. */
  connect(caller: ServiceFunction): void {
    caller.addEnvironment('PROVIDER_BASE_URL', this.#baseUrl);
    caller.addEnvironment('PROVIDER_SECRET_ARN', this.#secret.secretArn);
    this.#secret.grantRead(caller);
  }
}
