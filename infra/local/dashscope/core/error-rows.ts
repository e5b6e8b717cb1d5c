/** One documented error (dashscope-api §7.2): the native code, the compatible one where it differs, and a typical message. */
export type ErrorRow = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly compatibleCode?: string;
};

const throttled =
  'Too many requests. Your requests are being throttled due to system capacity limits. Please try again later.';
const rateExceeded = 'Requests rate limit exceeded, please try again later.';
const quotaExceeded =
  'You exceeded your current quota, please check your plan and billing details.';

type Row = readonly [status: number, code: string, message: string, compatibleCode?: string];

/** "occured" is spelt so in the service. */
const documentedErrors: readonly Row[] = [
  [
    400,
    'InvalidParameter',
    'The request is missing required parameters or in a wrong format, please check the parameters that you send.',
    'invalid_parameter_error',
  ],
  [
    400,
    'InvalidParameter.DataInspection',
    'Unable to download the media resource during the data inspection process.',
  ],
  [400, 'InvalidParameter.NotSupportEnableThinking', 'The model does not support enable_thinking.'],
  [400, 'invalid_request_error', 'you must provide a model parameter.'],
  [400, 'invalid_value', "-1 is lesser than the minimum of 0 - 'seed'"],
  [400, 'BadRequest.EmptyModel', 'Required parameter "model" missing from request.'],
  [400, 'BadRequest.EmptyInput', 'Required input parameter missing from request.'],
  [400, 'BadRequest.EmptyParameters', 'Required parameter "parameters" missing from request.'],
  [
    400,
    'BadRequest.IllegalInput',
    'The input parameter requires json format.',
    'invalid_parameter_error',
  ],
  [400, 'BadRequest.TooLarge', 'Payload Too Large.', 'invalid_parameter_error'],
  [400, 'BadRequest.InputDownloadFailed', 'Failed to download the input file.'],
  [400, 'InvalidURL', 'Required URL is missing or invalid, please check the request URL.'],
  [400, 'InvalidURL.ConnectionRefused', 'Connection refused, please provide available URL.'],
  [400, 'InvalidURL.Timeout', 'Download timeout, please check the network.'],
  [400, 'InvalidFile.Format', 'Invalid file format.'],
  [400, 'InvalidFile.Size', 'Invalid file size.'],
  [400, 'InvalidFile.Duration', 'Invalid file duration.'],
  [400, 'InvalidFile.Resolution', 'Invalid file resolution.'],
  [400, 'InvalidFile.FPS', 'Invalid file FPS.'],
  [400, 'InvalidFile.AspectRatio', 'Invalid file aspect ratio.'],
  [400, 'InvalidFile.Openerror', 'Invalid file, cannot open file.'],
  [400, 'Arrearage', 'Access denied, please make sure your account is in good standing.'],
  [
    400,
    'DataInspectionFailed',
    'Input or output data may contain inappropriate content.',
    'data_inspection_failed',
  ],
  [400, 'IPInfringementSuspect', 'Input data is suspected of being involved in IP infringement.'],
  [400, 'CustomRoleBlocked', 'Input blocked by a custom role.'],
  [400, 'FaqRuleBlocked', 'Input blocked by an FAQ rule.'],
  [
    400,
    'UnsupportedOperation',
    'Failed to cancel the task, please confirm if the task is in PENDING status.',
  ],
  [401, 'InvalidApiKey', 'Invalid API-key provided.', 'invalid_api_key'],
  [
    401,
    'NOT AUTHORIZED',
    'Access denied: Either you are not authorized to access this workspace, or the workspace does not exist.',
  ],
  [403, 'AccessDenied', 'Access denied.', 'access_denied'],
  [
    403,
    'AccessDenied.Unpurchased',
    'Access to model denied. Please make sure you are eligible for using the model.',
  ],
  [403, 'Model.AccessDenied', 'Model access denied.'],
  [403, 'Workspace.AccessDenied', 'Workspace access denied.'],
  [403, 'App.AccessDenied', 'App access denied.'],
  [403, 'Endpoint.AccessDenied', 'Workspace endpoint access denied.'],
  [403, 'AllocationQuota.FreeTierOnly', 'The free tier of the model has been exhausted.'],
  [404, 'ModelNotFound', 'Model can not be found.', 'model_not_found'],
  [404, 'model_not_supported', 'Unsupported model for OpenAI compatibility mode.'],
  [404, 'WorkSpaceNotFound', 'WorkSpace can not be found.'],
  [404, 'NotFound', 'Not found!'],
  [409, 'Conflict', 'Conflict.'],
  [429, 'Throttling', 'Requests throttling triggered.'],
  [429, 'Throttling.RateQuota', rateExceeded, 'limit_requests'],
  [429, 'LimitRequests', rateExceeded, 'limit_requests'],
  [
    429,
    'Throttling.BurstRate',
    'Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale requests more smoothly over time.',
    'limit_burst_rate',
  ],
  [429, 'Throttling.AllocationQuota', quotaExceeded, 'insufficient_quota'],
  [429, 'CommodityNotPurchased', 'Commodity has not purchased yet.'],
  [429, 'PrepaidBillOverdue', 'The prepaid bill is overdue.'],
  [429, 'PostpaidBillOverdue', 'The postpaid bill is overdue.'],
  [
    500,
    'InternalError',
    'An internal error has occured, please try again later or contact service support.',
    'internal_error',
  ],
  [500, 'InternalError.Algo', 'inference internal error.'],
  [500, 'InternalError.Timeout', 'An internal timeout error has occured during execution.'],
  [500, 'InternalError.FileUpload', 'oss upload error.'],
  [500, 'InternalError.Upload', 'Failed to upload result.'],
  [500, 'SystemError', 'An system error has occured, please try again later.'],
  [500, 'ModelServiceFailed', 'Failed to request model service.'],
  [500, 'RequestTimeOut', 'Request timed out, please try again later.'],
  [500, 'ModelServingError', throttled],
  [503, 'ModelServingError', throttled],
  [503, 'ModelUnavailable', 'Model is unavailable, please try again later.'],
];

/** The table of dashscope-api §7.2. */
export const errorRows: readonly ErrorRow[] = documentedErrors.map(
  ([status, code, message, compatibleCode]) => ({ status, code, message, compatibleCode }),
);

/** The documented row of a code, or of a status when no code is given. */
export function findErrorRow(wanted: { status?: number; code?: string }): ErrorRow | undefined {
  return errorRows.find(
    (row) =>
      (wanted.code === undefined || row.code === wanted.code) &&
      (wanted.status === undefined || row.status === wanted.status),
  );
}
