// `npm run audit:verify -- …`: builds the verifier of the audit log where it is missing, and runs it. Nothing else of the product is set up
// or started. Standard output is for the verdict alone, so what the set-up says goes to standard error.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
// npm goes to the product's folder; the files are named from where it was called.
const caller = process.env.npm_lifecycle_event === "audit:verify" ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();

const status = await runNode([`${root}scripts/setup.mjs`, "--verifier"], 2, root);
process.exitCode = status === 0 ? await runNode([`${root}dist/audit-verify.js`, ...process.argv.slice(2)], "inherit", caller) : 2;

function runNode(args, output, cwd) {
  return new Promise((resolve) => {
    const running = spawn(process.execPath, args, { stdio: ["ignore", output, "inherit"], cwd });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => running.kill(signal));
    running.once("exit", (code) => resolve(code ?? 2));
  });
}
