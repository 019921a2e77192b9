/** A token's record → Keystone's token body with the service catalog (api-reference §1.5 and §1.6). */
import { ROLES, type RoleName } from "#lib/domain/permission";
import { toRegion } from "#lib/domain/region";
import type { TokenRecord } from "#lib/store/identity/tokens";

/** Public URL of the API, and the installation's own region. */
export type Place = { readonly apiUrl: string; readonly region: string };

/** @param methods how the user signed in: password or token */
export function tokenBody(record: TokenRecord, methods: readonly string[], roles: readonly string[], place: Place) {
  const domain = { id: record.accountId, name: record.accountName };
  return {
    token: {
      methods,
      issued_at: toMicroseconds(record.issuedAt),
      expires_at: toMicroseconds(record.expiresAt),
      user: { id: record.userId, name: record.userName, domain, password_expires_at: "" },
      ...(record.project !== null && { project: { id: record.project.id, name: record.project.name, domain } }),
      ...(record.scope === "account" && { domain }),
      ...(record.scope !== "none" && { roles: roles.map((name) => ({ id: roleId(name), name })), catalog: catalog(record, place) }),
    },
  };
}

/**
 * Both `kms` (without the project) and `kmsv1` (with it) are needed: clients differ in what they append. The region is the one in
 * the project's name, as clients expect; without a project it is the installation's, since clients look for endpoints by it.
 */
export function catalog(record: Pick<TokenRecord, "project">, place: Place) {
  const { apiUrl } = place;
  const region = record.project === null ? place.region : toRegion(record.project.name);
  const entry = (id: string, type: string, name: string, url: string) => ({
    id,
    type,
    name,
    endpoints: [{ id: `${id}-public`, interface: "public", region, region_id: region, url }],
  });
  return [
    entry("identity", "identity", "iam", `${apiUrl}/v3`),
    entry("kms", "kms", "kms", `${apiUrl}/v1.0`),
    ...(record.project === null ? [] : [entry("kmsv1", "kmsv1", "kmsv1", `${apiUrl}/v1.0/${record.project.id}`)]),
  ];
}

function roleId(name: string): string {
  return Object.hasOwn(ROLES, name) ? ROLES[name as RoleName].id : name;
}

/** Keystone's time form: microseconds and a Z. */
function toMicroseconds(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}
