/**
 * Gives whoever has signed in a token for the scope that was asked for. Invariants: token and trace are one transaction; a sign-in begins a
 * session, and what is exchanged stays in that of the token it came from.
 */
import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import { hashToken, newToken } from "#lib/iam/token";
import { findProjectOfAccount } from "#lib/store/identity/projects";
import { insertSession } from "#lib/store/identity/sessions";
import { insertToken, type TokenRecord } from "#lib/store/identity/tokens";
import { noteSignIn } from "#lib/store/identity/users";
import type { Store } from "#lib/store/open";
import type { ProjectUseCase } from "../../use-case";
import { beginSession } from "../session/begin";
import type { Principal } from "./principal";
import { accountOf } from "./prove";
import { toTokenView } from "./token-view";

export const createToken: ProjectUseCase<"createToken"> = {
  subject: "account",
  async run(_input, { principal, store, origin, sessionLimits, commit }) {
    if (principal === null) throw new KmsError("notSignedIn");
    const { scope, project } = await resolveScope(store, principal);
    const token = newToken();
    const { accountId, accountName, userId, userName, federatedGroups, parentId, source, method, isMfaPresent } = principal;
    const issuedAt = principal.provenAt;
    const begun = principal.parent === null ? beginSession(principal, origin, sessionLimits) : null;
    const { id: sessionId, expiresAt } = begun ?? { id: principal.sessionId, expiresAt: principal.expiresAt };
    const stored = { id: newHexId(), accountId, userId, federatedGroups, parentId, sessionId, source, scope, issuedAt, expiresAt };
    const isFederated = federatedGroups !== null;
    await commit(
      async (tx) => {
        if (begun !== null) await insertSession(tx, begun, principal.passwordHash);
        await insertToken(tx, { ...stored, projectId: project?.id ?? null, hash: hashToken(token) as Buffer });
        if (parentId === null && !isFederated) await noteSignIn(tx, userId, issuedAt);
      },
      () => ({
        resourceId: userId,
        projectId: project?.id ?? null,
        details: { method, scope, session: sessionId ?? "", ...(isFederated && { isFederated }) },
      }),
    );
    const record = { ...stored, isMfaPresent, accountName, userName, project, isByIdToken: principal.isByIdToken };
    return { token, device: principal.device, view: await toTokenView(store, record) };
  },
};

/**
 * A scope outside the user's own account is refused like a wrong password: it tells nothing about other accounts. That a project of it is
 * disabled is told: whoever hears it has signed in.
 */
async function resolveScope(store: Store, principal: Principal): Promise<Pick<TokenRecord, "scope" | "project">> {
  const { wanted } = principal;
  if (wanted === undefined || wanted === null || wanted === "unscoped") return { scope: "none", project: null };
  const account = accountOf(wanted);
  if (account !== undefined && ("id" in account ? account.id !== principal.accountId : account.name !== principal.accountName)) {
    throw new KmsError("notSignedIn", { message: "The account of the scope is not the user's own." });
  }
  if ("domain" in wanted) return { scope: "account", project: null };
  if (!("project" in wanted)) return { scope: "none", project: null };
  const named = "id" in wanted.project ? { id: wanted.project.id } : { name: wanted.project.name };
  const project = await findProjectOfAccount(store, principal.accountId, named);
  if (project === null) throw new KmsError("notSignedIn", { message: "The project of the scope does not exist in the user's account." });
  if (!project.isEnabled) throw new KmsError("projectDisabled");
  return { scope: "project", project };
}
