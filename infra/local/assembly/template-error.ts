/** Where in the templates something stands: `sample-api/GetVideo94B5C387 at Properties.Timeout`. */
export type TemplateLocation = {
  readonly stack: string;
  /** Logical id, or the name of an output. */
  readonly logicalId: string;
  readonly path: readonly (string | number)[];
};

/** A template asks for something that the laptop does not understand, so that what runs would not be what is deployed. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code = 'template_not_understood';
  readonly location: TemplateLocation;

  constructor(location: TemplateLocation, problem: string) {
    const at = location.path.length > 0 ? ` at ${location.path.join('.')}` : '';
    super(`${location.stack}/${location.logicalId}${at}: ${problem}`);
    this.location = location;
  }
}
