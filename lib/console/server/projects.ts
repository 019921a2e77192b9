/** The projects the signed-in user may enter, from the API; the project's name or ID is the first part of every path. */
import "server-only";
import { cache } from "react";
import { ERRORS } from "#lib/domain/errors";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { ApiFailure, SessionEnded } from "../api-failure";
import type { Project } from "../project";
import { callApi } from "./api-client";
import { requireSession } from "./session";

/** All projects of the user, by name. @throws SessionEnded, ApiFailure */
export const listProjects = cache(async (): Promise<Project[]> => {
  const session = await requireSession();
  try {
    const reply = await callApi({ method: "GET", path: "/v3/auth/projects", token: session.apiToken });
    const { projects } = reply.body as { projects: { id: string; name: string; enabled?: boolean }[] };
    return projects
      .filter((project) => project.enabled !== false)
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name));
  } catch (error) {
    if (error instanceof ApiFailure && error.failure.status === 401) throw new SessionEnded();
    throw error;
  }
});

/**
 * Name of the disabled project that a path names, or null where it names none. A disabled project is in nobody's list; that it is so, the
 * API says to whoever asks for a token of it.
 */
export async function findDisabledProject(nameOrId: string): Promise<string | null> {
  const wanted = decodeURIComponent(nameOrId);
  const session = await requireSession();
  const project = HEX_ID_PATTERN.test(wanted) ? { id: wanted } : { name: wanted, domain: { id: session.accountId } };
  const identity = { methods: ["token"], token: { id: session.apiToken } };
  try {
    await callApi({ method: "POST", path: "/v3/auth/tokens", body: { auth: { identity, scope: { project } } } });
    return null;
  } catch (error) {
    return error instanceof ApiFailure && isDisabled(error) ? wanted : null;
  }
}

function isDisabled({ failure }: ApiFailure): boolean {
  return failure.status === 403 && failure.message === ERRORS.projectDisabled.message;
}

/** The project that a path names, or null where the user has no part in it. */
export async function findProject(nameOrId: string): Promise<Project | null> {
  const wanted = decodeURIComponent(nameOrId);
  const projects = await listProjects();
  return projects.find((project) => project.name === wanted) ?? projects.find((project) => project.id === wanted) ?? null;
}
