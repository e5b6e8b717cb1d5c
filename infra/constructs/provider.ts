import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';

export type ProviderProps = Pick<
  Config,
  'stage' | 'providerBaseUrl' | 'providerSecretArn' | 'visionModels'
>;

/** Where the provider is and the secret for its key: filled by the operator, never in a template. */
export class Provider extends Construct {
  readonly secretArn: string;
  readonly #baseUrl: string;
  readonly #visionModels: ProviderProps['visionModels'];

  constructor(scope: Construct, id: string, props: ProviderProps) {
    super(scope, id);
    this.#baseUrl = props.providerBaseUrl;
    this.#visionModels = props.visionModels;
    this.secretArn = props.providerSecretArn ?? this.#makeSecret(props.stage);
  }

  /** Lets a function call the provider. */
  connect(caller: ServiceFunction): void {
    caller.addEnvironment('PROVIDER_BASE_URL', this.#baseUrl);
    caller.addEnvironment('PROVIDER_SECRET_ARN', this.secretArn);
    const models = JSON.stringify(this.#visionModels);
    if (models !== '{}') caller.addEnvironment('VISION_MODELS', models);
    const readsKey = new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.secretArn],
    });
    caller.addToRolePolicy(readsKey);
  }

  /** Empty, under a name that the command which fills it can say. */
  #makeSecret(stage: string): string {
    const secret = new CfnSecret(this, 'Key', {
      name: `qwen-media/${stage}/provider-key`,
      description: 'DashScope API key (sk-…) of qwen-media; put its value by hand',
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return secret.ref;
  }
}
