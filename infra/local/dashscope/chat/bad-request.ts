import { ProviderError } from '../route.ts';

/** A refusal of the request itself, in the compatible endpoint's code (dashscope-api §7.3, §9.7). */
export function badRequest(message: string, code = 'invalid_parameter_error'): ProviderError {
  return new ProviderError(400, code, message);
}

/** A refusal by the model's own checks, which carries their prefix (dashscope-api §9.7). */
export function badModelInput(message: string): ProviderError {
  return badRequest(`<400> InternalError.Algo.InvalidParameter: ${message}`);
}
