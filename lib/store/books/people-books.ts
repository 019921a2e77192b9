/**
 * The books of people: every row that decides who a caller is, what they hold and where. Left out is what decides nothing: when somebody
 * last signed in or used an access key, what a name looks like, and how many keys a project has.
 */
import { type Kind, lockOf, ms, textOf, writtenLine } from "./book-kinds";

const USER = textOf(
  "iam_user",
  "u.id",
  `u.account_id, u.name, u.password_hash, u.enabled, ${ms("u.created_at")}, u.description, u.email, u.areacode, u.phone, u.access_mode,
  u.pwd_status, u.xuser_id, u.xuser_type, u.default_project_id, ${ms("u.updated_at")}, u.second_factor_required, u.service`,
  "u.password_hash <> ''",
);
const MEMBER = textOf("group_member", "m.group_id", "m.user_id");
const ACCESS_KEY = textOf(
  "access_key",
  "a.access",
  `pg_catalog.encode(a.secret, 'hex'), a.description, a.enabled, ${ms("a.created_at")}, a.project_id`,
  "true",
);
const DEVICE = textOf(
  "virtual_mfa",
  "d.user_id",
  `d.name, pg_catalog.encode(d.seed, 'hex'), d.bound, d.last_step, ${ms("d.created_at")}`,
  "true",
);
const RECOVERY = textOf("recovery_code", "pg_catalog.encode(r.hash, 'hex')", `${ms("r.created_at")}, ${ms("r.used_at")}`, "true");
const PASSKEY = textOf(
  "passkey",
  "p.id",
  `p.name, pg_catalog.encode(p.credential_id, 'hex'), pg_catalog.encode(p.public_key, 'hex'), p.counter, p.rp_id, pg_catalog.to_json(p.transports), ${ms("p.created_at")}`,
  "true",
);
/** What was ended before its time. */
const REVOKED = textOf("revoked_token", "w.id", ms("w.until"));

export const USER_BOOK: Kind = {
  name: "user",
  subject: [{ from: "iam_user u", row: "u", id: "u.id", place: "''", ...USER }],
  belongings: [
    { from: "group_member m", row: "m", id: "m.user_id", place: "m.group_id", ...MEMBER },
    { from: "access_key a", row: "a", id: "a.user_id", place: "a.access", ...ACCESS_KEY },
    { from: "virtual_mfa d", row: "d", id: "d.user_id", place: "''", ...DEVICE },
    { from: "recovery_code r", row: "r", id: "r.user_id", place: "pg_catalog.encode(r.hash, 'hex')", ...RECOVERY },
    { from: "passkey p", row: "p", id: "p.user_id", place: "p.id", ...PASSKEY },
    { from: "revoked_token w", row: "w", id: "w.user_id", place: "w.id", ...REVOKED },
  ],
  account: "u.account_id",
  lock: lockOf("iam_user"),
  isEnded: null,
};

export const GROUP_BOOK: Kind = {
  name: "group",
  subject: [
    {
      from: "iam_group g",
      row: "g",
      id: "g.id",
      place: "''",
      ...textOf("iam_group", "g.id", `g.account_id, g.name, g.description, ${ms("g.created_at")}`),
    },
  ],
  belongings: [
    {
      from: "role_assignment h",
      row: "h",
      id: "h.group_id",
      place: "h.id",
      ...textOf("role_assignment", "h.id", "h.role, h.policy_id, h.scope, h.project_id"),
    },
  ],
  account: "g.account_id",
  lock: lockOf("iam_group"),
  isEnded: null,
};

export const POLICY_BOOK: Kind = {
  name: "policy",
  subject: [
    {
      from: "policy l",
      row: "l",
      id: "l.id",
      place: "''",
      ...textOf(
        "policy",
        "l.id",
        `l.account_id, l.name, l.display_name, l.type, l.description, l.document::text, ${ms("l.created_at")}, ${ms("l.updated_at")}`,
      ),
    },
  ],
  belongings: [],
  account: "l.account_id",
  lock: lockOf("policy"),
  isEnded: null,
};

export const PROJECT_BOOK: Kind = {
  name: "project",
  subject: [
    {
      from: "project j",
      row: "j",
      id: "j.id",
      place: "''",
      ...textOf("project", "j.id", `j.account_id, j.name, j.description, j.enabled, ${ms("j.created_at")}`),
    },
  ],
  belongings: [],
  account: "j.account_id",
  lock: lockOf("project"),
  isEnded: null,
};

/** With what was ended of people who have no user here. */
export const ACCOUNT_BOOK: Kind = {
  name: "account",
  subject: [
    {
      from: "account o",
      row: "o",
      id: "o.id",
      place: "''",
      ...textOf("account", "o.id", `o.name, ${ms("o.created_at")}`),
    },
  ],
  belongings: [{ from: "revoked_token w", row: "w", id: "w.account_id", place: "w.id", ...REVOKED }],
  account: "o.id",
  lock: lockOf("account"),
  isEnded: null,
};

export const SESSION_BOOK: Kind = {
  name: "session",
  subject: [
    {
      from: "session s",
      row: "s",
      id: "s.id",
      place: "''",
      ...textOf(
        "session",
        "s.id",
        `s.user_id, s.federated_id, s.federated_name, pg_catalog.to_json(s.federated_groups), s.is_by_id_token, s.account_id, s.source,
  ${ms("s.created_at")}, s.ip, s.agent, s.is_mfa_present, ${ms("s.stepped_up_at")}, ${ms("s.idle_until")}, ${ms("s.expires_at")}`,
        "true",
      ),
    },
  ],
  belongings: [],
  account: null,
  lock: lockOf("session"),
  isEnded: "exists (select from revoked_token w where w.id = s.id)",
};

export const TOKEN_BOOK: Kind = {
  name: "token",
  subject: [
    {
      from: "auth_token t",
      row: "t",
      id: "t.id",
      place: "''",
      ...textOf(
        "auth_token",
        "t.id",
        `pg_catalog.encode(t.hash, 'hex'), t.account_id, t.user_id, t.project_id, t.scope, t.parent_id, t.source, ${ms("t.issued_at")},
  ${ms("t.expires_at")}, t.session_id`,
        "true",
      ),
    },
  ],
  belongings: [],
  account: null,
  lock: lockOf("auth_token"),
  isEnded: "exists (select from revoked_token w where w.id in (t.id, t.parent_id, t.session_id))",
};

type NewSession = {
  readonly id: string;
  readonly userId: string;
  readonly federated: { readonly name: string; readonly groups: readonly string[] } | null;
  readonly isByIdToken: boolean;
  readonly accountId: string;
  readonly source: string;
  readonly createdAt: Date;
  readonly ip: string;
  readonly agent: string;
  readonly isMfaPresent: boolean;
  readonly steppedUpAt: Date | null;
  readonly idleUntil: Date | null;
  readonly expiresAt: Date;
};

/** What `SESSION_BOOK` says of a session that begins. */
export function newSessionLine({ federated, userId, ...session }: NewSession): string {
  const at = (time: Date | null) => time?.getTime() ?? null;
  return writtenLine("session", session.id, [
    ...(federated === null ? [userId, null, null, []] : [null, userId, federated.name, federated.groups]),
    ...[session.isByIdToken, session.accountId, session.source, at(session.createdAt), session.ip, session.agent, session.isMfaPresent],
    ...[at(session.steppedUpAt), at(session.idleUntil), at(session.expiresAt)],
  ]);
}

type NewToken = {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly accountId: string;
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly scope: string;
  readonly parentId: string | null;
  readonly source: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly sessionId: string | null;
};

/** What `TOKEN_BOOK` says of a new token. */
export function newTokenLine(token: NewToken): string {
  return writtenLine("auth_token", token.id, [
    ...[Buffer.from(token.hash).toString("hex"), token.accountId, token.userId, token.projectId, token.scope, token.parentId, token.source],
    ...[token.issuedAt.getTime(), token.expiresAt.getTime(), token.sessionId],
  ]);
}

/** In the order in which they are locked. */
export const PEOPLE: readonly Kind[] = [ACCOUNT_BOOK, PROJECT_BOOK, USER_BOOK, GROUP_BOOK, POLICY_BOOK, SESSION_BOOK, TOKEN_BOOK];

/** Names of books, by their IDs. */
export const bookOf = {
  account: (id: string) => `account/${id}`,
  project: (id: string) => `project/${id}`,
  user: (id: string) => `user/${id}`,
  group: (id: string) => `group/${id}`,
  policy: (id: string) => `policy/${id}`,
  session: (id: string) => `session/${id}`,
  token: (id: string) => `token/${id}`,
} as const;
