import { ProviderError } from '../route.ts';

/** How the provider words what is wrong with a caller's media (dashscope-api §7.2, §7.3). */
export const mediaErrors = {
  invalidUrl: () =>
    new ProviderError(
      400,
      'InvalidURL',
      'Required URL is missing or invalid, please check the request URL.',
    ),
  refused: (url: string) =>
    new ProviderError(
      400,
      'InvalidURL.ConnectionRefused',
      `Connection to ${url} refused, please provide an available URL.`,
    ),
  timedOut: (url: string) =>
    new ProviderError(
      400,
      'InvalidURL.Timeout',
      `Download ${url} timeout, please check the network connection.`,
    ),
  downloadFailed: (url: string) =>
    new ProviderError(
      400,
      'BadRequest.InputDownloadFailed',
      `Failed to download the input file: ${url}.`,
    ),
  wrongContentType: () =>
    new ProviderError(400, 'InvalidParameter', 'Wrong Content-Type of multimodal url.'),
  missingContentLength: () =>
    new ProviderError(500, 'InternalError.Algo', 'Missing Content-Length of multimodal url.'),
  tooLarge: () => new ProviderError(400, 'InvalidParameter', 'Multimodal file size is too large.'),
  dataUriTooLarge: (maxBytes: number) =>
    new ProviderError(
      400,
      'InvalidParameter',
      `Exceeded limit on max bytes per data-uri item : ${maxBytes}'.`,
    ),
  unresolvedOss: () =>
    new ProviderError(
      400,
      'InvalidParameter.DataInspection',
      'Unable to download the media resource during the data inspection process.',
    ),
  unknownFormat: () =>
    new ProviderError(
      400,
      'InvalidParameter.DataInspection',
      'The media format is not supported or incorrect for the data inspection.',
    ),
} as const;
