/**
 * The product's settings, read once at start from the environment (`design.md` §9).
 * Invariant: whoever holds an `Env` holds valid settings; a wrong value stops the start with one sentence that names the
 * variable. Values that are secret, or may hold a password, are never repeated in that sentence.
 */
import { availableParallelism } from "node:os";
import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { ACCOUNT_NAME_PATTERN, ACCOUNT_NAME_RULE } from "#lib/base/account-name";
import { type AuditSettings, auditVariables, toAuditSettings } from "./audit-settings";
import { HOST_NAME_PATTERN } from "./host-name";
import type { LogLevel } from "./log";
import { isNetwork } from "./network";
import { readPostgresUrl } from "./postgres-url";
import { quoteValue, requireBeside, requireTogether } from "./setting-refusals";
import { isIssuer, isLoopback, isOrigin } from "./setting-urls";
import { StartError } from "./start-error";

/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Address = {
  readonly host: string;
  readonly port: number /** Public origin, without a slash at its end. */;
  readonly url: string;
};

export type Env = {
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  readonly api: Address;
  readonly console: Address;
  /** PEM files; null means plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly insecureHttp: boolean;
  /** Whether browsers shall insist on TLS for host names below the console's too. */
  readonly isHstsForSubdomains: boolean;
  /** File with the secret that seals sessions; null means that one is kept in the database. */
  readonly sessionSecretFile: string | null;
  /** How long (ms) a session of the console may be left alone, and how long it lives at most. */
  readonly sessionLimits: { readonly idleMs: number; readonly lifeMs: number };
  /** Host names to which the API answers besides those of the public URLs, IP literals and loopback names. */
  readonly apiNames: readonly string[];
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Of each worker, and of the console. */
  readonly maxConnections: number;
  /** Null means the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Of the role that owns the same database; null where that is the role of `databaseUrl`, or the database is the embedded one. */
  readonly databaseOwnerUrl: string | null;
  /** Null means SoftHSM2 with a token in the data directory. */
  readonly pkcs11: {
    readonly modulePath: string;
    readonly tokenLabel: string;
    readonly pinFile: string;
    readonly initArgs: string | null;
  } | null;
  /** Password of the first administrator; null means that one is generated. */
  readonly adminPassword: string | null;
  readonly account: string;
  readonly region: string;
  readonly workers: number;
  /** `keys` per project, `grants` per key, `tags` per key. */
  readonly quota: { readonly keys: number; readonly grants: number; readonly tags: number; readonly accessKeys: number };
  /** Requests per second and caller; 0 is off. */
  readonly rateLimit: number;
  /** Requests that a worker has under way at once, and how long (ms) a client waits for an answer. */
  /** Keys whose material a worker keeps unwrapped in its session with the token. */
  readonly warmKeys: number;
  /** Signatures and RSA decryptions that run in the token at once, for each worker. */
  readonly tokenSessions: number;
  readonly gate: { readonly capacity: number; readonly deadlineMs: number };
  /** null where nobody signs in by OpenID Connect. The client's secret is null of a public client; API workers are not told it. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string | null;
    /** Claim that names the user. */
    readonly claim: string;
    /** Claim that names groups; null where they map nobody. */
    readonly groupsClaim: string | null;
  } | null;
  /** Days that a domain key is kept after nothing is wrapped under it any more. */
  readonly domainKeyKeepDays: number;
  /** Whether reads are traced that were done. */
  readonly tracesReads: boolean;
  readonly audit: AuditSettings;
  readonly logLevel: LogLevel;
};

/** Fewer connections than these would be no service. */
export const LEAST_CONNECTIONS = 16;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;

const text = (must: string, pattern = /^[^\0\r\n]+$/) => z.string({ error: must }).regex(pattern, must);
const count = (least: number, most: number) => {
  const must = `must be a whole number from ${least} to ${most}`;
  return z
    .string({ error: must })
    .regex(/^\d{1,9}$/, must)
    .transform(Number)
    .refine((value) => value >= least && value <= most, must);
};
const port = count(1, 65_535);
const host = text("must be a host name or an IP address to listen on", /^[A-Za-z0-9.:_-]+$/);
const file = text("must be the path of a file").transform((path) => resolve(path));
const origin = (must: string) =>
  z
    .string({ error: must })
    .refine(isOrigin, must)
    .transform((value) => new URL(value).origin);
/** A list with commas; a comma at its end does no harm. */
const list = (isItem: (item: string) => boolean, must: string) =>
  z
    .string({ error: must })
    .transform((value) =>
      value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .refine((items) => items.every(isItem), must)
    .default([]);
const publicUrl = origin("must be an http:// or https:// URL without user, path or query").optional();

const postgresUrl = z
  .string()
  .refine(
    (value) => readPostgresUrl(value) !== null,
    "must be a PostgreSQL URL with one host or several and a database name: postgresql://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE; target_session_attrs, where it is there, must be read-write, primary or any",
  )
  .optional();

const claimName = text("must be the name of a claim of the ID token, of 1 to 200 characters", /^[^\p{Cc}]{1,200}$/u);

const variables = z.object({
  KMS_DATA_DIR: text("must be the path of a directory")
    .default("./.kms")
    .transform((path) => resolve(path)),
  KMS_API_HOST: host.default("127.0.0.1"),
  KMS_API_PORT: port.default(8000),
  KMS_CONSOLE_HOST: host.default("127.0.0.1"),
  KMS_CONSOLE_PORT: port.default(3000),
  KMS_API_URL: publicUrl,
  KMS_CONSOLE_URL: publicUrl,
  KMS_TLS_CERT_FILE: file.optional(),
  KMS_TLS_KEY_FILE: file.optional(),
  KMS_INSECURE_HTTP: z.enum(["0", "1"], { error: "must be 1 (allow HTTP beyond this machine) or 0" }).default("0"),
  KMS_HSTS_SUBDOMAINS: z.enum(["0", "1"], { error: "must be 1 (HSTS for the host names below too) or 0" }).default("0"),
  KMS_SESSION_SECRET_FILE: file.optional(),
  KMS_SESSION_IDLE_MINUTES: count(5, 1_440).default(60),
  KMS_SESSION_HOURS: count(1, 24).default(24),
  KMS_API_NAMES: list(
    (name) => HOST_NAME_PATTERN.test(name),
    "must be host names with commas between them, without scheme or port, such as kms.example.com,iam.example.com",
  ),
  KMS_TRUSTED_PROXIES: list(isNetwork, "must be addresses and networks with commas between them, such as 10.0.0.0/8,2001:db8::7"),
  KMS_MAX_CONNECTIONS: count(LEAST_CONNECTIONS, 1_000_000).default(2_000),
  DATABASE_URL: postgresUrl,
  KMS_DATABASE_OWNER_URL: postgresUrl,
  KMS_PKCS11_MODULE: text("must be the absolute path of a PKCS#11 module")
    .refine(isAbsolute, "must be the absolute path of a PKCS#11 module")
    .optional(),
  KMS_PKCS11_TOKEN: text("must be a token label of 1 to 32 bytes")
    .refine((label) => Buffer.byteLength(label) <= 32, "must be a token label of 1 to 32 bytes")
    .optional(),
  KMS_PKCS11_PIN_FILE: file.optional(),
  KMS_PKCS11_INIT_ARGS: text("must be one line").optional(),
  KMS_ADMIN_PASSWORD: text("must be one line of 8 to 128 characters", /^[^\p{Cc}]{8,128}$/u).optional(),
  KMS_ACCOUNT: text(ACCOUNT_NAME_RULE, ACCOUNT_NAME_PATTERN).default("default"),
  KMS_REGION: text("must be 2 to 32 lower-case letters, digits and hyphens, such as eu-de", /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/).default(
    "eu-de",
  ),
  KMS_WORKERS: count(1, 256).optional(),
  KMS_QUOTA_KEYS: count(0, 1_000_000).default(100),
  KMS_QUOTA_GRANTS: count(0, 1_000_000).default(100),
  KMS_QUOTA_TAGS: count(0, 1_000).default(20),
  KMS_QUOTA_ACCESS_KEYS: count(1, 100).default(2),
  KMS_RATE_LIMIT: count(0, 100_000_000).default(20_000),
  KMS_REQUEST_CAPACITY: count(1, 1_000_000).default(1_000),
  KMS_WARM_KEYS: count(1, 10_000_000).default(10_000),
  KMS_PKCS11_SESSIONS: count(1, 64).default(4),
  KMS_REQUEST_DEADLINE: count(1, 600).default(15),
  KMS_OIDC_ISSUER: z
    .string()
    .refine(
      isIssuer,
      "must be the https:// URL of an OpenID Connect issuer, as it calls itself, without user or query; http:// is for this machine alone",
    )
    .optional(),
  KMS_OIDC_CLIENT_ID: text("must be the client id that the issuer knows").optional(),
  KMS_OIDC_CLIENT_SECRET: text("must be one line").optional(),
  KMS_OIDC_CLAIM: claimName.default("preferred_username"),
  KMS_OIDC_GROUPS_CLAIM: claimName.optional(),
  KMS_DOMAIN_KEY_KEEP_DAYS: count(1, 36_500).default(35),
  KMS_TRACE_READS: z.enum(["0", "1"], { error: "must be 1 (trace every read) or 0 (only those that were refused)" }).default("0"),
  ...auditVariables,
  KMS_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
});

/**
 * Reads and checks all settings. An empty variable counts as absent.
 * @throws StartError naming the variable, what it is and what it must be
 */
export function readEnv(source: Environment): Env {
  const given = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, source[name] || undefined]));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    throw new StartError(`${name} ${quoteValue(name, given[name])} ${issue?.message}.`);
  }
  const values = parsed.data;
  requireTogether(source, ["KMS_TLS_CERT_FILE", "KMS_TLS_KEY_FILE"]);
  requireTogether(source, ["KMS_PKCS11_MODULE", "KMS_PKCS11_TOKEN", "KMS_PKCS11_PIN_FILE"]);
  requireTogether(source, ["KMS_OIDC_ISSUER", "KMS_OIDC_CLIENT_ID"]);
  requireBeside(source, "KMS_OIDC_ISSUER", ["KMS_OIDC_CLIENT_SECRET", "KMS_OIDC_CLAIM", "KMS_OIDC_GROUPS_CLAIM"]);
  requireTogether(source, ["KMS_AUDIT_WEBHOOK_URL", "KMS_AUDIT_WEBHOOK_SECRET_FILE"]);
  requireBeside(source, "DATABASE_URL", ["KMS_DATABASE_OWNER_URL"]);
  requireBeside(source, "KMS_PKCS11_MODULE", ["KMS_PKCS11_INIT_ARGS"]);
  if (values.KMS_API_PORT === values.KMS_CONSOLE_PORT && values.KMS_API_HOST === values.KMS_CONSOLE_HOST) {
    throw new StartError(`KMS_API_PORT and KMS_CONSOLE_PORT are both ${values.KMS_API_PORT}, and must differ.`);
  }
  const tls =
    values.KMS_TLS_CERT_FILE && values.KMS_TLS_KEY_FILE ? { certFile: values.KMS_TLS_CERT_FILE, keyFile: values.KMS_TLS_KEY_FILE } : null;
  const insecureHttp = values.KMS_INSECURE_HTTP === "1";
  for (const name of ["KMS_API_HOST", "KMS_CONSOLE_HOST"] as const) {
    if (!tls && !insecureHttp && !isLoopback(values[name])) {
      throw new StartError(
        `${name} is "${values[name]}", which is not loopback: set KMS_TLS_CERT_FILE and KMS_TLS_KEY_FILE, or KMS_INSECURE_HTTP=1 to send secrets in clear.`,
      );
    }
  }
  const scheme = tls ? "https" : "http";
  return {
    dataDir: values.KMS_DATA_DIR,
    api: address(scheme, values.KMS_API_HOST, values.KMS_API_PORT, values.KMS_API_URL),
    console: address(scheme, values.KMS_CONSOLE_HOST, values.KMS_CONSOLE_PORT, values.KMS_CONSOLE_URL),
    tls,
    insecureHttp,
    isHstsForSubdomains: values.KMS_HSTS_SUBDOMAINS === "1",
    sessionSecretFile: values.KMS_SESSION_SECRET_FILE ?? null,
    sessionLimits: { idleMs: values.KMS_SESSION_IDLE_MINUTES * 60_000, lifeMs: values.KMS_SESSION_HOURS * 3_600_000 },
    apiNames: values.KMS_API_NAMES,
    trustedProxies: values.KMS_TRUSTED_PROXIES,
    maxConnections: values.KMS_MAX_CONNECTIONS,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseOwnerUrl: values.KMS_DATABASE_OWNER_URL ?? null,
    pkcs11:
      values.KMS_PKCS11_MODULE && values.KMS_PKCS11_TOKEN && values.KMS_PKCS11_PIN_FILE
        ? {
            modulePath: values.KMS_PKCS11_MODULE,
            tokenLabel: values.KMS_PKCS11_TOKEN,
            pinFile: values.KMS_PKCS11_PIN_FILE,
            initArgs: values.KMS_PKCS11_INIT_ARGS ?? null,
          }
        : null,
    adminPassword: values.KMS_ADMIN_PASSWORD ?? null,
    account: values.KMS_ACCOUNT,
    region: values.KMS_REGION,
    workers: values.KMS_WORKERS ?? availableParallelism(),
    quota: {
      keys: values.KMS_QUOTA_KEYS,
      grants: values.KMS_QUOTA_GRANTS,
      tags: values.KMS_QUOTA_TAGS,
      accessKeys: values.KMS_QUOTA_ACCESS_KEYS,
    },
    rateLimit: values.KMS_RATE_LIMIT,
    warmKeys: values.KMS_WARM_KEYS,
    tokenSessions: values.KMS_PKCS11_SESSIONS,
    gate: { capacity: values.KMS_REQUEST_CAPACITY, deadlineMs: values.KMS_REQUEST_DEADLINE * 1000 },
    oidc:
      values.KMS_OIDC_ISSUER && values.KMS_OIDC_CLIENT_ID
        ? {
            issuer: values.KMS_OIDC_ISSUER,
            clientId: values.KMS_OIDC_CLIENT_ID,
            clientSecret: values.KMS_OIDC_CLIENT_SECRET ?? null,
            claim: values.KMS_OIDC_CLAIM,
            groupsClaim: values.KMS_OIDC_GROUPS_CLAIM ?? null,
          }
        : null,
    audit: toAuditSettings(values),
    domainKeyKeepDays: values.KMS_DOMAIN_KEY_KEEP_DAYS,
    tracesReads: values.KMS_TRACE_READS === "1",
    logLevel: values.KMS_LOG_LEVEL,
  };
}

/** How a host is written inside a URL; "all interfaces" is reached as localhost. */
export function toUrlHost(listening: string): string {
  if (listening === "0.0.0.0" || listening === "::") return "localhost";
  return listening.includes(":") ? `[${listening}]` : listening;
}

function address(scheme: string, listening: string, onPort: number, url: string | undefined): Address {
  return { host: listening, port: onPort, url: url ?? new URL(`${scheme}://${toUrlHost(listening)}:${onPort}`).origin };
}
