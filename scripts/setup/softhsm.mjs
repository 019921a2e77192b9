// SoftHSM2, for who has no PKCS#11 token configured: from the system, installed now, or unpacked into the data directory.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { attempt, installed, SetupError, say } from "./command.mjs";
import { hasApt, installSystemPackages, mayInstall } from "./system-packages.mjs";

const LIBRARY_DIRS = ["/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm", "/opt/homebrew/lib/softhsm"];
const BY_HAND =
  "Install SoftHSM2 with your package manager (package softhsm2), or set KMS_PKCS11_MODULE, KMS_PKCS11_TOKEN and KMS_PKCS11_PIN_FILE, then start again.";

export async function installSoftHsm() {
  if (process.env.KMS_PKCS11_MODULE) return;
  const dataDir = resolve(process.env.KMS_DATA_DIR || ".kms");
  const unpacked = join(dataDir, "softhsm");
  if (isBelow("/") || isBelow(unpacked)) return;
  if (mayInstall()) await installSystemPackages(["softhsm2"], "it is the default token");
  else await unpack(dataDir, unpacked);
  if (!isBelow("/") && !isBelow(unpacked)) throw new SetupError(BY_HAND);
}

/** Without administrator rights a package can still be fetched and unpacked. */
async function unpack(dataDir, target) {
  if (!hasApt() || installed("dpkg").length === 0) throw new SetupError(BY_HAND);
  say("Unpacking SoftHSM2 into the data directory …");
  makeDataDir(dataDir);
  const downloads = mkdtempSync(join(tmpdir(), "kms-softhsm-"));
  try {
    const fetched = await attempt("apt-get", ["download", "libsofthsm2", "softhsm2-common"], { cwd: downloads });
    if (!fetched.succeeded) throw new SetupError(BY_HAND);
    for (const file of readdirSync(downloads)) {
      if (!(await attempt("dpkg", ["-x", join(downloads, file), target])).succeeded) throw new SetupError(BY_HAND);
    }
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

/** The same rule as `lib/runtime/data-dir/data-dir.ts`: nothing is written into a directory that holds something else. */
function makeDataDir(path) {
  const stamp = join(path, "kms-data-directory");
  makeDirectory(path);
  if (!existsSync(stamp) && readdirSync(path).some((name) => name !== "lost+found")) {
    throw new SetupError(`The data directory ${path} holds files of something else: set KMS_DATA_DIR to a new or an empty directory.`);
  }
  writeFileSync(stamp, "", { mode: 0o600 });
}

function makeDirectory(path) {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function isBelow(root) {
  const libraries = join(root, "/usr/lib");
  const multiarch = existsSync(libraries) ? readdirSync(libraries).map((name) => join("/usr/lib", name, "softhsm")) : [];
  return [...LIBRARY_DIRS, ...multiarch].some((directory) => existsSync(join(root, directory, "libsofthsm2.so")));
}
