/**
 * How Keystone spells what is about tokens and about the caller itself (api-reference §1.5): a credential in the body, and the token in
 * a header. The bodies of replies need to know where the service is, so they are written by functions and not by codecs.
 */
import type { OutputOf } from "#lib/operations/catalog";
import type { tokenOperations } from "#lib/operations/token-operations";
import { catalogBody, type Place, tokenBody } from "./token-body";

type TokenOperationName = keyof typeof tokenOperations;

export type TokenRow<N extends TokenOperationName> = {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: `/v3${string}`;
  readonly status: 200 | 201 | 204;
  readonly reply: (output: OutputOf<N>, place: Place) => unknown;
};

const listLinks = (self: string) => ({ self, next: null, previous: null });

export const TOKEN_DOOR: { readonly [N in TokenOperationName]: TokenRow<N> } = {
  createToken: {
    method: "POST",
    path: "/v3/auth/tokens",
    status: 201,
    reply: ({ view }, place) => tokenBody(view, place),
  },
  describeToken: { method: "GET", path: "/v3/auth/tokens", status: 200, reply: tokenBody },
  deleteToken: { method: "DELETE", path: "/v3/auth/tokens", status: 204, reply: () => undefined },
  describeCatalog: {
    method: "GET",
    path: "/v3/auth/catalog",
    status: 200,
    reply: ({ project }, place) => ({ catalog: catalogBody(project, place), links: listLinks(`${place.apiUrl}/v3/auth/catalog`) }),
  },
  listOwnProjects: {
    method: "GET",
    path: "/v3/auth/projects",
    status: 200,
    reply: ({ projects }, { apiUrl }) => ({
      projects: projects.map(({ id, name, description, accountId, parentId }) => ({
        id,
        name,
        description,
        domain_id: accountId,
        parent_id: parentId,
        enabled: true,
        is_domain: false,
        links: { self: `${apiUrl}/v3/projects/${id}` },
      })),
      links: listLinks(`${apiUrl}/v3/auth/projects`),
    }),
  },
  listOwnAccounts: {
    method: "GET",
    path: "/v3/auth/domains",
    status: 200,
    reply: ({ accounts }, { apiUrl }) => ({
      domains: accounts.map(({ id, name }) => ({
        id,
        name,
        enabled: true,
        description: "",
        links: { self: `${apiUrl}/v3/domains/${id}` },
      })),
      links: listLinks(`${apiUrl}/v3/auth/domains`),
    }),
  },
  listRegions: {
    method: "GET",
    path: "/v3/regions",
    status: 200,
    reply: ({ regions }, { apiUrl }) => ({
      regions: regions.map((id) => ({
        id,
        description: "",
        parent_region_id: null,
        type: "public",
        locales: { "en-us": id },
        links: { self: `${apiUrl}/v3/regions/${id}` },
      })),
      links: listLinks(`${apiUrl}/v3/regions`),
    }),
  },
};

/** A sign-in by an ID token of the identity provider (iam-reference §8). */
export const ID_TOKEN_ROW: TokenRow<"createToken"> = { ...TOKEN_DOOR.createToken, path: "/v3.0/OS-AUTH/id-token/tokens" };

export const TOKEN_OPERATION_NAMES = Object.keys(TOKEN_DOOR) as TokenOperationName[];
