/** Keys of TanStack Query: one factory per noun. The project is part of each, so that a switch changes every list at once. */
import type { RequestOf, RestOperationName } from "#lib/wire/catalog";

export const systemQueries = {
  status: (projectId: string) => ["system", projectId] as const,
  auditKey: (projectId: string) => ["system", projectId, "audit-key"] as const,
  /** Of the navigation, apart from the page's. */
  attention: (projectId: string) => ["system", projectId, "attention"] as const,
};

/** Of the trail: reading it leaves traces, so that nothing reads it again by itself. */
export const traceQueries = {
  list: (projectId: string, input: RequestOf<"listTraces">) => ["traces", projectId, "list", input] as const,
  counts: (projectId: string, input: RequestOf<"countTraces">) => ["traces", projectId, "counts", input] as const,
  one: (projectId: string, traceId: string) => ["traces", projectId, "one", traceId] as const,
  resources: (projectId: string, text: string) => ["traces", projectId, "resources", text] as const,
};

/** Of people, groups, policies and projects, which are the account's. */
export const identityQueries = {
  all: (accountId: string) => ["identity", accountId] as const,
  of: <N extends RestOperationName>(accountId: string, operation: N, input: RequestOf<N>) =>
    ["identity", accountId, operation, input] as const,
};

export const keyQueries = {
  all: (projectId: string) => ["keys", projectId] as const,
  search: (projectId: string, input: RequestOf<"searchKeys">) => ["keys", projectId, "search", input] as const,
  /** Among the keys, so that whatever changes one brings it up to date. */
  overview: (projectId: string, input: RequestOf<"describeOverview">) => ["keys", projectId, "overview", input] as const,
  /** Of the navigation, apart from the page's: a page must not bring data for a query that is there already when it is hydrated. */
  attention: (projectId: string) => ["keys", projectId, "attention"] as const,
  /** The only key of somebody who begins. */
  first: (projectId: string) => ["keys", projectId, "first"] as const,
  quotas: (projectId: string) => ["keys", projectId, "quotas"] as const,
  publicKey: (projectId: string, keyId: string) => ["keys", projectId, "public-key", keyId] as const,
  rotation: (projectId: string, keyId: string) => ["keys", projectId, "rotation", keyId] as const,
  inheritance: (projectId: string, keyId: string) => ["keys", projectId, "inheritance", keyId] as const,
  details: (projectId: string, keyId: string) => ["keys", projectId, "details", keyId] as const,
  tags: (projectId: string, keyId: string) => ["keys", projectId, "tags", keyId] as const,
  grants: (projectId: string, keyId: string) => ["keys", projectId, "grants", keyId] as const,
  lastUse: (projectId: string, keyId: string) => ["keys", projectId, "last-use", keyId] as const,
  callers: (projectId: string, keyId: string, days: number) => ["keys", projectId, "callers", keyId, days] as const,
  access: (projectId: string, keyId: string) => ["keys", projectId, "access", keyId] as const,
};

/** What is offered for a field, which no change of a key takes away while its dialog is open. */
export const aliasQueries = {
  free: (projectId: string, alias: string) => ["aliases", projectId, "free", alias] as const,
};

/** Tags of all keys, for suggestions: apart from the keys, since no change of a key is worth reading them all again. */
export const tagQueries = {
  suggested: (projectId: string, input: RequestOf<"suggestTags">) => ["tags", projectId, "suggested", input] as const,
};

export const principalQueries = {
  described: (projectId: string, ids: readonly string[]) => ["principals", projectId, ids] as const,
};

/** What is the signed-in user's own: the same in every project, and never anything secret. */
export const ownQueries = {
  all: ["own"] as const,
  accessKeys: ["own", "access-keys"] as const,
  factors: ["own", "factors"] as const,
  passkeys: ["own", "passkeys"] as const,
  sessions: ["own", "sessions"] as const,
  savedQueries: ["own", "saved-queries"] as const,
};

/** To choose from in "Try it". */
export const tryQueries = {
  keys: (projectId: string, search: string) => ["try-keys", projectId, search] as const,
};

export const rightsQueries = {
  /** @param projectId null for the account */
  own: (projectId: string | null) => ["rights", projectId] as const,
};
