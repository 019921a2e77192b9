/** Waits for a short-lived child of the primary to do its work and end. */
import type { ChildProcess } from "node:child_process";
import { StartError } from "#lib/base/start-error";
import type { ChildMessage, PrimaryMessage } from "../links/child-link";
import { sendOver } from "../links/send";

/**
 * @param name for the sentence when it fails, such as `preparation of the token`
 * @param child just launched; whoever launched it may end it by force, and what it left half done is taken up by the next start
 * @returns what it found out last, if anything
 * @throws StartError with the child's own sentence when it gave one
 */
export function runOnce(name: string, child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let refusal: string | null = null;
    let finding: unknown;
    child.on("message", (message: ChildMessage) => {
      if (message.kind === "refused") refusal = message.sentence;
      else if (message.kind === "report") finding = message.report;
      else if (message.kind === "ready") sendOver(child, { kind: "drain" } satisfies PrimaryMessage);
    });
    child.once("error", reject);
    child.once("exit", (code, how) => {
      if (code === 0) resolve(finding);
      else reject(new StartError(refusal ?? `The ${name} failed (${how ?? `exit code ${code}`}): see the log lines above.`));
    });
  });
}
