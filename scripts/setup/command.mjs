// Runs the programs that the set-up needs, quietly: what they print is shown only when they fail.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A reason to stop, for the person at the terminal, in one sentence. */
export class SetupError extends Error {}

const running = new Set();
// A terminal that is closed does not end the product, and so not its set-up.
process.on("SIGHUP", () => {});
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    for (const child of running) child.kill("SIGTERM");
    process.exit(143);
  });
}

/** @returns whether it succeeded, and all that it printed */
export function attempt(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (output += chunk));
    const settle = (succeeded) => {
      running.delete(child);
      resolve({ succeeded, output });
    };
    child.once("error", () => settle(false));
    child.once("close", (code) => settle(code === 0));
  });
}

/** Like `attempt`, but a failure prints the program's output and stops the set-up with `sentence`. */
export async function run(sentence, command, args, options) {
  const { succeeded, output } = await attempt(command, args, options);
  if (succeeded) return;
  process.stderr.write(output.split("\n").slice(-40).join("\n"));
  throw new SetupError(sentence);
}

/** The programs of `names` that are on the search path. */
export function installed(...names) {
  const directories = (process.env.PATH ?? "").split(delimiter);
  return names.filter((name) => directories.some((directory) => isExecutable(join(directory, name))));
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
