import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';
import type { MediaBucket } from './media-bucket.ts';
import { ServiceFunction } from './service-function.ts';

export type DeadLetterCountProps = {
  readonly media: MediaBucket;
  readonly deadLetters: DeadLetters;
};

/** Counts dead letters, whoever writes them: ours beside the videos, Lambda's in a bucket of their own. */
export class DeadLetterCount extends Construct {
  constructor(scope: Construct, id: string, { media, deadLetters }: DeadLetterCountProps) {
    super(scope, id);
    // what it fails to count is not given up in its turn: that would go round
    const count = new ServiceFunction(this, 'CountDeadLetter', {
      file: 'events/count-dead-letter',
      timeout: Duration.seconds(10),
    });
    new Rule(this, 'DeadLetterWritten', {
      description: 'Something was given up',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [media.bucket.bucketName, deadLetters.bucket.bucketName] },
          object: { key: [{ prefix: 'dead-letters/' }, { prefix: 'aws/lambda/async/' }] },
        },
      },
      targets: [new LambdaFunction(count)],
    });
  }
}
