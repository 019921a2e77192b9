/**
 * What a token may be exchanged for. Invariant: a token of a project gives tokens of that project and no others, however long the chain;
 * one of the account gives what lies in the account, and one without a scope whatever its user may have.
 */
import { KmsError } from "#lib/domain/errors";
import type { TokenScope } from "#lib/domain/identity/token-scope";
import type { Principal } from "./principal";

/**
 * Decided from the parent alone: a token of a project does not even tell whether another project exists.
 * @throws KmsError `notPermitted` for a wider scope than the token's own, and for none, which could be exchanged for any
 */
export function requireNoWider({ parent, wanted }: Pick<Principal, "parent" | "wanted">): void {
  if (parent === null || parent.scope !== "project" || isProject(parent, wanted)) return;
  throw new KmsError("notPermitted", {
    message: "A token of a project can be exchanged only for another one of that project. Sign in to get a token for another scope.",
  });
}

function isProject({ project, accountId, accountName }: NonNullable<Principal["parent"]>, wanted: TokenScope): boolean {
  if (typeof wanted !== "object" || wanted === null || !("project" in wanted) || project === null) return false;
  const { domain } = wanted.project;
  const isOwnAccount = domain === undefined || ("id" in domain ? domain.id === accountId : domain.name === accountName);
  return isOwnAccount && ("id" in wanted.project ? wanted.project.id === project.id : wanted.project.name === project.name);
}
