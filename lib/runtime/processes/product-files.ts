/** The product's own files: everything is built into `dist`, beside `package.json`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export type ProgramName = "admin" | "api-worker" | "cluster-bootstrap" | "console-server" | "database-bootstrap" | "token-bootstrap";

/** Path of a built program. @param root the product's folder, or a copy of it */
export function builtProgram(name: ProgramName, root: string = productRoot()): string {
  return join(root, "dist", `${name}.js`);
}

/** The folder that holds `package.json`. */
export function productRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new Error("package.json was not found above the program.");
  }
}

/** Version in `package.json`. */
export function productVersion(): string {
  return (JSON.parse(readFileSync(join(productRoot(), "package.json"), "utf8")) as { version: string }).version;
}
