/** What every page begins with: the session, the project, and what its user may do there and in the account. */
import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { OperationName } from "#lib/operations/catalog";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure, SessionEnded } from "../api-failure";
import type { Project } from "../project";
import { secondFactorPath, sessionEndedPath, signInPath } from "../sign-in-path";
import { findProject, listProjects } from "./projects";
import { listAllowed } from "./rights";
import { ACCOUNT } from "./scoped-token";
import { requireSession, type Session } from "./session";
import { ownCookieName } from "./settings";

/** Where somebody is. Without a project one still has an account, with people in it. */
export type Place = {
  readonly session: Session;
  readonly project: Project | null;
  /** In the project. */
  readonly mayDo: readonly OperationName[];
  /** In the account, with its people, groups, policies and projects. */
  readonly mayDoInAccount: readonly OperationName[];
};

export type Entered = Place & { readonly project: Project };

/**
 * A session that has ended leads to the sign-in page; a project the user has no part in does not exist.
 * @throws ApiFailure when the API cannot say
 */
export async function enterPage(nameOrId: string): Promise<Entered> {
  return orSignIn(async () => {
    const session = await requireSession();
    const project = await findProject(nameOrId);
    if (!project) notFound();
    return { ...(await enter(session, project)), project };
  });
}

/** The same for pages of the account, around which the project last used stays where it was. @throws as `enterPage` */
export async function enterAccount(): Promise<Place> {
  return orSignIn(async () => enter(await requireSession(), await findLastProject()));
}

async function enter(session: Session, project: Project | null): Promise<Place> {
  const [mayDo, mayDoInAccount] = await Promise.all([project ? listAllowed(session, project.id) : [], listAllowed(session, ACCOUNT)]);
  return { session, project, mayDo, mayDoInAccount };
}

/** The project that was last used in this browser, else the first, else null. @throws SessionEnded, ApiFailure */
export async function findLastProject(): Promise<Project | null> {
  const projects = await listProjects();
  const last = (await cookies()).get(ownCookieName("project"))?.value;
  return projects.find(({ id }) => id === last) ?? projects[0] ?? null;
}

/**
 * Runs what a page reads, and turns the end of a session into the way to the sign-in page and back, and the want of a second factor that
 * must be set up first into the way to that.
 */
export async function orSignIn<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const from = (await headers()).get("x-kms-path") ?? "/";
    if (error instanceof ApiFailure && error.failure.code === KMS_ERRORS.secondFactorUnset.code) redirect(secondFactorPath(from));
    if (!(error instanceof SessionEnded)) throw error;
    const wasSignedIn = (await cookies()).has(ownCookieName("session"));
    redirect(wasSignedIn ? sessionEndedPath(from) : signInPath(from));
  }
}
