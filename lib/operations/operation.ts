/**
 * What a row of the catalog says about one operation, in the words of the domain. Rows hold the contract only: `lib/usecases/registry.ts`
 * binds them to their use-cases, and each door in `lib/wire` says how a protocol spells them. Authorisation, traces, the tests' forbidden
 * matrix and what the console offers come from here.
 */
import type { GrantOperation } from "#lib/domain/grant";
import type { Permission } from "#lib/domain/identity/permission";
import type { ServiceUse } from "#lib/domain/identity/service";
import { KEY_STATE_NAMES, type KeyEvent, type KeyState, TRANSITIONS } from "#lib/domain/key-state";

/** What a trace is about: the guide's Table 1-7 knows the first two. */
export type ResourceType =
  | "cmk"
  | "rng"
  | "user"
  | "group"
  | "project"
  | "account"
  | "credential"
  | "token"
  | "session"
  | "policy"
  | "system"
  | "trace"
  | "savedQuery";

/**
 * What an operation does to what it is about: `read` shows, `use` lets a key work and changes nothing, `change` changes something that
 * can be changed back, `destroy` ends a key, its material or somebody's access for good.
 */
export type Effect = "read" | "use" | "change" | "destroy";

/** Stands for a type in a row; at run time there is nothing in it. */
export type Shape<T> = { readonly of?: T };

const NOTHING = {};

export function shape<T>(): Shape<T> {
  return NOTHING;
}

export type OperationRow = {
  readonly effect: Effect;
  /** Spelling of the guide's Table 1-7 where it has one, else in its style. */
  readonly traceName: string;
  /** Of a read: whether it is traced when it was done too. Every other read only when it was refused, unless all reads are traced. */
  readonly isTracedRead?: true;
  /** Where an input field chooses among several names; `traceName` is for calls that do not get so far. */
  readonly traceNameBy?: { readonly field: string; readonly names: Readonly<Record<string, string>> };
  /** "cmk" unless said otherwise. */
  readonly resourceType?: ResourceType;
  /** What a role must hold; null where any signed-in caller may ask, because the answer shows only what is its own. */
  readonly permission: Permission | null;
  /** Where an input field chooses among several permissions; `permission` is for the document alone then. */
  readonly permissionBy?: { readonly field: string; readonly permissions: Readonly<Record<string, Permission>> };
  /** What shows what is the account's own besides; whoever holds it alone sees nothing else. Held for the account. */
  readonly accountPermission?: Permission;
  /** Permissions that it takes besides, where the input names something in a field. */
  readonly fieldPermissions?: Readonly<Record<string, Permission>>;
  /** What the call is about: the whole project, one key (named by the input, or by its ciphertext), or the caller's account. */
  readonly subject: "project" | "key" | "account";
  /** Input field that names a second key: of the same project, in the same states, under the same permission. */
  readonly secondKey?: string;
  /** Whether it takes something from another key of the project: that takes the same right to that key. */
  readonly takesFromOtherKey?: true;
  /** The operation of a grant that allows this one too. */
  readonly grantable?: GrantOperation;
  /**
   * Allowed also by what a grant makes the caller: `retire` by being its issuer, its retirer or a grantee it lets retire
   * (of the grant that the input names), `retirable` by being so for any grant.
   */
  readonly byGrantRole?: "retire" | "retirable";
  /** What a cloud service may do with its own default master key by it. */
  readonly byService?: ServiceUse;
  /**
   * Anybody may do it with what is their own, without the permission: with themselves (input field `userId`), or with an access key of
   * theirs (input field `access`).
   */
  readonly own?: "user" | "accessKey";
  /** Nobody may do it with what is another's, whatever their roles allow. */
  readonly isOwnOnly?: true;
  /**
   * Whether a token of the console is good for it only within five minutes of a step-up of its session: always, or where the input has one
   * of these values in a field, or anything at all.
   */
  readonly needsStepUp?: true | { readonly field: string; readonly values?: readonly string[] };
  /** Whether somebody who must set up a second factor before anything else may do it nevertheless. */
  readonly isForFactorSetUp?: true;
  /** States in which the key may be the subject. */
  readonly allowedStates: readonly KeyState[];
  /** The transition this operation makes, where it makes one; it then gives `allowedStates` and the refusals. */
  readonly transition?: KeyEvent;
  /** Whether a default master key may be the subject. */
  readonly defaultKeys: boolean;
  /** How many times the usual deadline it may take; once unless said otherwise. */
  readonly patience?: number;
  /**
   * Whether somebody may come who is nobody yet: such requests count against the rate limit of their address before anything is read
   * or looked up.
   */
  readonly isOpenToStrangers?: true;
  /** Whether a caller whose project is disabled may do it all the same. */
  readonly worksInDisabledProject?: true;
  readonly input: Shape<unknown>;
  readonly output: Shape<unknown>;
  /** Fields of input and output that must never be logged or traced. */
  readonly secretFields: readonly string[];
  readonly summary: string;
};

/** For operations on the project, and reads. */
export const ANY_STATE: readonly KeyState[] = KEY_STATE_NAMES;

/** Only an enabled key encrypts or decrypts (guide §2.4.2). */
export const ENABLED_ONLY: readonly KeyState[] = ["enabled"];

/** Reads and edits are possible until the deletion is scheduled (guide §2.4.1 NOTE). */
export const EDITABLE: readonly KeyState[] = ["enabled", "disabled", "pendingImport"];

/** `allowedStates` and `transition` of an operation that changes the state. */
export function byTransition(event: KeyEvent) {
  return { transition: event, allowedStates: TRANSITIONS[event].from as readonly KeyState[] };
}

/** Of operations on people and their credentials, which are about no key. */
export const ON_ACCOUNT = { subject: "account", allowedStates: ANY_STATE, defaultKeys: false } as const;
