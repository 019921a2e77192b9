/** The product's own files: everything is built into `dist`, beside `package.json`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Path of a built program, one folder with the one that runs. */
export function builtProgram(name: "api-worker" | "console-server" | "database-bootstrap" | "token-bootstrap"): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

/** The folder that holds `package.json`. */
export function productRoot(): string {
  return fileURLToPath(new URL("..", import.meta.url));
}

/** Version in `package.json`. */
export function productVersion(): string {
  return (JSON.parse(readFileSync(join(productRoot(), "package.json"), "utf8")) as { version: string }).version;
}
