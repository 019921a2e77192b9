/** Test only: probes a module's memory in a process of its own, as a start does, among the noise of V8's heap. */
import { collectGarbage } from "#lib/base/collect-garbage";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { probeMemory } from "#lib/hsm/pkcs11/start/probe-memory";
import { provision, type TokenKind } from "./provision";

async function main(): Promise<void> {
  const token = provision(process.argv[2] as TokenKind);
  try {
    await initialiseToken(token.settings, { create: true, soPin: token.soPin });
    const noise = process.argv[3];
    const made: unknown[] = [];
    const kept = await probeMemory(token.settings, () => {
      made.push(noise === "none" ? null : Array.from({ length: 20_000 * (made.length % 7) }, (_, i) => ({ i })));
      if (noise === "garbage") made[made.length - 1] = null;
      collectGarbage();
    });
    process.stdout.write(JSON.stringify({ kept, readings: made.length }));
  } finally {
    token.remove();
  }
}

void main();
