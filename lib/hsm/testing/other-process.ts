/** A user of a token in a process of its own: initialises it, opens it, and encrypts one message for the test to open. */
import { randomBytes } from "node:crypto";
import type { MaterialBinding } from "#lib/domain/key";
import type { TokenSettings } from "#lib/hsm/pkcs11/open";
import { openToken } from "#lib/hsm/pkcs11/open";
import type { InitialiseOptions } from "#lib/hsm/pkcs11/start/initialise";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";

export type OtherProcessInput = { settings: TokenSettings; options: InitialiseOptions; binding: MaterialBinding };

async function main(): Promise<void> {
  const { settings, options, binding } = JSON.parse(process.argv[2] ?? "") as OtherProcessInput;
  const { created } = await initialiseToken(settings, options);
  const hsm = await openToken(settings);
  const material = await hsm.generateMaterial(binding);
  const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("two processes") };
  for (let round = 0; round < 200; round += 1) hsm.encryptMessage({ ...binding, ...material }, message, Buffer.from("busy"));
  const made = hsm.encryptMessage({ ...binding, ...material }, message, Buffer.from("from afar"));
  await hsm.close();
  const parts = { wrapped: material.wrapped, bindingMac: material.bindingMac, ...message, ...made };
  const texts = Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, Buffer.from(bytes).toString("hex")]));
  process.stdout.write(JSON.stringify({ created, ...texts }));
}

void main();
