/** Who and what there is in an account. Another account's people, projects and access keys do not exist for it. */

export type User = {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly description: string;
};

/** Users who hold the same roles. */
export type Group = { readonly id: string; readonly accountId: string; readonly name: string; readonly description: string };

/** Keys live in one; its name tells the region. */
export type Project = { readonly id: string; readonly accountId: string; readonly name: string; readonly description: string };

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
