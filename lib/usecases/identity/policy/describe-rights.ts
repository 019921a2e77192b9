/** Says what the caller may do where its token is: for menus and lists, which hide and show by it; each call is decided by itself. */
import { policyCallerOf } from "#lib/domain/policy/policy-caller";
import { rightsOf } from "#lib/domain/policy/rights";
import type { ProjectUseCase } from "../../use-case";

export const describeRights: ProjectUseCase<"describeRights"> = {
  subject: "account",
  run: (_input, { caller, conditions }) => ({
    permissions: [...rightsOf(policyCallerOf(caller), conditions)].map(([permission, right]) => ({ permission, right })),
  }),
};
