/** Runs a short-lived child of the primary to its end. */
import { fork } from "node:child_process";
import type { ChildMessage, PrimaryMessage } from "./child-link";
import { StartError } from "./start-error";

/**
 * @param name for the sentence when it fails, such as `preparation of the token`
 * @param output where its standard output goes: ours, or a file descriptor of ours
 * @param signal ends it by force; what it left half done is taken up by the next start
 * @returns what it told as its result; null when it told none
 * @throws StartError with the child's own sentence when it gave one
 */
export function runOnce(
  name: string,
  program: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  output: "inherit" | number = "inherit",
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let refusal: string | null = null;
    let result: string | null = null;
    const child = fork(program, { env: environment, stdio: ["ignore", output, "inherit", "ipc"], signal, killSignal: "SIGKILL" });
    child.on("message", (message: ChildMessage) => {
      if (message.kind === "refused") refusal = message.sentence;
      else if (message.kind === "result") result = message.value;
      else child.send({ kind: "drain" } satisfies PrimaryMessage);
    });
    child.once("error", reject);
    child.once("exit", (code, how) => {
      if (code === 0) resolve(result);
      else reject(new StartError(refusal ?? `The ${name} failed (${how ?? `exit code ${code}`}): see the log lines above.`));
    });
  });
}
