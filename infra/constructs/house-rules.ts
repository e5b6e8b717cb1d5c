import type { IAspect } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { Config } from '../config.ts';
import { ServiceFunction } from './service-function.ts';

/** What holds for everything in a stage: how long logs stay, and that functions know whose metrics they write. */
export class HouseRules implements IAspect {
  readonly #config: Pick<Config, 'stage' | 'logDays'>;

  constructor(config: Pick<Config, 'stage' | 'logDays'>) {
    this.#config = config;
  }

  visit(node: IConstruct): void {
    if (node instanceof CfnLogGroup) node.retentionInDays = this.#config.logDays;
    if (node instanceof ServiceFunction) node.addEnvironment('STAGE', this.#config.stage);
  }
}
