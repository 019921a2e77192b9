/** What making and restoring a backup do with database and token at hand. */
import { fstatSync } from "node:fs";
import { readArchive } from "#lib/backup/archive";
import type { Counts } from "#lib/backup/manifest";
import { parseCounts } from "#lib/backup/manifest";
import { StartError } from "#lib/base/start-error";
import { openToken } from "#lib/hsm/pkcs11/open";
import type { Hsm } from "#lib/hsm/port";
import { loadDump } from "#lib/store/backup/load";
import { sealMaker } from "#lib/store/books/seal-maker";
import { prepareSchema } from "#lib/store/database/prepare-schema";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { openStore, type Store } from "#lib/store/open";
import { acceptRestored } from "#lib/usecases/backup/accept-restored";
import { traceBackup } from "#lib/usecases/backup/trace-backup";
import type { Operator } from "#lib/usecases/identity/account/operator-trace";
import type { Installation } from "../admin-command/installation";
import { tokenSettings } from "../token/token-settings";
import { secondsSince } from "./commands";
import { streamOf, tableOf } from "./read-backup";
import { requireDomainKeys, takeBackup } from "./take-backup";

export type BackupAnswer = Counts & { readonly bytes: number; readonly seconds: number };

/** @param onProgress told how many entries are written @throws StartError */
export async function makeBackup(
  { store, hsm }: { store: Store; hsm: Hsm },
  { env, databaseUrl, backup }: Installation,
  operator: Operator,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (entries: number) => void },
): Promise<BackupAnswer> {
  const began = performance.now();
  if (backup === null || backup.locks === null) throw new Error("no file is open for the backup");
  const { fd, locks, secrets } = backup;
  const own = secrets === null ? null : { dataDir: env.dataDir, secrets };
  const counts = await takeBackup({ fd, locks, databaseUrl, hsm, own, now: operator.now, onProgress, signal });
  const answer = { ...counts, bytes: fstatSync(fd).size, seconds: secondsSince(began) };
  await store.transact((tx) => traceBackup(tx, operator, "createBackup", { ...counts, encrypted: locks.kind }));
  return answer;
}

/** @throws StartError where the token is another one; then the database is as empty as before */
export async function restoreBackup(installation: Installation, operator: Operator, signal: AbortSignal): Promise<BackupAnswer> {
  const began = performance.now();
  const { env, databaseUrl, pin, backup, provision } = installation;
  if (backup === null || backup.manifest === null || backup.opening === null) throw new Error("no backup is open");
  const { fd, manifest, opening, ownerUrl } = backup;
  const hsm = await openToken(tokenSettings(env, pin()));
  try {
    requireDomainKeys(manifest.token.domain_keys, hsm.listDomainKeys());
    if ((await hsm.auditPublicKey()).toString("base64") !== manifest.token.audit_key) {
      throw new StartError("The token's audit key is not the one that the backup's log is signed with: it is another token.");
    }
    if (provision !== null) await provisionDatabase(provision);
    let seal: Record<string, unknown> = {};
    await loadDump(ownerUrl ?? databaseUrl, manifest, async ({ put }) => {
      const columns = new Map(manifest.tables.map((table) => [table.name, table.columns]));
      seal = await readArchive(streamOf(fd, "restored"), opening, async ({ name, body }) => {
        signal.throwIfAborted();
        const table = tableOf(name);
        if (table !== null) await put(table, columns.get(table) ?? [], body);
      });
    });
    await prepareSchema(databaseUrl, ownerUrl);
    const store = await openStore(databaseUrl, { makeSeal: sealMaker(hsm) });
    try {
      await acceptRestored({ store, hsm }, operator, manifest.made_at);
    } finally {
      await store.close();
    }
    return { ...parseCounts(seal), bytes: fstatSync(fd).size, seconds: secondsSince(began) };
  } finally {
    await hsm.close();
  }
}
