import type {
  APIGatewayAuthorizerResult,
  APIGatewayTokenAuthorizerEvent,
  Statement,
} from 'aws-lambda';
import { ownerOfKey } from '../../shared/contract/api-key.ts';

/**
 * Reads the owner from a bearer key and hands the key to API Gateway, which knows whether it exists.
 * The answer is cached for every method, so it must allow the whole stage (design.md §9).
 */
export const handler = async (
  event: APIGatewayTokenAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const key = event.authorizationToken.replace(/^Bearer\s+/i, '');
  const owner = ownerOfKey(key);
  // API Gateway answers 401 to exactly this word
  if (!owner) throw new Error('Unauthorized');
  const [api, stage] = event.methodArn.split('/');
  const wholeStage: Statement = {
    Effect: 'Allow',
    Action: 'execute-api:Invoke',
    Resource: `${api}/${stage}/*`,
  };
  return {
    principalId: owner,
    policyDocument: { Version: '2012-10-17', Statement: [wholeStage] },
    context: { owner },
    usageIdentifierKey: key,
  };
};
