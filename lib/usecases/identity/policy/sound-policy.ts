/** A policy as somebody writes it, held to the language before anything of it is stored. */
import { KmsError } from "#lib/domain/errors";
import { parsePolicyValue } from "#lib/domain/policy/parse-policy";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";

/** How many policies an account may have (iam-reference §0 lists 300 at once). */
export const POLICIES_MAX = 200;

/** @throws KmsError `policyInvalid` with what is wrong first, and where */
export function requireSound(written: unknown): PolicyDocument {
  const { policy, faults } = parsePolicyValue(written);
  if (policy !== null) return policy;
  const [{ message, path }] = faults;
  throw new KmsError("policyInvalid", { field: "document", message: `${message} (${path})` });
}
