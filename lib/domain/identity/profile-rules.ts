/** Rules for what is kept of a person (iam-reference §1). */
export const EMAIL_MAX_CHARACTERS = 255;
export const EXTERNAL_MAX_CHARACTERS = 128;

/** Whether mail could be sent there: something, one @, a host name; 255 characters at most, no blanks. "" is none. */
export function isEmail(email: string): boolean {
  if (email === "") return true;
  const [local = "", host = "", ...more] = email.split("@");
  const isHost = host.split(".").every((label) => /^[A-Za-z0-9-]+$/.test(label));
  return email.length <= EMAIL_MAX_CHARACTERS && /^[\x21-\x7e]{1,64}$/.test(local) && isHost && more.length === 0;
}

/** Whether this is a phone number in its country: 1 to 32 digits. "" is none. */
export function isPhone(phone: string): boolean {
  return /^\d{0,32}$/.test(phone);
}

/** Whether this is a country code as this family writes it: 1 to 8 digits, as in 0049. "" is none. */
export function isAreaCode(code: string): boolean {
  return /^\d{0,8}$/.test(code);
}

/** Whether this may name somebody, or the kind of a name, in another system: 128 characters of printable ASCII at most. "" is none. */
export function isExternal(text: string): boolean {
  return /^[\x21-\x7e]{0,128}$/.test(text);
}
