import * as z from 'zod';
import { ownerForm } from './api-key.ts';

/**
 * Owners, and rules of the configuration, which are called as owners are.
 * @param what for instance `an owner`, for the words of a refusal
 */
export const nameOf = (what: string) =>
  z.string().regex(ownerForm, `${what} has 1 to 40 lower-case letters, digits and dashes`);
