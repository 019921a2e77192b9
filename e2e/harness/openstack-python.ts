/**
 * Python with openstacksdk, keystoneauth and cryptography, which the first needs too. The set-up for tests installs them; only where it cannot, without root or apt, they may be
 * missing, and then the tests with them are skipped and say so.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export const PYTHON = ["/usr/bin/python3", "python3"].find(
  (python) => spawnSync(python, ["-c", "import cryptography, keystoneauth1, openstack"]).status === 0,
);

const isInstallable = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

export const isPythonSkipped = PYTHON === undefined && !isInstallable;
if (isPythonSkipped) process.stderr.write("Skipped: Python's clients are not installed, and there is no root or no apt to install them.\n");

/** What a test says that fails for want of them. */
export const PYTHON_MISSING = "python3-openstacksdk is not installed: run node scripts/setup.mjs --test";
