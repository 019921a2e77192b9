// Installs packages of the operating system where we may; where we may not, says which.
import { attempt, installed, run, SetupError, say } from "./command.mjs";

export const hasApt = () => installed("apt-get").length > 0;

/** Whether packages can be installed from here. */
export const mayInstall = () => process.getuid?.() === 0 && hasApt();

/**
 * @param packages names in Debian and its descendants
 * @param purpose the end of the sentence "… are needed to", for who must install them by hand
 */
export async function installSystemPackages(packages, purpose) {
  const names = packages.join(" ");
  if (!mayInstall()) throw new SetupError(`Install ${names} with your package manager (${purpose}), then start again.`);
  say(`Installing ${names} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const args = ["install", "-y", "--no-install-recommends", ...packages];
  if ((await attempt("apt-get", args, { env })).succeeded) return;
  // A fresh machine has no package lists, or stale ones.
  await attempt("apt-get", ["update"], { env });
  await run(`Could not install ${names}: install them with your package manager (${purpose}), then start again.`, "apt-get", args, { env });
}
