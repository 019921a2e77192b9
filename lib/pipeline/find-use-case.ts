/** The use-case of an operation. The registry binds each name to one of that very name; here the types are only wider. */
import type { OperationName } from "#lib/operations/catalog";
import { REGISTRY } from "#lib/usecases/registry";
import type { KeyUseCase, ProjectUseCase } from "#lib/usecases/use-case";

export type AnyUseCase = KeyUseCase<"describeKey"> | ProjectUseCase<"createKey">;

export function findUseCase(operation: OperationName): AnyUseCase {
  return REGISTRY[operation] as AnyUseCase;
}
