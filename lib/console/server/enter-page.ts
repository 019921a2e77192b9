/** What every page of a project begins with: the session, the project, and what its user may do there. */
import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { can } from "#lib/domain/identity/permission";
import { OPERATION_NAMES, OPERATIONS, type OperationName } from "#lib/operations/catalog";
import { SessionEnded } from "../api-failure";
import type { Project } from "../project";
import { sessionEndedPath, signInPath } from "../sign-in-path";
import { getProjectToken } from "./project-token";
import { findProject } from "./projects";
import { requireSession, type Session } from "./session";
import { ownCookieName } from "./settings";

export type Entered = { readonly session: Session; readonly project: Project; readonly mayDo: readonly OperationName[] };

/**
 * A session that has ended leads to the sign-in page; a project the user has no part in does not exist.
 * @throws ApiFailure when the API cannot say
 */
export async function enterPage(nameOrId: string): Promise<Entered> {
  return orSignIn(async () => {
    const session = await requireSession();
    const project = await findProject(nameOrId);
    if (!project) notFound();
    const { roles } = await getProjectToken(session, project.id);
    const mayDo = OPERATION_NAMES.filter((name) => {
      const { permission } = OPERATIONS[name];
      return permission === null || can(roles, permission);
    });
    return { session, project, mayDo };
  });
}

/** Runs what a page reads, and turns the end of a session into the way to the sign-in page and back. */
export async function orSignIn<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SessionEnded)) throw error;
    const from = (await headers()).get("x-kms-path") ?? "/";
    const wasSignedIn = (await cookies()).has(ownCookieName("session"));
    redirect(wasSignedIn ? sessionEndedPath(from) : signInPath(from));
  }
}
