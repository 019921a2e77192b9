// The npm packages, exactly as package-lock.json has them.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installed, run, say } from "./command.mjs";
import { installSystemPackages } from "./system-packages.mjs";

const STAMP = "node_modules/.kms-stamp";
const COMPILED = "node_modules/pkcs11js/build/Release/pkcs11.node";

export async function installDependencies() {
  const lock = readFileSync("package-lock.json");
  const wanted = `${createHash("sha256").update(lock).digest("hex")} node-${process.versions.modules}\n`;
  const present = existsSync(STAMP) && existsSync(COMPILED) ? readFileSync(STAMP, "utf8") : null;
  if (present === wanted) return;
  if (present !== null || !agreesWithLock(JSON.parse(lock))) {
    await installCompiler();
    say("Installing dependencies …");
    const [command, ...args] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
    // Not `npm ci`: it refuses a lock file that lacks optional packages for other platforms, and registries do not carry all of
    // them. Without saving, `install` takes the very versions of the lock file too, and leaves the file as it is.
    const words = [...args, "install", "--no-save", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
    const why = "The npm packages could not be installed: check the network and the npm registry's settings, then start again.";
    await run(why, command, words, { env: { ...ownHeaders(), ...process.env } });
  }
  writeFileSync(STAMP, wanted);
}

/** The binding to PKCS#11 modules is compiled when it is installed. */
async function installCompiler() {
  const needed = { python3: "python3", make: "make", "g++": "g++" };
  const missing = Object.keys(needed).filter((program) => installed(program).length === 0);
  if (missing.length > 0)
    await installSystemPackages(
      missing.map((program) => needed[program]),
      "they compile the PKCS#11 binding",
    );
}

/** Node.js mostly comes with the headers that the binding is compiled with; npm would fetch them from Node.js's own site. */
function ownHeaders() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, "include/node/node.h")) ? { npm_config_nodedir: prefix } : {};
}

/** Whether somebody installed these very packages without us: npm's own record beside them says so. */
function agreesWithLock(lock) {
  const record = "node_modules/.package-lock.json";
  if (!existsSync(record) || !existsSync(COMPILED)) return false;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(lock.packages).every(([path, { version, optional, devOptional }]) => {
    if (path === "" || ((optional || devOptional) && !present[path])) return true;
    return present[path]?.version === version;
  });
}
