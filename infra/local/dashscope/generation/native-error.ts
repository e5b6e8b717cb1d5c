import { errorRows } from '../core/error-rows.ts';
import { ProviderError } from '../route.ts';

const algorithmPrefix = /^<\d+> InternalError\.Algo(\.InvalidParameter)?: /;

/** A refusal of the compatible endpoint in the words of the native one (dashscope-api §7.1, §7.2). */
export function toNativeError({ status, code, message }: ProviderError): ProviderError {
  if (code === 'model_not_found') {
    return new ProviderError(400, 'InvalidParameter', 'Model not exist.');
  }
  const row = errorRows.find(({ compatibleCode }) => compatibleCode === code);
  return new ProviderError(status, row?.code ?? code, message.replace(algorithmPrefix, ''));
}
