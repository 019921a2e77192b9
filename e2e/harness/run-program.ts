/** A program of the product that ends by itself, such as the admin command. It must have been built. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export type Outcome = { code: number | null; stdout: string; stderr: string };

/**
 * @param program its path in the project
 * @param typed what comes to it from the keyboard
 */
export function runProgram(program: string, words: readonly string[], environment: Record<string, string>, typed = ""): Promise<Outcome> {
  const inherited = Object.fromEntries(["PATH", "HOME"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [join(ROOT, program), ...words], { cwd: ROOT, env: { ...inherited, ...environment } as never });
  child.stdin.end(typed);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (chunk: string) => (output[name] += chunk));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...output })));
}
