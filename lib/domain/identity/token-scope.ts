/** For what a token is asked: a project, the account as a whole, or nothing in particular. */

export type NamedAccount = { readonly id: string } | { readonly name: string };
/** Of which account it is said to be, if of any, counts for both. */
export type NamedProject = ({ readonly id: string } | { readonly name: string }) & { readonly domain?: NamedAccount | undefined };

/** As Keystone spells it; absent means nothing in particular. */
export type TokenScope =
  | { readonly project: NamedProject }
  | { readonly domain: NamedAccount }
  | { readonly unscoped?: unknown }
  | "unscoped"
  | null
  | undefined;
