/** Tokens, and what their holder may see of itself: the calls that clients make first. */
import type { Project } from "#lib/domain/identity/account";
import { ON_ACCOUNT, type OperationRow, shape } from "./operation";

export type NamedPlace = { readonly id: string; readonly name: string };

/** A token as its holder sees it, without the token itself. */
export type TokenView = {
  readonly account: NamedPlace;
  readonly user: NamedPlace;
  /** null where it is not for a project. */
  readonly project: NamedPlace | null;
  readonly scope: "project" | "account" | "none";
  /** How whoever holds it signed in. */
  readonly signedInBy: "password" | "token" | "mapped";
  /** Of a sign-in by ID token: whether its holder has no user here, and in which groups they are; null of all others. */
  readonly federation: { readonly isFederated: boolean; readonly groups: readonly NamedPlace[] } | null;
  /** Whether a second factor was shown at the sign-in. */
  readonly isMfaPresent: boolean;
  /** Whether its user must set up a second factor before anything else can be done with it. */
  readonly mustSetUpFactor: boolean;
  /** The roles and policies that it brings, by the names that clients know; without a project, those that are held for the account. */
  readonly roles: readonly NamedPlace[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
};

export type ProjectView = Omit<Project, "isEnabled" | "keyCount">;

/** SHA-256 of the token that is asked about (32 bytes); null for what cannot be one. */
type SubjectToken = { readonly subject: Uint8Array | null };

export const tokenOperations = {
  createToken: {
    ...ON_ACCOUNT,
    effect: "change",
    traceName: "createToken",
    resourceType: "token",
    permission: null,
    isOpenToStrangers: true,
    // What is wanted is shown together with who wants it.
    input: shape<Record<never, never>>(),
    output: shape<{
      readonly token: string /** For the console's browser, if any. */;
      readonly device: string | null;
      readonly view: TokenView;
    }>(),
    secretFields: ["token", "device"],
    summary: "Sign in, or exchange a token for another scope",
  },
  describeToken: {
    ...ON_ACCOUNT,
    effect: "read",
    traceName: "describeToken",
    resourceType: "token",
    permission: null,
    isForFactorSetUp: true,
    isOpenToStrangers: true,
    input: shape<SubjectToken>(),
    output: shape<TokenView>(),
    secretFields: [],
    summary: "Show a token of one's own",
  },
  deleteToken: {
    ...ON_ACCOUNT,
    effect: "destroy",
    traceName: "deleteToken",
    resourceType: "token",
    permission: null,
    worksInDisabledProject: true,
    isForFactorSetUp: true,
    isOpenToStrangers: true,
    input: shape<SubjectToken>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Sign out: end a token of one's own, and all that were exchanged from it",
  },
  describeCatalog: {
    ...ON_ACCOUNT,
    effect: "read",
    traceName: "describeCatalog",
    resourceType: "account",
    permission: null,
    input: shape<Record<never, never>>(),
    output: shape<{ readonly project: NamedPlace | null }>(),
    secretFields: [],
    summary: "Show the services and their endpoints",
  },
  listOwnProjects: {
    ...ON_ACCOUNT,
    effect: "read",
    traceName: "listOwnProjects",
    resourceType: "project",
    permission: null,
    isForFactorSetUp: true,
    input: shape<Record<never, never>>(),
    output: shape<{ readonly projects: readonly ProjectView[] }>(),
    secretFields: [],
    summary: "List the projects that the caller may enter; one that is disabled is none",
  },
  listOwnAccounts: {
    ...ON_ACCOUNT,
    effect: "read",
    traceName: "listOwnAccounts",
    resourceType: "account",
    permission: null,
    input: shape<{ readonly name?: string | undefined }>(),
    output: shape<{ readonly accounts: readonly NamedPlace[] }>(),
    secretFields: [],
    summary: "List the caller's account",
  },
  listRegions: {
    ...ON_ACCOUNT,
    effect: "read",
    traceName: "listRegions",
    resourceType: "account",
    permission: null,
    input: shape<Record<never, never>>(),
    output: shape<{ readonly regions: readonly string[] }>(),
    secretFields: [],
    summary: "List the regions",
  },
} as const satisfies Record<string, OperationRow>;
