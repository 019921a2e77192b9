/** Where something is attached: in a project, on the account itself, or in all projects. */
import type { HeldScope } from "#lib/domain/policy/held-policy";
import type { Place } from "#lib/store/identity/role-assignments";
import type { Context } from "../../use-case";
import { requireOwnAccount } from "../own-account";

type InProject = { readonly projectId: string; readonly groupId: string };
type InAccount = { readonly accountId: string; readonly groupId: string };

/** From an input to the place that it names. @throws KmsError `identityNotFound` for another account */
export type ToPlace<Input> = (context: Pick<Context, "caller">, input: Input) => Place;

export const inProject: ToPlace<InProject> = ({ caller }, { projectId, groupId }) => ({
  accountId: caller.accountId,
  groupId,
  scope: "project",
  projectId,
});
export const inAccount: ToPlace<InAccount> = (context, input) => ofAccount(context, input, "account");
export const inAllProjects: ToPlace<InAccount> = (context, input) => ofAccount(context, input, "allProjects");

function ofAccount({ caller }: Pick<Context, "caller">, { accountId, groupId }: InAccount, scope: HeldScope): Place {
  requireOwnAccount(caller, accountId);
  return { accountId, groupId, scope, projectId: null };
}
