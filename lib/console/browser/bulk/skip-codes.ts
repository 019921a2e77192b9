import type { ErrorCode } from "#lib/domain/errors";
import { KEY_STATES, TRANSITIONS } from "#lib/domain/key-state";
import { kmsCodeOf } from "#lib/wire/kms/errors";

const ROWS: readonly { readonly refusal: ErrorCode; readonly refusals?: Partial<Record<string, ErrorCode>> }[] = Object.values(TRANSITIONS);

const CODES: readonly ErrorCode[] = [
  ...ROWS.flatMap(({ refusal, refusals = {} }) => [refusal, ...Object.values(refusals).filter((code) => code !== undefined)]),
  ...Object.values(KEY_STATES).flatMap(({ useRefusal }) => useRefusal ?? []),
  "defaultKeyProtected",
  "tagQuotaReached",
];

/** Wire codes that say what a key is like, so that it is skipped. With any other the change of the key has failed. */
export const SKIP_CODES: ReadonlySet<string> = new Set(CODES.map((code) => kmsCodeOf(code)));
