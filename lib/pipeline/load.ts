/**
 * What decides about a call: its caller, the key it is about with the asked version's material, and the caller's grants on it, in one
 * look. Invariant: what is known before its caller is proven changes nothing; expired material is destroyed only after that.
 */
import { isMaterialExpired, type Key } from "#lib/domain/key";
import type { KeyReference } from "#lib/domain/key-reference";
import { nextState } from "#lib/domain/key-state";
import { OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import type { LookupAnswer } from "#lib/store/hot/lookup-answer";
import { expireMaterial } from "#lib/usecases/material/expire";
import type { Subject } from "#lib/usecases/use-case";
import type { Performer, PerformRequest, Reading } from "./call";
import { findUseCase } from "./find-use-case";
import type { Identified } from "./identify";
import { lookUp } from "./look-up";

export type Loaded = {
  /** Names the key that the call is about; null where it is about none, or names none that could exist. */
  readonly subject: Subject | null;
  readonly answer: LookupAnswer;
  /** Of the second key, where the operation has one. */
  readonly second: LookupAnswer | null;
};

const NOTHING: LookupAnswer = {
  caller: null,
  accessKey: null,
  key: null,
  material: null,
  shadow: null,
  wasDestroyed: false,
  alterations: [],
  alteredCaller: null,
  grants: [],
  details: null,
};

/** @throws KmsError `unavailable` */
export async function load(performer: Performer, request: PerformRequest, identified: Identified, reading: Reading): Promise<Loaded> {
  if (identified.kind === "signIn") return { subject: null, answer: NOTHING, second: null };
  const { credential } = identified;
  const subject = subjectOf(request.operation, reading);
  const secondReference = secondOf(OPERATIONS[request.operation], reading);
  const [answer, second] = await Promise.all([
    lookUp(performer, request, credential, subject),
    secondReference && lookUp(performer, request, credential, { reference: secondReference, keyVersion: null }),
  ]);
  return { subject, answer, second };
}

/**
 * What was loaded of a key whose material is past its time, after that has been destroyed. Not for whoever may not see the key at all,
 * to whom that would tell that there is one.
 */
export async function withoutExpired(
  performer: Performer,
  request: PerformRequest,
  identified: Identified,
  loaded: Loaded,
): Promise<Loaded> {
  if (identified.kind === "signIn") return loaded;
  const { credential } = identified;
  const renew = async (answer: LookupAnswer, keyVersion: number | null) => {
    if (answer.key === null || !isMaterialExpired(answer.key, performer.now())) return answer;
    if (answer.key.projectId !== answer.caller?.projectId && answer.grants.length === 0) return answer;
    await expireMaterial(performer.store, performer.now(), answer.key.id);
    const after = await lookUp(performer, request, credential, { reference: { keyId: answer.key.id }, keyVersion });
    // The database destroys by its own clock as well: one that is behind ours has not, and yet nothing uses the material any more.
    return after.key !== null && isMaterialExpired(after.key, performer.now()) ? withoutMaterial(after, after.key) : after;
  };
  if (!isExpired(performer, loaded.answer) && !isExpired(performer, loaded.second)) return loaded;
  return {
    ...loaded,
    answer: await renew(loaded.answer, loaded.subject?.keyVersion ?? null),
    second: loaded.second && (await renew(loaded.second, null)),
  };
}

function isExpired(performer: Performer, answer: LookupAnswer | null): boolean {
  return answer !== null && answer.key !== null && isMaterialExpired(answer.key, performer.now());
}

/** A key whose material is past its time, as it will be when that is destroyed. */
function withoutMaterial(answer: LookupAnswer, key: Key): LookupAnswer {
  const state = nextState(key.state, "deleteMaterial") ?? key.state;
  return { ...answer, key: { ...key, state, materialExpiresAt: null }, material: null };
}

export function subjectOf(operation: OperationName, reading: Reading): Subject | null {
  const useCase = findUseCase(operation);
  return useCase.subject === "key" && "input" in reading ? useCase.subjectOf(reading.input as never) : null;
}

function secondOf({ secondKey }: OperationRow, reading: Reading): KeyReference | null {
  if (secondKey === undefined || !("input" in reading)) return null;
  return (reading.input as Record<string, KeyReference | undefined>)[secondKey] ?? null;
}
