/** What Lambda reports about a failed invocation. */
export type ErrorReport = {
  /** The name of what was thrown, or one of Lambda's own (`Sandbox.Timedout`, `Runtime.OutOfMemory`, …). */
  readonly errorType: string;
  readonly errorMessage: string;
  /** Stack lines; absent where Lambda, not the code, ended the invocation. */
  readonly trace?: readonly string[];
};

/** A failed invocation as Step Functions sees it: the error's name, and its report as JSON text. */
export class FunctionError extends Error {
  readonly code: string;
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(JSON.stringify(report));
    this.name = report.errorType;
    this.code = report.errorType;
    this.report = report;
  }
}

/** Describes whatever a handler threw. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof Error) {
    const trace = thrown.stack?.split('\n') ?? [];
    return { errorType: thrown.name, errorMessage: thrown.message, trace };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** What Lambda answers for an ARN that no function has. */
export function functionNotFound(arn: string): FunctionError {
  return new FunctionError({
    errorType: 'Lambda.ResourceNotFoundException',
    errorMessage: `Function not found: ${arn}`,
  });
}
