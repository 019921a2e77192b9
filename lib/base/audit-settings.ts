/** Where the trail is forwarded to, of the product's settings. */
import { resolve } from "node:path";
import { z } from "zod";
import { isSyslogUrl, isWebhookUrl } from "./setting-urls";

export type AuditSettings = {
  /** null where nobody takes traces by HTTP. */
  readonly webhook: { readonly url: string; readonly secretFile: string } | null;
  /** null where nobody takes them by syslog. Without TLS on this machine alone. */
  readonly syslog: { readonly host: string; readonly port: number; readonly isTls: boolean } | null;
  /** Absolute path of the file that the last checkpoint of the sealed log is written to; null where it is written to none. */
  readonly checkpointFile: string | null;
};

const pathOfFile = z
  .string()
  .regex(/^[^\0\r\n]+$/, "must be the path of a file")
  .transform((path) => resolve(path));

export const auditVariables = {
  KMS_AUDIT_WEBHOOK_URL: z
    .string()
    .refine(isWebhookUrl, "must be an https:// URL without user or fragment; http:// is for this machine alone")
    .optional(),
  KMS_AUDIT_WEBHOOK_SECRET_FILE: pathOfFile.optional(),
  KMS_AUDIT_CHECKPOINT_FILE: pathOfFile.optional(),
  KMS_AUDIT_SYSLOG_URL: z.string().refine(isSyslogUrl, "must be tls://HOST:PORT; tcp://HOST:PORT is for this machine alone").optional(),
};

type Values = { readonly [name in keyof typeof auditVariables]?: string | undefined };

export function toAuditSettings(values: Values): AuditSettings {
  const { KMS_AUDIT_WEBHOOK_URL: url, KMS_AUDIT_WEBHOOK_SECRET_FILE: secretFile, KMS_AUDIT_SYSLOG_URL: syslog } = values;
  return {
    webhook: url && secretFile ? { url, secretFile } : null,
    syslog: syslog ? toSyslog(new URL(syslog)) : null,
    checkpointFile: values.KMS_AUDIT_CHECKPOINT_FILE ?? null,
  };
}

function toSyslog({ protocol, hostname, port }: URL): NonNullable<AuditSettings["syslog"]> {
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port), isTls: protocol === "tls:" };
}
