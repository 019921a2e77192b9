/** Who and what there is in an account. Another account's people, projects and access keys do not exist for it. */
import type { HeldScope } from "../policy/held-policy";
import type { RoleName } from "./permission";
import type { ServiceName } from "./service";

/** A user, as far as it takes to know whom a right is for. */
export type User = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly description: string;
  /** The project that a client may take where none was chosen; null where none was said. */
  readonly defaultProjectId: string | null;
  /** What clients of this family call `pwd_status` and compare: kept as they gave it, and meaning nothing here. */
  readonly passwordStatus: boolean;
  /** The cloud service that it is, which signs its requests and has no password; null for a person. */
  readonly service: ServiceName | null;
};

/** How a user means to come in. It is kept for clients that compare it; what somebody may do, policies say. */
export const ACCESS_MODES = ["default", "programmatic", "console"] as const;
export type AccessMode = (typeof ACCESS_MODES)[number];

/** A user as a person: how to reach them, how they come in, and when they were here. */
export type UserProfile = Omit<User, "defaultProjectId"> & {
  /** In lower case; "" where there is none. */
  readonly email: string;
  /** Country code, in digits; "" where there is no phone. */
  readonly areaCode: string;
  /** In digits; "" where there is none. */
  readonly phone: string;
  readonly accessMode: AccessMode;
  /** Whether there is a password to sign in with. */
  readonly hasPassword: boolean;
  /** Who this is in another system of identities, and what that is; both "" where there is none. */
  readonly externalId: string;
  readonly externalType: string;
  readonly createdAt: Date;
  /** null before the first change. */
  readonly updatedAt: Date | null;
  /** null before the first. */
  readonly lastSignInAt: Date | null;
};

/** A user in the list of all, with whether a second factor is asked for beside the password. */
export type ListedUser = UserProfile & {
  readonly isSecondFactorRequired: boolean;
  /** One-time codes or a passkey. */
  readonly hasSecondFactor: boolean;
};

/** Users who hold the same roles. */
export type Group = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
};

/** Keys live in one; its name tells the region. */
export type Project = {
  readonly id: string;
  readonly accountId: string;
  /** What it is in: the region's own project, or, of that one and where there is none, the account. */
  readonly parentId: string;
  readonly name: string;
  readonly description: string;
  /** While it is not, nobody works in it, and its keys rest. */
  readonly isEnabled: boolean;
  /** Custom keys in it, pending deletions included; null for whoever may not list the account's projects. */
  readonly keyCount: number | null;
};

/** With which a program signs its requests. Its secret is not of it: that is shown once. */
export type AccessKey = {
  /** Names the key: 20 capital letters and digits. */
  readonly access: string;
  readonly userId: string;
  readonly isEnabled: boolean;
  readonly description: string;
  /** The one project in which it is good for anything; null where it is as good as its user. */
  readonly projectId: string | null;
  readonly createdAt: Date;
  /** To a minute or so; when it was created, for one that was never used. */
  readonly lastUsedAt: Date;
};

/** AX: for the account; XA: for its projects. Clients set it and read it back; where a policy counts is said by what it allows. */
export const POLICY_TYPES = ["AX", "XA"] as const;
export type PolicyType = (typeof POLICY_TYPES)[number];

/** A policy that an account made, as it may be attached to groups. */
export type Policy = {
  readonly id: string;
  readonly accountId: string;
  /** As clients know it: custom_{account}_{number}. */
  readonly name: string;
  readonly displayName: string;
  readonly type: PolicyType;
  readonly description: string;
  /** As it was given; what was stored is not believed to be sound. */
  readonly document: unknown;
  /** To how many groups and places it is attached. */
  readonly references: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What is attached to groups: a system role, by its name, or a policy of the account. */
export type Role = { readonly kind: "system"; readonly name: RoleName } | { readonly kind: "custom"; readonly policy: Policy };

/** One attachment. */
export type RoleAssignment = {
  readonly groupId: string;
  readonly roleId: string;
  readonly scope: HeldScope;
  /** Of the scope `project` alone. */
  readonly projectId: string | null;
  /** Of the other scopes. */
  readonly accountId: string | null;
};

type Named = { readonly id: string; readonly name: string };

/** A policy as somebody holds it. */
export type PolicyOfUser = {
  readonly roleId: string;
  /** As screens show it. */
  readonly name: string;
  readonly document: unknown;
  readonly scope: HeldScope;
  /** Of the scope `project` alone. */
  readonly project: Named | null;
  readonly group: Named;
};
