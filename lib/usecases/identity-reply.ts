/** Identities as Keystone v3 shows them. */
import type { RoleName } from "#lib/domain/permission";
import { ROLES } from "#lib/domain/permission";
import type { OutputOf } from "#lib/operations/catalog";
import type { GroupView } from "#lib/store/identity/groups";
import type { ProjectRecord } from "#lib/store/identity/identities";
import type { UserView } from "#lib/store/identity/users";

export function toUserReply({ id, name, accountId, enabled, description }: UserView, apiUrl: string): OutputOf<"getUser">["user"] {
  return { id, name, domain_id: accountId, enabled, description, password_expires_at: null, links: { self: `${apiUrl}/v3/users/${id}` } };
}

export function toGroupReply({ id, name, accountId, description }: GroupView, apiUrl: string): OutputOf<"getGroup">["group"] {
  return { id, name, domain_id: accountId, description, links: { self: `${apiUrl}/v3/groups/${id}` } };
}

export function toProjectReply(project: ProjectRecord, apiUrl: string): OutputOf<"getProject">["project"] {
  const { id, name, accountId, description } = project;
  const links = { self: `${apiUrl}/v3/projects/${id}` };
  return { id, name, domain_id: accountId, parent_id: accountId, enabled: true, is_domain: false, description, links };
}

export function toRoleReply(name: RoleName, apiUrl: string): OutputOf<"getRole">["role"] {
  const { id, description } = ROLES[name];
  return { id, name, display_name: name, description, domain_id: null, links: { self: `${apiUrl}/v3/roles/${id}` } };
}

/** Lists are whole: there is no other page. */
export function toListLinks(apiUrl: string, path: string) {
  return { self: `${apiUrl}${path}`, next: null, previous: null };
}
