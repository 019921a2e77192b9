/** The receivers that the settings name. */
import type { AuditSettings } from "#lib/base/audit-settings";
import type { Receiver } from "./receiver";
import { syslog } from "./syslog";
import { webhook } from "./webhook";

export function receiversOf(settings: AuditSettings, webhookSecret: string): Receiver[] {
  return [
    ...(settings.webhook ? [webhook({ url: settings.webhook.url, secret: webhookSecret })] : []),
    ...(settings.syslog ? [syslog(settings.syslog)] : []),
  ];
}
