// Remembers what was made from which sources, so that work that is done is not done again.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs `make` unless it succeeded before with the same sources and its product is still there.
 * @param sources files and folders; those that do not exist count as empty
 * @param product a file that `make` leaves behind
 */
export async function makeWhenChanged(name, sources, product, make) {
  const stamp = join(".stamps", name);
  const wanted = fingerprint(sources);
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(".stamps", { recursive: true });
  writeFileSync(stamp, wanted);
}

/** SHA-256 over the files and folders, and Node.js's version. */
export function fingerprint(sources) {
  const hash = createHash("sha256").update(process.version);
  for (const path of sources.flatMap(files).sort()) hash.update(`\0${path}\0`).update(readFileSync(path));
  return hash.digest("hex");
}

function files(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  // What is generated follows from the schema, which is a source itself.
  return path === join("lib", "store", "generated") ? [] : readdirSync(path).flatMap((name) => files(join(path, name)));
}
