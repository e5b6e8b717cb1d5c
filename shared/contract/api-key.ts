/** What owners are called (api.md, Authentication). */
export const ownerForm = /^[a-z0-9-]{1,40}$/;

const keyForm = /^qm_([a-z0-9-]{1,40})_[A-Za-z0-9_-]+$/;
const leastCharacters = 32;

/** The owner that a key of the form `qm_<owner>_<secret>` names; whether it exists is API Gateway's to say. */
export function ownerOfKey(key: string): string | undefined {
  return key.length >= leastCharacters ? keyForm.exec(key)?.[1] : undefined;
}
