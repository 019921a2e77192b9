/** A token as its holder sees it → Keystone's token body with the service catalog (api-reference §1.5 and §1.6). */
import { IDENTITY_PROVIDER_ID } from "#lib/domain/identity/identity-provider-id";
import { toRegion } from "#lib/domain/identity/region";
import type { NamedPlace, TokenView } from "#lib/operations/token-operations";

/** Public URL of the API, and the installation's own region. */
export type Place = { readonly apiUrl: string; readonly region: string };

export function tokenBody(view: TokenView, place: Place) {
  const { account, user, project, scope, signedInBy, federation } = view;
  // The family gives neither to a federated token without a scope (iam-reference §9).
  const isBare = signedInBy === "mapped" && scope === "none";
  return {
    token: {
      methods: [signedInBy, ...(view.isMfaPresent && signedInBy !== "mapped" ? ["totp"] : [])],
      ...(view.mustSetUpFactor && { second_factor_setup_required: true }),
      issued_at: toMicroseconds(view.issuedAt),
      expires_at: toMicroseconds(view.expiresAt),
      user: {
        ...user,
        domain: account,
        password_expires_at: "",
        ...(federation !== null && { "OS-FEDERATION": toFederation(federation) }),
        ...(federation?.isFederated === true && { is_federated: true }),
      },
      ...(project !== null && { project: { id: project.id, name: project.name, domain: account } }),
      ...(scope === "account" && { domain: account }),
      // Without a scope a token acts on the account, so that clients look for both in it (iam-reference §9).
      ...(!isBare && { roles: view.roles.map(({ id, name }) => ({ id, name })), catalog: catalogBody(project, place) }),
    },
  };
}

/** There is one provider, and one protocol (iam-reference §8). */
function toFederation({ groups }: NonNullable<TokenView["federation"]>) {
  const one = { id: IDENTITY_PROVIDER_ID };
  return { identity_provider: one, protocol: one, groups: groups.map(({ id, name }) => ({ id, name })) };
}

/**
 * Both `kms` (without the project) and `kmsv1` (with it) are needed: clients differ in what they append. The region is the one in
 * the project's name, as clients expect; without a project it is the installation's, since clients look for endpoints by it.
 */
export function catalogBody(project: NamedPlace | null, place: Place) {
  const { apiUrl } = place;
  const region = project === null ? place.region : toRegion(project.name);
  const entry = (id: string, type: string, name: string, url: string) => ({
    id,
    type,
    name,
    endpoints: [{ id: `${id}-public`, interface: "public", region, region_id: region, url }],
  });
  return [
    entry("identity", "identity", "iam", `${apiUrl}/v3`),
    entry("kms", "kms", "kms", `${apiUrl}/v1.0`),
    ...(project === null ? [] : [entry("kmsv1", "kmsv1", "kmsv1", `${apiUrl}/v1.0/${project.id}`)]),
  ];
}

/** Keystone's time form: microseconds and a Z. */
function toMicroseconds(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}
