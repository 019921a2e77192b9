/** Keys of a bank that does not exist, always the same. */
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { tagKey } from "../harness/tags";

type Row = {
  readonly alias: string;
  readonly hoursAgo: number;
  readonly more?: Record<string, string>;
  readonly tags?: Record<string, string>;
  readonly description?: string;
};

const HOURS_A_DAY = 24;

const KEYS: readonly Row[] = [
  { alias: "branch/document-scans", hoursAgo: 900 * HOURS_A_DAY, tags: { team: "branches" } },
  { alias: "treasury/swift-archive", hoursAgo: 700 * HOURS_A_DAY, tags: { team: "treasury", stage: "live" } },
  { alias: "fraud/feature-store", hoursAgo: 420 * HOURS_A_DAY, tags: { team: "fraud", stage: "live" } },
  { alias: "atm/terminal-master", hoursAgo: 400 * HOURS_A_DAY, more: { key_spec: "RSA_3072", key_usage: "ENCRYPT_DECRYPT" } },
  { alias: "treasury/fx-orders", hoursAgo: 310 * HOURS_A_DAY, tags: { team: "treasury", stage: "live" } },
  { alias: "web/tls-issuing", hoursAgo: 290 * HOURS_A_DAY, more: { key_spec: "EC_P384" } },
  { alias: "mortgage/contract-exchange", hoursAgo: 260 * HOURS_A_DAY, more: { key_spec: "RSA_4096", key_usage: "ENCRYPT_DECRYPT" } },
  { alias: "backup/db-nightly", hoursAgo: 200 * HOURS_A_DAY, tags: { team: "platform", stage: "live" } },
  { alias: "mobile/session-tokens", hoursAgo: 160 * HOURS_A_DAY, tags: { team: "mobile", stage: "live" } },
  {
    alias: "payments/card-vault",
    hoursAgo: 120 * HOURS_A_DAY,
    tags: { team: "payments", stage: "live", cost: "4711" },
    description: "Card numbers at rest. Owned by Payments; ask there before you change anything.",
  },
  { alias: "swift/message-signing", hoursAgo: 90 * HOURS_A_DAY, more: { key_spec: "EC_P256" }, description: "Signs outgoing MT messages." },
  { alias: "legacy/fax-gateway", hoursAgo: 60 * HOURS_A_DAY, tags: { team: "branches", stage: "end-of-life" } },
  { alias: "cards/pan-tokens", hoursAgo: 30 * HOURS_A_DAY, tags: { team: "payments", stage: "live" } },
  { alias: "core-banking/customer-pii-archive-2019-2024", hoursAgo: 12 * HOURS_A_DAY, tags: { team: "core", stage: "live" } },
  { alias: "payments/settlement-signing", hoursAgo: 5 * HOURS_A_DAY, more: { key_spec: "RSA_2048" } },
  { alias: "hr/payroll-import", hoursAgo: 26, more: { origin: "external" } },
  { alias: "payments/instant-payments", hoursAgo: 2, tags: { team: "payments", stage: "test" } },
];

/** @returns the keys' IDs by alias */
export async function fillBank(client: ApiClient, dataDir: string): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const { alias, hoursAgo, more = {}, tags, description } of KEYS) {
    const id = await client.createKey(alias, { ...more, ...(description ? { key_description: description } : {}) });
    ids[alias] = id;
    if (tags) await tagKey(client, id, tags);
    await sql(dataDir, "update cmk set created_at = now() - $2 * interval '1 hour' where id = $1", [id, hoursAgo]);
    await sql(dataDir, "update key_version set created_at = now() - $2 * interval '1 hour' where key_id = $1", [id, hoursAgo]);
  }
  const of = (alias: string) => ids[alias] ?? "";
  await client.call("disable-key", { key_id: of("backup/db-nightly") });
  await client.call("schedule-key-deletion", { key_id: of("cards/pan-tokens"), pending_days: "30" });
  await client.call("enable-key-rotation", { key_id: of("payments/card-vault") });
  for (const _ of [1, 2]) await client.call("rotate-on-demand", { key_id: of("payments/card-vault") });
  await grantTo(client, of("legacy/fax-gateway"), "5c1a8a9a0f1e4f6f8d0b6f7a3c2e1d40", ["encrypt-data", "decrypt-data"]);
  return ids;
}
