/**
 * What a verb of this room looks like. A use-case never authenticates, authorises or traces by itself: `perform` does.
 * Authority comes from the context, never from the input.
 */

import { KmsError } from "#lib/domain/errors";
import type { HeldGrant } from "#lib/domain/grant";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import type { SessionLimits } from "#lib/domain/identity/session";
import type { Key } from "#lib/domain/key";
import type { KeyReference } from "#lib/domain/key-reference";
import type { RequestConditions } from "#lib/domain/policy/facts";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import type { Shadow } from "#lib/domain/use/shadow-disable";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";
import type { RelyingParty } from "#lib/iam/passkey/relying-party";
import type { PasswordQueue } from "#lib/iam/password-queue";
import type { InputOf, OperationName, OutputOf } from "#lib/operations/catalog";
import type { SqlTransaction, Store, Transaction } from "#lib/store/open";
import type { TraceRow } from "#lib/store/traces/traces";
import { isSound, type ReceivedFrame } from "./data/message";
import type { Principal } from "./identity/token/principal";

/** What a call rests on, or by what it was refused; "" where by nothing. */
export type CallRight = Pick<TraceRow, "rightKind" | "rightId">;

/** What a use-case may add to the trace of its call; no secret, ever. */
export type TraceNote = {
  resourceId?: string;
  alias?: string;
  details?: TraceRow["details"];
  /** Where the trace belongs, of a call that is about no project before it has taken effect. */
  projectId?: string | null;
  /** The grant that the call rested on when it took effect, where that can be another than the one that let it in. */
  grantId?: string;
  /** What it rested on, of one of many things that each have their own. */
  right?: CallRight;
  /** What else the change did, each with a trace of its own. */
  also?: readonly (Omit<TraceNote, "also"> & { readonly traceName: string })[];
};

/** What one of many things adds to its own trace. */
export type OutcomeNote = Omit<TraceNote, "also"> & { readonly refusal: KmsError | null };

/** What every use-case may use. */
export type Tools = {
  readonly store: Store;
  readonly hsm: Hsm;
  readonly now: () => Date;
  readonly passwordQueue: PasswordQueue;
  /** How many custom keys a project may have, grants and tags a key, and access keys a user. */
  readonly quota: { readonly keys: number; readonly grants: number; readonly tags: number; readonly accessKeys: number };
  /** The region of this installation, with which the names of its projects begin. */
  readonly region: string;
  /** Of this product, from `package.json`. */
  readonly productVersion: string;
  /** The console as authenticators know it; null where browsers refuse passkeys. */
  readonly relyingParty: RelyingParty | null;
  /** Of sessions of the console. */
  readonly sessionLimits: SessionLimits;
};

/** @param right null where it is that of the call */
export type KeyVerdict = { readonly isAllowed: boolean; readonly right: CallRight | null };

/** Which keys a call about many may be about. */
export type KeyRights = {
  /** Whether there may be keys that it may not be about. */
  readonly isLimited: boolean;
  /** What is decided of each of these IDs that is a key's. @param tx where the keys are locked */
  judge(ids: readonly string[], tx: SqlTransaction): Promise<ReadonlyMap<string, KeyVerdict>>;
  /** Those of the project, for a list; null where it may be about every one. */
  limit(): KeyLimit | null;
};

/** Which part of the trail a call may show. */
export type TrailReach = {
  /** What belongs to the project. */
  readonly project: boolean;
  /** What belongs to the account and to no project. */
  readonly account: boolean;
};

export type Context = Tools & {
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  /** Of a sign-in: who it is, and how that was shown. */
  readonly principal: Principal | null;
  /** The project that the call is about: always the caller's own. "" where the operation is about the account. */
  readonly projectId: string;
  /** Of a call about many keys, or one that takes from another key: which of them it may be about. */
  readonly rights: KeyRights;
  /** Of a call that reads the trail: which part of it. */
  readonly reach: TrailReach;
  /**
   * Whether the call would still be let in, for what goes on long after that was decided.
   * @throws KmsError as `perform` would
   */
  readonly confirmAgain: () => Promise<void>;
  /** How the call came, for what else is decided in it. */
  readonly conditions: RequestConditions;
  /** Gives the signal that is aborted when nobody waits for the answer any more. */
  readonly gone: () => AbortSignal;
  /**
   * Makes a change and commits it together with its trace, in one transaction.
   * @param note what to add to the trace, from the change's result
   */
  commit<T>(change: (tx: Transaction) => Promise<T>, note: (result: T) => TraceNote): Promise<T>;
  /**
   * The same for a change of many things, each of which has a trace of its own, also where it was refused.
   * @param notes one for each, from the change's result
   */
  commitMany<T>(change: (tx: SqlTransaction) => Promise<T>, notes: (result: T) => readonly OutcomeNote[]): Promise<T>;
};

/** Names the key a call is about and, where a ciphertext says so, the version; null for the primary one. */
export type Subject = {
  readonly reference: KeyReference;
  readonly keyVersion: number | null;
  /** The ciphertext that the call is about, read once; null where there is none, or none that can be read. */
  readonly message?: ReceivedFrame | null;
};

export type SubjectContext = Context & {
  readonly key: Key;
  readonly material: BoundMaterial | null;
  /** Of the key that is, or was, being disabled in shadow; null where it never was. */
  readonly shadow: Shadow | null;
  readonly subject: Subject;
  /** What the row's `secondKey` names; null where the row has none. */
  readonly second: { readonly key: Key; readonly material: BoundMaterial | null } | null;
  /** The caller's grants on this key, in whatever role. */
  readonly grants: readonly HeldGrant[];
  /** Whether the caller's own role allows this operation on this key, so that a grant is not what it rests on. */
  readonly isPermittedByRole: boolean;
};

/** What every verb may say of itself. */
type Marks = {
  /** `run` asks the token and nothing else and changes nothing, so it may run on a guess that is confirmed before its reply leaves. */
  readonly usesTokenOnly?: true;
  /** Needs the key's material, or gives it some, in another way than on a guess. */
  readonly usesMaterial?: true;
};

/** An operation on the project, or on the caller's account, as a whole. */
export type ProjectUseCase<N extends OperationName> = Marks & {
  readonly subject: "project" | "account";
  run(input: InputOf<N>, context: Context): Promise<OutputOf<N>> | OutputOf<N>;
};

/** An operation on one key. */
export type KeyUseCase<N extends OperationName> = Marks & {
  readonly subject: "key";
  /** The key the input names; null where it names none that could exist. */
  readonly subjectOf: (input: InputOf<N>) => Subject | null;
  /**
   * The refusal that must come before "not found" and before the state, or null. For ciphertexts: an unsound one tells
   * nothing about any key.
   */
  readonly refuse?: (input: InputOf<N>, tools: Pick<Tools, "hsm">, key: Key | null, subject: Subject | null) => KmsError | null;
  run(input: InputOf<N>, context: SubjectContext): Promise<OutputOf<N>> | OutputOf<N>;
};

export type UseCase<N extends OperationName> = ProjectUseCase<N> | KeyUseCase<N>;

/** The subject of every operation whose input names its key. */
export function byKey({ key }: { readonly key: KeyReference }): Subject {
  return { reference: key, keyVersion: null };
}

/** Whether a reference, where there is one, means this key. Only by its ID can a key be named beside its ciphertext. */
export function names(reference: KeyReference | undefined, key: Key): boolean {
  return reference === undefined || ("keyId" in reference && reference.keyId === key.id);
}

/** An enabled key has material; a row without is a damaged one. @throws KmsError `materialIntegrity` */
export function requireMaterial({ material }: Pick<SubjectContext, "material">): BoundMaterial {
  if (material === null) throw new KmsError("materialIntegrity");
  return material;
}

/** The one refusal of a ciphertext that was not made here, or not with this key; before anything of the key is told. */
export function refuseUnsound(hsm: Hsm, key: Key | null, subject: Subject | null): KmsError | null {
  const message = subject?.message ?? null;
  const isOurs = key !== null && message !== null && message.frame.keyId === key.id && isSound(hsm, message);
  return isOurs ? null : new KmsError("ciphertextInvalid");
}

/** A sound ciphertext with the material of its version. @throws KmsError `ciphertextInvalid` where either is missing */
export function requireMessage({ subject, material }: Pick<SubjectContext, "subject" | "material">): {
  message: ReceivedFrame;
  material: BoundMaterial;
} {
  if (!subject.message || material === null) throw new KmsError("ciphertextInvalid");
  return { message: subject.message, material };
}
