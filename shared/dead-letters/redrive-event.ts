/** The source of events by which dead letters are tried again (`npm run redrive`). */
export const redriveSource = 'qwen-media.redrive';

/** The `detail-type` of a command that is tried again: none that a rule of the configuration takes. */
export const redrivenCommandType = 'command.redriven';
