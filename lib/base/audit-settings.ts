/** What becomes of the trail beside its rows, of the product's settings: who is sent it, who witnesses its log, and how long it is kept. */
import { resolve } from "node:path";
import { z } from "zod";
import { Unverified } from "#lib/audit/verify/encoding";
import { parseWitnessKey } from "#lib/audit/verify/policy";
import { isSyslogUrl, isWebhookUrl, isWitnessUrl } from "./setting-urls";

export type AuditSettings = {
  /** null where nobody takes traces by HTTP. */
  readonly webhook: { readonly url: string; readonly secretFile: string } | null;
  /** null where nobody takes them by syslog. Without TLS on this machine alone. */
  readonly syslog: { readonly host: string; readonly port: number; readonly isTls: boolean } | null;
  /** Absolute path of the file that the last checkpoint of the sealed log is written to; null where it is written to none. */
  readonly checkpointFile: string | null;
  /** Who is asked to cosign the checkpoints of the sealed log; none where nobody is. */
  readonly witnesses: readonly WitnessSettings[];
  /** Days after which traces are removed; null where they are kept for ever. */
  readonly retentionDays: number | null;
};

export type WitnessSettings = {
  readonly name: string;
  /** Its verifier key, `NAME+ID+BASE64` (c2sp.org/signed-note), of type 0x04. */
  readonly verifierKey: string;
  /** Submission prefix (c2sp.org/tlog-witness) without a slash at its end. */
  readonly url: string;
};

/** A checkpoint has room for 64 signatures. */
const WITNESSES_MAX = 16;
/** So that what is found out late can still be looked at. */
export const RETENTION_DAYS_LEAST = 30;
const RETENTION_DAYS_MOST = 36_500;

const witnesses = z.string().transform((value, context) => {
  try {
    return toWitnesses(value);
  } catch (error) {
    if (!(error instanceof Unverified)) throw error;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  }
});

const pathOfFile = z
  .string()
  .regex(/^[^\0\r\n]+$/, "must be the path of a file")
  .transform((path) => resolve(path));

const RETENTION_RULE = `must be a number of days from ${RETENTION_DAYS_LEAST} to ${RETENTION_DAYS_MOST}; without it all are kept`;

export const auditVariables = {
  KMS_AUDIT_WEBHOOK_URL: z
    .string()
    .refine(isWebhookUrl, "must be an https:// URL without user or fragment; http:// is for this machine alone")
    .optional(),
  KMS_AUDIT_WEBHOOK_SECRET_FILE: pathOfFile.optional(),
  KMS_AUDIT_CHECKPOINT_FILE: pathOfFile.optional(),
  KMS_AUDIT_WITNESSES: witnesses.optional(),
  KMS_AUDIT_RETENTION_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, RETENTION_RULE)
    .transform(Number)
    .refine((days) => days >= RETENTION_DAYS_LEAST && days <= RETENTION_DAYS_MOST, RETENTION_RULE)
    .optional(),
  KMS_AUDIT_SYSLOG_URL: z.string().refine(isSyslogUrl, "must be tls://HOST:PORT; tcp://HOST:PORT is for this machine alone").optional(),
};

type Values = { readonly [name in keyof typeof auditVariables]?: z.infer<(typeof auditVariables)[name]> };

export function toAuditSettings(values: Values): AuditSettings {
  const { KMS_AUDIT_WEBHOOK_URL: url, KMS_AUDIT_WEBHOOK_SECRET_FILE: secretFile, KMS_AUDIT_SYSLOG_URL: syslog } = values;
  return {
    webhook: url && secretFile ? { url, secretFile } : null,
    syslog: syslog ? toSyslog(new URL(syslog)) : null,
    checkpointFile: values.KMS_AUDIT_CHECKPOINT_FILE ?? null,
    witnesses: values.KMS_AUDIT_WITNESSES ?? [],
    retentionDays: values.KMS_AUDIT_RETENTION_DAYS ?? null,
  };
}

function toSyslog({ protocol, hostname, port }: URL): NonNullable<AuditSettings["syslog"]> {
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port), isTls: protocol === "tls:" };
}

/** @throws Unverified that ends the sentence "KMS_AUDIT_WITNESSES …" */
function toWitnesses(value: string): WitnessSettings[] {
  const items = value.split(/[,\n]/).map((item) => item.trim());
  const found = items.filter((item) => item !== "").map(toWitness);
  if (found.length > WITNESSES_MAX) throw new Unverified(`must name ${WITNESSES_MAX} witnesses at most`);
  for (const [at, { name, verifierKey }] of found.entries()) {
    const before = found.slice(0, at);
    const material = verifierKey.slice(verifierKey.lastIndexOf("+") + 1);
    if (before.some((one) => one.name === name || one.verifierKey.endsWith(`+${material}`))) {
      throw new Unverified(`must name each witness and each key once, and item ${at + 1} is there before`);
    }
  }
  return found;
}

function toWitness(item: string, at: number): WitnessSettings {
  const [verifierKey = "", url = "", ...rest] = item.split(/[ \t]+/);
  if (url === "" || rest.length > 0) {
    throw new Unverified(`must be NAME+ID+BASE64 URL for each witness, with commas between them: item ${at + 1} is not`);
  }
  try {
    const { name } = parseWitnessKey(verifierKey);
    if (isWitnessUrl(url)) return { name, verifierKey, url: withoutSlashes(url) };
  } catch (error) {
    throw error instanceof Unverified ? new Unverified(`must have verifier keys of witnesses: item ${at + 1}: ${error.message}`) : error;
  }
  throw new Unverified(
    `must have https:// URLs without user, query or fragment (http:// is for this machine alone): item ${at + 1} has another`,
  );
}

/** What comes after it begins with one. */
function withoutSlashes(url: string): string {
  let end = url.length;
  while (url.charAt(end - 1) === "/") end -= 1;
  return url.slice(0, end);
}
