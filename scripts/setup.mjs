// Makes the product ready to start on a fresh machine: dependencies, SoftHSM2, database client, build. Plain Node.js, because
// nothing is installed yet. Safe to repeat; what is done is skipped. `--test` also installs what the tests need;
// `--server` leaves the console out, and `--verifier` everything that the verifier of the audit log does not need.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { attempt, installed, run, SetupError, say } from "./setup/command.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { buildPasswdEntry, PASSWD_ENTRY, PASSWD_ENTRY_SOURCE } from "./setup/passwd-entry.mjs";
import { installSoftHsm } from "./setup/softhsm.mjs";
import { makeWhenChanged } from "./setup/stamp.mjs";
import { installSystemPackages, mayInstall } from "./setup/system-packages.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const SERVER_SOURCES = ["lib", "prisma", "package.json", "package-lock.json", "scripts/build.mjs"];
const CONSOLE_SOURCES = [
  ...SERVER_SOURCES,
  "app",
  "components",
  "public",
  "tsconfig.json",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
];

try {
  checkNodeVersion();
  await installDependencies();
  if (process.argv.includes("--verifier")) await buildVerifier();
  else await setUpProduct();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}

async function buildVerifier() {
  const sources = ["lib/audit/verify", "scripts/build.mjs"];
  await makeWhenChanged("verifier", sources, "dist/audit-verify.js", () => build("verifier", ["--verifier-only"]));
}

async function setUpProduct() {
  await installSoftHsm();
  if (process.argv.includes("--test")) await installTestTools();
  await makeWhenChanged("client", ["prisma/schema.prisma", "package-lock.json"], "lib/store/generated/client.ts", generateClient);
  await makeWhenChanged("server", SERVER_SOURCES, "dist/primary.js", () => build("server", ["--server-only"]));
  if (process.platform === "linux") await makeWhenChanged("passwd-entry", [PASSWD_ENTRY_SOURCE], PASSWD_ENTRY, buildPasswdEntry);
  if (!process.argv.includes("--server"))
    await makeWhenChanged("console", CONSOLE_SOURCES, ".next/BUILD_ID", () => build("console", ["--console-only"]));
}

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node.js is ${process.versions.node}, and must be 20.19 or newer: install a newer one, then start again.`);
}

async function generateClient() {
  say("Generating the database client …");
  // The generator needs no engine, yet asks for one and would download it from outside the package registry.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" };
  await run(
    "The database client could not be generated: see above.",
    process.execPath,
    ["node_modules/prisma/build/index.js", "generate"],
    { env },
  );
}

async function build(what, flags) {
  say(`Building the ${what} …`);
  await run(`The ${what} could not be built: see above.`, process.execPath, ["scripts/build.mjs", ...flags]);
}

async function installTestTools() {
  const missing = [];
  for (const program of ["openssl", "curl", "faketime"]) if (installed(program).length === 0) missing.push(program);
  if (installed("chromium", "chromium-browser", "google-chrome").length === 0) missing.push("chromium");
  const places = [
    "/usr/lib",
    ...readdirSync("/usr/lib").flatMap((name) => [join("/usr/lib", name), join("/usr/lib", name, "nss")]),
    "/usr/lib64",
  ];
  if (!places.some((place) => existsSync(join(place, "libsoftokn3.so")))) missing.push("libnss3");
  if (missing.length > 0) await installSystemPackages(missing, "the tests need them");
  await installTestClients();
}

/** Clients that the product is driven with. Where they cannot be installed from here, their tests alone are left out. */
async function installTestClients() {
  for (const python of ["/usr/bin/python3", "python3"]) {
    if ((await attempt(python, ["-c", "import cryptography, keystoneauth1, openstack"])).succeeded) return;
  }
  if (mayInstall()) return installSystemPackages(["python3-openstacksdk", "python3-cryptography"], "the tests drive the product with them");
  say("The tests with Python's clients will be skipped: they need python3-openstacksdk, which takes root and apt to install.");
}
