/** Runs the use-case with what it may use: authority comes from the context, never from the input. */
import type { OperationRow } from "#lib/operations/operation";
import type { SubjectContext } from "#lib/usecases/use-case";
import type { Call } from "./call";
import { conditionsOf } from "./facts-of-call";
import { type AnyUseCase, findUseCase } from "./find-use-case";
import type { Identified } from "./identify";
import { committer } from "./record";
import type { Ready } from "./require-state";

/**
 * @param confirmAgain whether the call would still be let in
 * @returns the output, as the operation's row says
 */
export async function run(
  call: Call,
  identified: Identified,
  { authorised, target, secondKey }: Ready,
  confirmAgain: () => Promise<void>,
): Promise<unknown> {
  const { performer, store, request, row, caller, progress } = call;
  const { commit, commitMany } = committer(call);
  const useCase = findUseCase(request.operation);
  if (useCase.subject === "key" && target === null) throw new Error(`${request.operation} is about a key, and none was loaded`);
  if (target !== null && letsKeyWork(row, useCase)) progress.keyVersion = target.material?.version ?? null;
  // One object made at once, since every call comes by here; what is about a key is there for use-cases of a key alone.
  const context = {
    store,
    hsm: performer.hsm,
    now: performer.now,
    passwordQueue: performer.passwordQueue,
    quota: performer.quota,
    region: performer.region,
    productVersion: performer.productVersion,
    relyingParty: performer.relyingParty,
    sessionLimits: performer.sessionLimits,
    caller,
    origin: request.origin,
    principal: identified.kind === "signIn" ? identified.principal : null,
    projectId: request.projectId,
    gone: request.gone,
    commit,
    commitMany,
    key: target?.key,
    subject: target?.subject,
    material: target?.material,
    shadow: target?.shadow,
    second: secondKey,
    grants: authorised.loaded.answer.grants,
    isPermittedByRole: authorised.isPermittedByRole,
    rights: authorised.rights,
    reach: authorised.reach,
    confirmAgain,
    conditions: conditionsOf(call),
  };
  return useCase.run(authorised.input as never, context as SubjectContext);
}

/** Whether material works that is there; what gives a key some has another version than it. */
function letsKeyWork({ effect }: OperationRow, { usesTokenOnly, usesMaterial }: AnyUseCase): boolean {
  return usesTokenOnly === true || (usesMaterial === true && (effect === "use" || effect === "read"));
}
