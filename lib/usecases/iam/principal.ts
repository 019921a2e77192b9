/** Who asks for a token, before any scope. */
import type { TokenRecord } from "#lib/store/identity/tokens";

export type Principal = Pick<TokenRecord, "accountId" | "accountName" | "userId" | "userName" | "parentId" | "source" | "expiresAt">;

/** As much of it as a refused try lets us know; the account may be known without the user. */
export type Known = Partial<{ -readonly [K in "accountId" | "userId" | "userName"]: Principal[K] }>;
