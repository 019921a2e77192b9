/**
 * What a row of the catalog says about one operation. Rows hold the contract only; `usecases/registry.ts` binds the acts.
 * Schemas speak the wire's names and JSON types (api-reference §0.2), so routing, OpenAPI, the console's types,
 * authorisation and the tests' forbidden matrix all come from one place.
 */
import { z } from "zod";
import type { ErrorCode } from "#lib/domain/errors";
import type { GrantOperation } from "#lib/domain/grant";
import { KEY_STATE_NAMES, type KeyEvent, type KeyState, TRANSITIONS } from "#lib/domain/key-state";
import type { Permission } from "#lib/domain/permission";

/** What a trace is about: the guide's Table 1-7 knows the first two. */
export type ResourceType = "cmk" | "rng" | "user" | "group" | "project" | "credential";

export type OperationRow = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Path below the host, with `:name` parameters. `:project_id` is the scope of the call; the others are fields of the
   * input, as are the members of the body and of the query.
   */
  readonly path: `/${string}`;
  /** Another path that older clients use for the same. */
  readonly alsoAt?: `/${string}`;
  /** Status of success; 200 unless said otherwise. With 204 there is no output. */
  readonly status?: 200 | 201 | 204;
  /** Spelling of the guide's Table 1-7, or null where nothing is traced. */
  readonly traceName: string | null;
  /** Where an input field chooses among several names; `traceName` is for calls that do not get so far. */
  readonly traceNameBy?: { readonly field: string; readonly names: Readonly<Record<string, string>> };
  /** "cmk" unless said otherwise. */
  readonly resourceType?: ResourceType;
  /** What a role must hold; null where any signed-in caller may ask, because the answer shows only what is its own. */
  readonly permission: Permission | null;
  /** Where an input field chooses among several permissions; `permission` is for the document alone then. */
  readonly permissionBy?: { readonly field: string; readonly permissions: Readonly<Record<string, Permission>> };
  /** Permissions that it takes besides, where the input names something in a field. */
  readonly fieldPermissions?: Readonly<Record<string, Permission>>;
  /** What the call is about: the whole project, one key (named by `key_id` or the ciphertext), or the caller's account. */
  readonly subject: "project" | "key" | "account";
  /** Input field that names a second key (KEYREF): of the same project, in the same states, under the same permission. */
  readonly secondKey?: string;
  /** The operation of a grant that allows this one too. */
  readonly grantable?: GrantOperation;
  /**
   * Allowed also by what a grant makes the caller: `retire` by being its issuer, its retirer or a grantee it lets retire
   * (of the grant named by `grant_id`), `retirable` by being so for any grant.
   */
  readonly byGrantRole?: "retire" | "retirable";
  /** States in which the key may be the subject. */
  readonly allowedStates: readonly KeyState[];
  /** The transition this operation makes, where it makes one; it then gives `allowedStates` and the refusals. */
  readonly transition?: KeyEvent;
  /** Whether a default master key may be the subject. */
  readonly defaultKeys: boolean;
  /** How many times the usual deadline it may take; once unless said otherwise. */
  readonly patience?: number;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Refusals of fields that differ from `FIELD_ERRORS` in this operation alone. */
  readonly fieldErrors?: Readonly<Record<string, ErrorCode>>;
  /** Fields of input and output that must never be logged or traced. */
  readonly secretFields: readonly string[];
  /** Refusals to be expected besides those of every call; for the OpenAPI document. */
  readonly refusals?: readonly ErrorCode[];
  /** A request body that works, for the OpenAPI document. */
  readonly example?: Readonly<Record<string, unknown>>;
  readonly summary: string;
};

/** For operations on the project, and reads. */
export const ANY_STATE: readonly KeyState[] = KEY_STATE_NAMES;

/** Only an enabled key encrypts or decrypts (guide §2.4.2). */
export const ENABLED_ONLY: readonly KeyState[] = ["enabled"];

/** Reads and edits are possible until the deletion is scheduled (guide §2.4.1 NOTE). */
export const EDITABLE: readonly KeyState[] = ["enabled", "disabled", "pendingImport"];

/** Output of an operation that answers 204. */
export const noContent = z.undefined();

/** Output `{}`: an empty body with status 200 breaks clients that decode it (api-reference §0.3). */
export const emptyReply = z.object({});

/** `allowedStates` and `transition` of an operation that changes the state. */
export function byTransition(event: KeyEvent) {
  return { transition: event, allowedStates: TRANSITIONS[event].from as readonly KeyState[] };
}
