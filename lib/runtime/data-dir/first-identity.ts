/**
 * The password of the first administrator, as the primary sees to it.
 * Invariant: a generated password is on disk before it is in force, and stays there until the primary has printed it, so
 * that an interrupted first start cannot lock everybody out.
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#lib/base/env";
import { writeCheckedFile } from "./checked-files";
import { ensureSecret, findSecret, removeSecret } from "./secrets";

/** What the preparation of the database found out. */
export type FirstIdentity = { readonly created: boolean };

export type FirstPassword = {
  /** For the preparation of the database; none once an administrator is known to exist, so that none is left lying about. */
  readonly password: string | null;
  /** Keeps the password that is to be printed, and forgets any other. */
  settle(found: FirstIdentity): void;
};

export function prepareFirstPassword(env: Env): FirstPassword {
  const { dataDir } = env;
  const done = join(dataDir, "first-identity-made");
  const isDone = lstatSync(done, { throwIfNoEntry: false }) !== undefined;
  const wasInterrupted = findSecret(dataDir, "admin-password") !== null;
  const isGenerated = env.adminPassword === null;
  const generated = isGenerated && (!isDone || wasInterrupted) ? ensureSecret(dataDir, "admin-password") : null;
  return {
    password: env.adminPassword ?? generated,
    settle({ created }) {
      if (!isGenerated || !(created || wasInterrupted)) removeSecret(dataDir, "admin-password");
      if (!isDone) writeCheckedFile(done, "", 0o600);
    },
  };
}
