import { resolve } from "node:path";
import { expect, test } from "vitest";
import { formatLogKey } from "#lib/audit/verify/policy";
import { makeAuditKey, makeWitness } from "#lib/audit/verify/testing/signers";
import { readEnv } from "./env";
import { StartError } from "./start-error";

test("without any variable the defaults of the design hold", () => {
  expect(readEnv({})).toMatchObject({
    dataDir: resolve(".kms"),
    api: { host: "127.0.0.1", port: 8000, url: "http://127.0.0.1:8000" },
    console: { host: "127.0.0.1", port: 3000, url: "http://127.0.0.1:3000" },
    tls: null,
    databaseUrl: null,
    pkcs11: null,
    adminPassword: null,
    account: "default",
    region: "eu-de",
    quota: { keys: 100, grants: 100, tags: 20, accessKeys: 2 },
    rateLimit: 20_000,
    apiNames: [],
    trustedProxies: [],
    maxConnections: 2_000,
    sessionLimits: { idleMs: 60 * 60_000, lifeMs: 24 * 60 * 60_000 },
    oidc: null,
    logLevel: "info",
  });
});

test("an empty variable counts as absent", () => {
  expect(readEnv({ KMS_API_PORT: "", DATABASE_URL: "", KMS_PKCS11_MODULE: "" })).toEqual(readEnv({}));
});

test.each([
  [{ KMS_API_PORT: "80a" }, 'KMS_API_PORT is "80a", and must be a whole number from 1 to 65535.'],
  [{ KMS_API_PORT: "65536" }, 'KMS_API_PORT is "65536", and must be a whole number from 1 to 65535.'],
  [{ KMS_QUOTA_ACCESS_KEYS: "0" }, 'KMS_QUOTA_ACCESS_KEYS is "0", and must be a whole number from 1 to 100.'],
  [{ KMS_QUOTA_ACCESS_KEYS: "101" }, 'KMS_QUOTA_ACCESS_KEYS is "101", and must be a whole number from 1 to 100.'],
  [{ KMS_WORKERS: "0" }, 'KMS_WORKERS is "0", and must be a whole number from 1 to 256.'],
  [{ KMS_LOG_LEVEL: "loud" }, 'KMS_LOG_LEVEL is "loud", and must be one of fatal, error, warn, info, debug, trace.'],
  [{ KMS_API_URL: "kms.example" }, 'KMS_API_URL is "kms.example", and must be an http:// or https:// URL without user, path or query.'],
  [{ KMS_INSECURE_HTTP: "yes" }, 'KMS_INSECURE_HTTP is "yes", and must be 1 (allow HTTP beyond this machine) or 0.'],
  [{ KMS_TLS_CERT_FILE: "a.pem" }, "KMS_TLS_CERT_FILE is set, so KMS_TLS_KEY_FILE must be set too."],
  [{ KMS_PKCS11_MODULE: "/m.so", KMS_PKCS11_TOKEN: "t" }, "KMS_PKCS11_MODULE is set, so KMS_PKCS11_PIN_FILE must be set too."],
  [{ KMS_PKCS11_INIT_ARGS: "x" }, "KMS_PKCS11_INIT_ARGS is set, so KMS_PKCS11_MODULE must be set too."],
  [{ KMS_OIDC_ISSUER: "https://id.example" }, "KMS_OIDC_ISSUER is set, so KMS_OIDC_CLIENT_ID must be set too."],
  [{ KMS_OIDC_GROUPS_CLAIM: "groups" }, "KMS_OIDC_GROUPS_CLAIM is set, so KMS_OIDC_ISSUER must be set too."],
  [
    { KMS_OIDC_ISSUER: "http://id.example", KMS_OIDC_CLIENT_ID: "kms" },
    'KMS_OIDC_ISSUER is "http://id.example", and must be the https:// URL of an OpenID Connect issuer, as it calls itself, without user or query; http:// is for this machine alone.',
  ],
  [
    { KMS_API_NAMES: "kms.example:443" },
    'KMS_API_NAMES is "kms.example:443", and must be host names with commas between them, without scheme or port, such as kms.example.com,iam.example.com.',
  ],
  [
    { KMS_TRUSTED_PROXIES: "10.0.0.0/8,proxy" },
    'KMS_TRUSTED_PROXIES is "10.0.0.0/8,proxy", and must be addresses and networks with commas between them, such as 10.0.0.0/8,2001:db8::7.',
  ],
  [{ KMS_SESSION_IDLE_MINUTES: "4" }, 'KMS_SESSION_IDLE_MINUTES is "4", and must be a whole number from 5 to 1440.'],
  [{ KMS_SESSION_HOURS: "25" }, 'KMS_SESSION_HOURS is "25", and must be a whole number from 1 to 24.'],
  [{ KMS_SESSION_HOURS: "0.5" }, 'KMS_SESSION_HOURS is "0.5", and must be a whole number from 1 to 24.'],
  [{ KMS_MAX_CONNECTIONS: "15" }, 'KMS_MAX_CONNECTIONS is "15", and must be a whole number from 16 to 1000000.'],
  [
    { KMS_AUDIT_WEBHOOK_URL: "https://siem.example/kms" },
    "KMS_AUDIT_WEBHOOK_URL is set, so KMS_AUDIT_WEBHOOK_SECRET_FILE must be set too.",
  ],
  [{ KMS_AUDIT_WEBHOOK_SECRET_FILE: "/s" }, "KMS_AUDIT_WEBHOOK_SECRET_FILE is set, so KMS_AUDIT_WEBHOOK_URL must be set too."],
  [{ KMS_API_PORT: "3000" }, "KMS_API_PORT and KMS_CONSOLE_PORT are both 3000, and must differ."],
])("a wrong value is refused in one sentence that names the variable: %o", (source, sentence) => {
  expect(() => readEnv(source)).toThrow(new StartError(sentence));
});

test.each([
  { DATABASE_URL: "mysql://kms:hunter22@db/kms" },
  { DATABASE_URL: "postgresql://kms:hunter22@db" },
  { DATABASE_URL: "postgresql://kms@db/kms", KMS_DATABASE_OWNER_URL: "postgresql://kms_owner:hunter22@db" },
  { KMS_API_URL: "https://admin:hunter22@kms.example" },
  { KMS_ADMIN_PASSWORD: "hunter22\n" },
  { KMS_OIDC_CLIENT_SECRET: "hunter22\nx" },
])("a refusal repeats no password: %o", (source) => {
  expect(() => readEnv(source)).toThrow(StartError);
  expect(() => readEnv(source)).not.toThrow(/hunter22/);
});

test("HTTP beyond this machine needs TLS or an explicit wish", () => {
  expect(() => readEnv({ KMS_API_HOST: "0.0.0.0" })).toThrow(/KMS_API_HOST is "0.0.0.0", which is not loopback: set KMS_TLS_CERT_FILE/);
  expect(readEnv({ KMS_API_HOST: "0.0.0.0", KMS_INSECURE_HTTP: "1" }).api.url).toBe("http://localhost:8000");
  const withTls = readEnv({ KMS_CONSOLE_HOST: "::", KMS_TLS_CERT_FILE: "/c.pem", KMS_TLS_KEY_FILE: "/k.pem" });
  expect(withTls.console.url).toBe("https://localhost:3000");
});

test.each([
  "http://siem.example/hunter22",
  "https://user:hunter22@siem.example",
  "https://siem.example/#hunter22",
  "ftp://siem.example/hunter22",
  "siem.example/hunter22",
  "https://siem.example/ hunter22",
  "https://siem.example/\thunter22",
])("a webhook is not at %s, which is not repeated", (url) => {
  expect(() => readEnv({ KMS_AUDIT_WEBHOOK_URL: url, KMS_AUDIT_WEBHOOK_SECRET_FILE: "/s" })).toThrow(
    new StartError(
      "KMS_AUDIT_WEBHOOK_URL is not usable: must be an https:// URL without user or fragment; http:// is for this machine alone.",
    ),
  );
});

test.each([
  "tls://siem.example",
  "tcp://siem.example:601",
  "udp://siem.example:514",
  "tls://siem.example:0",
  "tls://siem.example:65536",
  "tls://siem.example:6514/a",
])("syslog is not at %s", (url) => {
  expect(() => readEnv({ KMS_AUDIT_SYSLOG_URL: url })).toThrow(
    new StartError(`KMS_AUDIT_SYSLOG_URL is "${url}", and must be tls://HOST:PORT; tcp://HOST:PORT is for this machine alone.`),
  );
});

test("the trail is forwarded to whoever is named, without TLS on this machine alone", () => {
  const nothing = { webhook: null, syslog: null, checkpointFile: null, witnesses: [], retentionDays: null };
  expect(readEnv({}).audit).toEqual(nothing);
  expect(readEnv({ KMS_AUDIT_CHECKPOINT_FILE: "/var/log/kms-checkpoint" }).audit.checkpointFile).toBe("/var/log/kms-checkpoint");
  const webhook = (url: string) => readEnv({ KMS_AUDIT_WEBHOOK_URL: url, KMS_AUDIT_WEBHOOK_SECRET_FILE: "/s" }).audit.webhook;
  for (const url of ["https://siem.example/kms?token=a", "http://127.0.0.1:9000/", "http://[::1]:9000/", "http://localhost/"]) {
    expect(webhook(url)).toEqual({ url, secretFile: "/s" });
  }
  const syslog = (url: string) => readEnv({ KMS_AUDIT_SYSLOG_URL: url }).audit.syslog;
  expect(syslog("tls://siem.example:6514")).toEqual({ host: "siem.example", port: 6514, isTls: true });
  expect(syslog("tls://[2001:db8::7]:6514")).toEqual({ host: "2001:db8::7", port: 6514, isTls: true });
  expect(syslog("tcp://127.0.0.1:601")).toEqual({ host: "127.0.0.1", port: 601, isTls: false });
});

const WITNESS = makeWitness("witness.example/one");
const OTHER_WITNESS = makeWitness("two");
const of = (witness: typeof WITNESS) => witness.verifierKey;

test("witnesses are verifier keys, each with its URL, with commas or line ends between them", () => {
  const { witnesses } = readEnv({
    KMS_AUDIT_WITNESSES: ` ${of(WITNESS)} https://witness.example/a/ ,\n${of(OTHER_WITNESS)}\thttp://127.0.0.1:9000\n`,
  }).audit;
  expect(witnesses).toEqual([
    { name: "witness.example/one", verifierKey: of(WITNESS), url: "https://witness.example/a" },
    { name: "two", verifierKey: of(OTHER_WITNESS), url: "http://127.0.0.1:9000" },
  ]);
});

test.each([
  [of(WITNESS), "must be NAME+ID+BASE64 URL for each witness, with commas between them: item 1 is not"],
  [`${of(WITNESS)} https://a.example b`, "must be NAME+ID+BASE64 URL for each witness, with commas between them: item 1 is not"],
  [
    `${of(WITNESS)} https://a.example, ${of(OTHER_WITNESS).replace("two", "three")} https://b.example`,
    "must have verifier keys of witnesses: item 2: the ID of the key of three is another",
  ],
  ["two+abc https://a.example", "must have verifier keys of witnesses: item 1: a key is NAME+ID+BASE64"],
  [
    `${formatLogKey("log", makeAuditKey().spki)} https://a.example`,
    "must have verifier keys of witnesses: item 1: the key of a witness is of type 0x04 here (Ed25519 cosignatures)",
  ],
  ...[
    "http://witness.example",
    "ftp://a.example",
    "https://u:p@a.example",
    "https://a.example/?token=secret",
    "https://a.example/#b",
    "a",
  ].map((url) => [
    `${of(WITNESS)} ${url}`,
    "must have https:// URLs without user, query or fragment (http:// is for this machine alone): item 1 has another",
  ]),
  [
    `${of(WITNESS)} https://a.example,${of(WITNESS)} https://b.example`,
    "must name each witness and each key once, and item 2 is there before",
  ],
  [Array.from({ length: 17 }, (_, n) => `${of(makeWitness(`w${n}`))} https://a.example`).join(","), "must name 16 witnesses at most"],
])("witnesses are not %s", (value, sentence) => {
  expect(() => readEnv({ KMS_AUDIT_WITNESSES: value })).toThrow(new StartError(`KMS_AUDIT_WITNESSES is not usable: ${sentence}.`));
});

test("traces are kept for ever, or for so many days as are said, thirty at least", () => {
  expect(readEnv({ KMS_AUDIT_RETENTION_DAYS: "30" }).audit.retentionDays).toBe(30);
  for (const days of ["29", "0", "-40", "40.5", "1e3", "36501", "040", "forever"]) {
    expect(() => readEnv({ KMS_AUDIT_RETENTION_DAYS: days })).toThrow(
      new StartError(`KMS_AUDIT_RETENTION_DAYS is "${days}", and must be a number of days from 30 to 36500; without it all are kept.`),
    );
  }
});

test("lists have commas between their items, and blanks around them count for nothing", () => {
  const env = readEnv({ KMS_API_NAMES: "kms.example.com, iam.example.com,", KMS_TRUSTED_PROXIES: " 10.0.0.0/8,::1 " });
  expect(env).toMatchObject({ apiNames: ["kms.example.com", "iam.example.com"], trustedProxies: ["10.0.0.0/8", "::1"] });
});

test("a domain key is kept 35 days, or as many as is said, at least one", () => {
  expect(readEnv({}).domainKeyKeepDays).toBe(35);
  expect(readEnv({ KMS_DOMAIN_KEY_KEEP_DAYS: "1" }).domainKeyKeepDays).toBe(1);
  for (const wrong of ["0", "-1", "1.5", "a month", "36501"]) {
    expect(() => readEnv({ KMS_DOMAIN_KEY_KEEP_DAYS: wrong })).toThrow(
      /^KMS_DOMAIN_KEY_KEEP_DAYS is .* and must be a whole number from 1 to 36500\.$/,
    );
  }
});

test("reads are traced when all are, or when they were refused", () => {
  expect([readEnv({}), readEnv({ KMS_TRACE_READS: "0" }), readEnv({ KMS_TRACE_READS: "1" })].map(({ tracesReads }) => tracesReads)).toEqual(
    [false, false, true],
  );
  expect(() => readEnv({ KMS_TRACE_READS: "yes" })).toThrow(
    'KMS_TRACE_READS is "yes", and must be 1 (trace every read) or 0 (only those that were refused).',
  );
});

test("a database may be reached through a socket directory", () => {
  const databaseUrl = "postgresql://kms:secret@/kms?host=/var/run/postgresql";
  expect(readEnv({ DATABASE_URL: databaseUrl }).databaseUrl).toBe(databaseUrl);
});

test("an issuer is kept as it calls itself, and its client may be a public one", () => {
  const read = (KMS_OIDC_ISSUER: string, more: object = {}) => readEnv({ KMS_OIDC_ISSUER, KMS_OIDC_CLIENT_ID: "kms", ...more }).oidc;
  for (const issuer of [
    "https://id.example",
    "https://id.example/",
    "https://id.example/realms/a",
    "http://127.0.0.1:9/",
    "http://[::1]:9",
    "http://localhost",
  ])
    expect(read(issuer)).toEqual({ issuer, clientId: "kms", clientSecret: null, claim: "preferred_username", groupsClaim: null });
  const all = { KMS_OIDC_CLIENT_SECRET: "s", KMS_OIDC_CLAIM: "email", KMS_OIDC_GROUPS_CLAIM: "https://claims.example/groups" };
  expect(read("https://id.example", all)).toMatchObject({
    clientSecret: "s",
    claim: "email",
    groupsClaim: "https://claims.example/groups",
  });
  for (const issuer of [
    "http://127.0.0.1.id.example",
    "http://localhost.id.example",
    "ftp://id.example",
    "https://id.example/?a=b",
    "https://u@id.example",
    "https://id.example/#a",
  ])
    expect(() => read(issuer)).toThrow("KMS_OIDC_ISSUER");
});
