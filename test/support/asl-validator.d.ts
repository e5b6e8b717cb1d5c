declare module 'asl-validator' {
  /** Checks a definition in the Amazon States Language; it writes defaults into the object it is given. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    errorsText(): string;
  };
}
