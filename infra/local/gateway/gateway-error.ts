/** What API Gateway answers when it, not a function, makes the answer: status and message where no template says otherwise. */
const gatewayErrors = {
  ACCESS_DENIED: { statusCode: 403, message: 'User is not authorized to access this resource' },
  API_CONFIGURATION_ERROR: { statusCode: 500, message: 'Internal server error' },
  AUTHORIZER_CONFIGURATION_ERROR: { statusCode: 500, message: 'Internal server error' },
  AUTHORIZER_FAILURE: { statusCode: 500, message: 'Internal server error' },
  BAD_REQUEST_PARAMETERS: { statusCode: 400, message: 'Bad Request' },
  INTEGRATION_FAILURE: { statusCode: 502, message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { statusCode: 504, message: 'Endpoint request timed out' },
  INVALID_API_KEY: { statusCode: 403, message: 'Forbidden' },
  MISSING_AUTHENTICATION_TOKEN: { statusCode: 403, message: 'Missing Authentication Token' },
  QUOTA_EXCEEDED: { statusCode: 429, message: 'Limit Exceeded' },
  REQUEST_TOO_LARGE: { statusCode: 413, message: 'Request Too Long' },
  THROTTLED: { statusCode: 429, message: 'Too Many Requests' },
  UNAUTHORIZED: { statusCode: 401, message: 'Unauthorized' },
  UNSUPPORTED_MEDIA_TYPE: { statusCode: 415, message: 'Unsupported Media Type' },
  DEFAULT_4XX: { statusCode: 400, message: 'Bad Request' },
  DEFAULT_5XX: { statusCode: 500, message: 'Internal server error' },
} as const;

export type GatewayErrorType = keyof typeof gatewayErrors;

type Details = {
  /** Instead of the type's own status or message. */
  readonly statusCode?: number;
  readonly message?: string;
  /** For the log only: callers never see why. */
  readonly reason?: string;
};

/** The gateway refuses or cannot finish a request; rendered once, by the API's gateway responses. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: GatewayErrorType;
  readonly statusCode: number;
  readonly reason: string | undefined;

  constructor(code: GatewayErrorType, { statusCode, message, reason }: Details = {}) {
    super(message ?? gatewayErrors[code].message);
    this.code = code;
    this.statusCode = statusCode ?? gatewayErrors[code].statusCode;
    this.reason = reason;
  }
}
