// `npm run admin -- …`: sets up what is missing, then runs the admin command. Standard output is for the command's answer alone, so
// what the set-up says goes to standard error.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
let running = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => running?.kill(signal));

const status = await runNode(["scripts/setup.mjs", "--server"], 2);
process.exitCode = status === 0 ? await runNode(["dist/admin.js", ...process.argv.slice(2)], "inherit") : status;

function runNode(args, output) {
  return new Promise((resolve) => {
    running = spawn(process.execPath, args, { stdio: ["ignore", output, "inherit"] });
    running.once("exit", (code) => resolve(code ?? 1));
  });
}
