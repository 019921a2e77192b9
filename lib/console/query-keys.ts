/** Keys of TanStack Query: one factory per noun. The project is part of each, so that a switch changes every list at once. */
import type { RequestOf } from "#lib/operations/catalog";

export const systemQueries = {
  status: (projectId: string) => ["system", projectId] as const,
};

export const keyQueries = {
  all: (projectId: string) => ["keys", projectId] as const,
  search: (projectId: string, input: RequestOf<"searchKeys">) => ["keys", projectId, "search", input] as const,
  publicKey: (projectId: string, keyId: string) => ["keys", projectId, "public-key", keyId] as const,
  rotation: (projectId: string, keyId: string) => ["keys", projectId, "rotation", keyId] as const,
  inheritance: (projectId: string, keyId: string) => ["keys", projectId, "inheritance", keyId] as const,
  details: (projectId: string, keyId: string) => ["keys", projectId, "details", keyId] as const,
};
