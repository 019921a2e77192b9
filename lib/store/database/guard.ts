/** Who may keep a process from its database, though that answers. */
import type { RunSql } from "./run-sql";

export type DatabaseGuard = {
  /** Looks at a connection that was just made, before anything runs on it. @throws DatabaseAway when nothing shall */
  vet(run: RunSql): Promise<void>;
  /** @throws KmsError when nothing may be written */
  requireWritable(): void;
};

export const NO_GUARD: DatabaseGuard = { vet: async () => {}, requireWritable: () => {} };
