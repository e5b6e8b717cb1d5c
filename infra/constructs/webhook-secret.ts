import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** The master that every owner's webhook secret is derived from; losing it would break every receiver. */
export class WebhookSecret extends Construct {
  readonly #secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#secret = new Secret(this, 'Master', {
      description: 'Master secret of the webhooks of qwen-media; made once, never shown',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Lets a function derive owners' secrets. */
  connect(reader: ServiceFunction): void {
    reader.addEnvironment('WEBHOOK_SECRET_ARN', this.#secret.secretArn);
    const readsMaster = new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.#secret.secretArn],
    });
    reader.addToRolePolicy(readsMaster);
  }
}
