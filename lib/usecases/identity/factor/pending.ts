import { KmsError } from "#lib/domain/errors";
import type { factorOperations } from "#lib/operations/factor-operations";
import type { ProjectUseCase } from "../../use-case";

const pending = {
  subject: "account",
  run: () => {
    throw new KmsError("unavailable");
  },
} as const;

type Name = keyof typeof factorOperations;
const names: readonly Name[] = [
  "createVirtualMfa",
  "bindMfa",
  "confirmMfa",
  "unbindMfa",
  "deleteVirtualMfa",
  "showMfaOfUser",
  "listMfas",
  "createRecoveryCodes",
  "showRecoveryCodes",
  "beginPasskey",
  "addPasskey",
  "listPasskeys",
  "renamePasskey",
  "removePasskey",
  "beginAssertion",
  "getSecondFactorRequired",
  "setSecondFactorRequired",
];
export const factorUseCases = Object.fromEntries(names.map((name) => [name, pending])) as unknown as { [N in Name]: ProjectUseCase<N> };
