/**
 * What a verb of this room looks like. A use-case never authenticates, authorises or traces by itself: `perform` does.
 * Authority comes from the context, never from the input.
 */
import type { Caller } from "#lib/domain/caller";
import type { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { BoundMaterial, Hsm } from "#lib/hsm/port";
import type { InputOf, OperationName, OutputOf } from "#lib/operations/catalog";
import type { Store, Transaction } from "#lib/store/open";
import type { TraceRow } from "#lib/store/traces";

/** What a use-case may add to the trace of its call; no secret, ever. */
export type TraceNote = {
  resourceId?: string;
  alias?: string;
  details?: TraceRow["details"];
};

/** What every use-case may use. */
export type Tools = {
  readonly store: Store;
  readonly hsm: Hsm;
  readonly now: () => Date;
  /** How many custom keys a project may have. */
  readonly keyQuota: number;
};

export type Context = Tools & {
  readonly caller: Caller;
  /** The project that the call is about: always the caller's own. */
  readonly projectId: string;
  /**
   * Makes a change and commits it together with its trace, in one transaction.
   * @param note what to add to the trace, from the change's result
   */
  commit<T>(change: (tx: Transaction) => Promise<T>, note: (result: T) => TraceNote): Promise<T>;
};

/** Names the key a call is about: its ID and, where a ciphertext says so, the version. */
export type Subject = { readonly keyId: string; readonly keyVersion: number | null };

export type SubjectContext = Context & { readonly key: Key; readonly material: BoundMaterial | null };

/** An operation on the project as a whole. */
export type ProjectUseCase<N extends OperationName> = {
  readonly subject: "project";
  run(input: InputOf<N>, context: Context): Promise<OutputOf<N>> | OutputOf<N>;
};

/** An operation on one key. */
export type KeyUseCase<N extends OperationName> = {
  readonly subject: "key";
  /** The key the input names; null where it names none that could exist. */
  readonly subjectOf: (input: InputOf<N>) => Subject | null;
  /**
   * The refusal that must come before "not found" and before the state, or null. For ciphertexts: an unsound one tells
   * nothing about any key.
   */
  readonly refuse?: (input: InputOf<N>, tools: Tools, key: Key | null) => KmsError | null;
  run(input: InputOf<N>, context: SubjectContext): Promise<OutputOf<N>> | OutputOf<N>;
};

export type UseCase<N extends OperationName> = ProjectUseCase<N> | KeyUseCase<N>;

/** The subject of every operation that names its key by `key_id`. */
export function byKeyId(input: { key_id: string }): Subject {
  return { keyId: input.key_id, keyVersion: null };
}
