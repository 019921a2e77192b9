/** A short-lived child of root's primary, as the user of the database: makes the database's files, so that root need not go in there. */
import { join } from "node:path";
import { StartError } from "#lib/base/start-error";
import { runChild } from "./links/child-link";
import { prepareCluster } from "./postgres/postgres-cluster";
import { findPostgresPrograms } from "./postgres/postgres-program";

/** Where the primary put the data directory among our open files. */
const DATA_DIR_DESCRIPTOR = 4;

await runChild(async ({ cluster }) => {
  const dataDir = process.env.KMS_DATA_DIR;
  if (!cluster || !dataDir) throw new StartError("The files of the database are made by the primary process: start that.");
  await prepareCluster({
    home: join(dataDir, "postgres"),
    realCluster: cluster.realPath,
    initdb: findPostgresPrograms().initdb,
    superuserPassword: cluster.superuserPassword,
    inherited: [DATA_DIR_DESCRIPTOR],
  });
  return async () => {};
});
