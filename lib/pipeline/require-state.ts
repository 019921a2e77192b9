/**
 * Whether the key is there, whole, and in a state that allows the operation. Invariant: what a ciphertext tells of a key comes before
 * what the key's state tells, and an unsound one tells nothing.
 */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { KeyReference } from "#lib/domain/key-reference";
import { isUsageAllowed } from "#lib/domain/key-spec";
import { isShadowRunning, type Shadow } from "#lib/domain/use/shadow-disable";
import type { BoundMaterial } from "#lib/hsm/port";
import type { OperationRow } from "#lib/operations/operation";
import { stateRefusal } from "#lib/operations/state-refusal";
import { toAlteredRefusal } from "#lib/store/books/altered";
import { keyBook } from "#lib/store/books/key-book";
import type { LookupAnswer } from "#lib/store/hot/lookup-answer";
import { findTombstone } from "#lib/store/keys/destruction";
import { isSound } from "#lib/usecases/data/message";
import { toDestroyedRefusal } from "#lib/usecases/key/destroyed-refusal";
import type { Subject } from "#lib/usecases/use-case";
import type { Authorised } from "./authorise";
import type { Call } from "./call";
import { findUseCase } from "./find-use-case";

declare const MADE_HERE: unique symbol;

/** Made by `requireState` alone. */
export type Ready = {
  readonly [MADE_HERE]: true;
  readonly authorised: Authorised;
  /** null where the operation is about no key. */
  readonly target: {
    readonly key: Key;
    readonly subject: Subject;
    readonly material: BoundMaterial | null;
    readonly shadow: Shadow | null;
  } | null;
  /** What the row's `secondKey` names. */
  readonly secondKey: { readonly key: Key; readonly material: BoundMaterial | null } | null;
};

/** @throws KmsError `keyNotFound`; the refusal of the key's state; what the use-case says of the input; `materialIntegrity` */
export async function requireState(call: Call, authorised: Authorised): Promise<Ready> {
  const { performer, request, row, progress } = call;
  const { input, key, loaded } = authorised;
  const { subject, answer, second } = loaded;
  const useCase = findUseCase(request.operation);
  if (useCase.subject !== "key") return { authorised, target: null, secondKey: null } as Ready;
  requireUnaltered(answer);
  if (second !== null) requireUnaltered(second);
  if (useCase.usesTokenOnly && key !== null) requireIntact(key);
  if (key === null && subject !== null) await refuseDestroyed(call, input, subject);
  const refusal = useCase.refuse?.(input as never, performer, key, subject);
  if (refusal) throw refusal;
  if (subject === null || key === null) throw new KmsError("keyNotFound");
  if (useCase.usesTokenOnly || useCase.usesMaterial) refuseResurrected(answer);
  requireAllowedState(row, key);
  const secondKey = second === null ? null : requireSecond(row, second, request.projectId);
  if (secondKey !== null)
    progress.details = { ...progress.details, secondKey: secondKey.key.id, secondKeyVersion: secondKey.key.primaryVersion };
  progress.wouldFail = wouldFail(call, [answer, second]);
  // A key that was destroyed has no material, also for an operation that does not say that it needs some.
  const material = answer.wasDestroyed ? null : answer.material;
  return { authorised, target: { key, subject, material, shadow: answer.shadow }, secondKey } as Ready;
}

/**
 * Tells somebody of its own project that a key was destroyed. A ciphertext must be sound for that: an unsound one tells nothing
 * about any key, and neither does one that is given together with another key.
 */
async function refuseDestroyed(
  { performer, store, request, progress }: Call,
  input: unknown,
  { reference, message }: Subject,
): Promise<void> {
  if (!("keyId" in reference)) return;
  const { key: named, sourceKey: source } = input as { key?: KeyReference; sourceKey?: KeyReference };
  if ([named, source].some((other) => other !== undefined && "keyId" in other && other.keyId !== reference.keyId)) return;
  const isBelievable = !message || (message.frame.keyId === reference.keyId && isSound(performer.hsm, message));
  // Looked for in any case: how long it takes must not tell which ciphertexts of others are sound.
  const tombstone = await findTombstone(store, request.projectId, reference.keyId);
  if (tombstone !== null) await store.requireUnaltered([keyBook(tombstone.keyId)]);
  if (tombstone === null || !isBelievable) return;
  Object.assign(progress, { resourceId: tombstone.keyId, alias: tombstone.alias });
  throw toDestroyedRefusal(tombstone);
}

/** The second key of a call that a role allows: one of the own project, for that is where the role is held. */
function requireSecond(row: OperationRow, second: LookupAnswer, projectId: string): { key: Key; material: BoundMaterial | null } {
  const { key, material } = second;
  if (key === null || key.projectId !== projectId) throw new KmsError("keyNotFound");
  refuseResurrected(second);
  requireAllowedState(row, key);
  return { key, material };
}

/** The ID of a key that was destroyed is never used again: rows that have come back are somebody's tampering. @throws KmsError `materialIntegrity` */
function refuseResurrected({ wasDestroyed }: LookupAnswer): void {
  if (wasDestroyed) throw new KmsError("materialIntegrity");
}

/** Nothing is done with a key of which somebody else has written a row, and nothing told of it. @throws KmsError `materialIntegrity` */
function requireUnaltered({ key, alterations }: LookupAnswer): void {
  if (key !== null && alterations.length > 0) throw toAlteredRefusal(keyBook(key.id), alterations);
}

/** A row whose spec and usage cannot belong to one key was edited by somebody else. @throws KmsError `materialIntegrity` */
function requireIntact({ spec, usage }: Key): void {
  if (!isUsageAllowed(spec, usage)) throw new KmsError("materialIntegrity");
}

function requireAllowedState(row: OperationRow, key: Key): void {
  const refusal = stateRefusal(row, key);
  if (refusal !== null) throw refusal;
}

/** Whether one of the keys is being disabled in shadow, and a disabled one would refuse the call; reads and changes are not meant. */
function wouldFail({ performer, row }: Call, answers: readonly (LookupAnswer | null)[]): boolean {
  if (row.effect !== "use" || row.allowedStates.includes("disabled")) return false;
  return answers.some((answer) => answer !== null && answer.shadow !== null && isShadowRunning(answer.shadow, performer.now()));
}
