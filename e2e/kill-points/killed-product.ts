/** A product that is killed with -9, again and again, and started on what that left. */
import { join } from "node:path";
import { readEnv } from "#lib/base/env";
import { inspectToken } from "#lib/hsm/pkcs11/inspect";
import { readTokenSettings } from "#lib/runtime/token/token-settings";
import { freePort } from "../harness/free-port";
import { descendantsOf, stillRunning } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";

/** `all`: as when the power goes. `primary`: workers and console must end by themselves; the database that is left is the next start's. */
export type Killing = "all" | "primary";

const ORPHANS_PATIENCE_MS = 30_000;

export class KilledProduct {
  #running: Product | null = null;

  private constructor(readonly environment: Record<string, string>) {}

  /** @param environment with `KMS_DATA_DIR` */
  static async start(environment: Record<string, string>): Promise<{ killed: KilledProduct; first: Product }> {
    // The same each time, so that clients go on.
    const ports = { KMS_API_PORT: String(await freePort()), KMS_CONSOLE_PORT: String(await freePort()) };
    const killed = new KilledProduct({ ...ports, ...environment });
    return { killed, first: await killed.again() };
  }

  async again(): Promise<Product> {
    this.#running = await startProduct(this.environment);
    return this.#running;
  }

  /** @throws Error where something of it runs on */
  async kill(how: Killing): Promise<void> {
    if (this.#running === null) return;
    const { pid, exited } = this.#running;
    const below = descendantsOf(pid);
    const mustEnd = how === "all" ? below : below.filter(({ command }) => command.includes("/dist/"));
    for (const victim of how === "all" ? [pid, ...below.map((one) => one.pid)] : [pid]) endNow(victim);
    await exited;
    this.#running = null;
    for (const until = Date.now() + ORPHANS_PATIENCE_MS; stillRunning(mustEnd).length > 0; ) {
      if (Date.now() > until) throw new Error(`left behind: ${stillRunning(mustEnd).map(({ command }) => command)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
  }

  /** What the token keeps, by its label; without the marks, of which there are now one and now two, or three where two were made at once. */
  async labelsInToken(): Promise<string[]> {
    const env = readEnv(this.environment);
    process.env.SOFTHSM2_CONF = join(env.dataDir, "softhsm2.conf");
    const labels = (await inspectToken(readTokenSettings(env))).map(({ label }) => label);
    return labels.filter((label) => !label.startsWith("kms-console mark ")).sort();
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
