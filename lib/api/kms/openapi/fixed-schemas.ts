/** Replies of the routes that are no operations of the catalog. */
import { z } from "zod";

const named = z.object({ id: z.string(), name: z.string() });
const time = z.string().describe("ISO 8601 in UTC with microseconds");

const links = z.object({ self: z.string(), next: z.null(), previous: z.null() });

const catalogEntries = z
  .array(
    z.object({
      id: z.string(),
      type: z.string(),
      name: z.string(),
      endpoints: z.array(
        z.object({ id: z.string(), interface: z.literal("public"), region: z.string(), region_id: z.string(), url: z.string() }),
      ),
    }),
  )
  .meta({ id: "Catalog" });

const ofProvider = z.object({ id: z.string() });
const federation = z.object({ identity_provider: ofProvider, protocol: ofProvider, groups: z.array(named) });

export const tokenReply = z
  .object({
    token: z.object({
      methods: z.array(z.string()),
      issued_at: time,
      expires_at: time,
      user: z.object({
        ...named.shape,
        domain: named,
        password_expires_at: z.string(),
        "OS-FEDERATION": federation.optional().describe("Of a sign-in by ID token"),
        is_federated: z.literal(true).optional().describe("Whoever has no user here, and comes by groups alone"),
      }),
      project: z.object({ ...named.shape, domain: named }).optional(),
      domain: named.optional().describe("Of a token for the account as a whole"),
      roles: z.array(named).optional().describe("As the catalog, not of an ID token's token without a scope"),
      catalog: catalogEntries.optional(),
    }),
  })
  .meta({ id: "Token" });

export const catalogReply = z.object({ catalog: catalogEntries, links });

export const ownProjectsReply = z.object({
  projects: z.array(
    z.object({
      ...named.shape,
      description: z.string(),
      domain_id: z.string(),
      parent_id: z.string(),
      enabled: z.boolean(),
      is_domain: z.boolean(),
      links: z.object({ self: z.string() }),
    }),
  ),
  links,
});

export const ownAccountsReply = z.object({
  domains: z.array(z.object({ ...named.shape, enabled: z.boolean(), description: z.string(), links: z.object({ self: z.string() }) })),
  links,
});

export const regionsReply = z.object({
  regions: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      parent_region_id: z.null(),
      type: z.literal("public"),
      locales: z.object({ "en-us": z.string() }),
      links: z.object({ self: z.string() }),
    }),
  ),
  links,
});

const link = z.object({ href: z.string(), rel: z.literal("self") });

const kmsVersion = z.object({
  id: z.string(),
  links: z.array(link),
  version: z.string(),
  min_version: z.string(),
  status: z.string(),
  updated: z.string(),
});

export const kmsVersionsReply = z.object({ versions: z.array(kmsVersion) });
export const kmsVersionReply = z.object({ version: kmsVersion });
export const identityVersionReply = z.object({
  version: z.object({
    id: z.string(),
    status: z.string(),
    updated: z.string(),
    links: z.array(link),
    "media-types": z.array(z.object({ base: z.string(), type: z.string() })),
  }),
});

export const aliveReply = z.object({ status: z.literal("alive"), version: z.string() });
const part = z.enum(["ok", "failing"]);
export const readyReply = z.object({
  status: z.enum(["ready", "not ready"]),
  database: z.enum(["ok", "failing", "older"]),
  token: part,
  traces: part,
  /** What an older database means, or that the instance is about to stop. */
  message: z.string().optional(),
});

export const documentReply = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) });
