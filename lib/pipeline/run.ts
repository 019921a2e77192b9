/** Runs the use-case with what it may use: authority comes from the context, never from the input. */
import type { Context } from "#lib/usecases/use-case";
import type { Call } from "./call";
import { findUseCase } from "./find-use-case";
import type { Identified } from "./identify";
import { committer } from "./record";
import type { Ready } from "./require-state";

/** @returns the output, as the operation's row says */
export async function run(call: Call, identified: Identified, ready: Ready): Promise<unknown> {
  const { performer, request, caller } = call;
  const { input, target, secondKey, answer, isPermittedByRole } = ready;
  const context: Context = {
    store: performer.store,
    hsm: performer.hsm,
    now: performer.now,
    passwordQueue: performer.passwordQueue,
    quota: performer.quota,
    region: performer.region,
    productVersion: performer.productVersion,
    apiUrl: performer.apiUrl,
    caller,
    principal: identified.kind === "signIn" ? identified.principal : null,
    projectId: request.projectId,
    gone: request.gone,
    ...committer(call),
  };
  const useCase = findUseCase(request.operation);
  if (useCase.subject !== "key") return useCase.run(input as never, context);
  if (target === null) throw new Error(`${request.operation} is about a key, and none was loaded`);
  return useCase.run(input as never, { ...context, ...target, second: secondKey, grants: answer.grants, isPermittedByRole });
}
