/** A start of the product on a token, in a process of its own: makes what is missing, and signs with the audit key. */
import type { TokenSettings } from "#lib/hsm/pkcs11/open";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";

export type AuditKeyInput = { readonly settings: TokenSettings /** In hex. */; readonly data: string };

async function main(): Promise<void> {
  const { settings, data } = JSON.parse(process.argv[2] ?? "") as AuditKeyInput;
  await initialiseToken(settings, { create: false });
  const hsm = await openToken(settings);
  const publicKey = await hsm.auditPublicKey();
  const signature = await hsm.signAudit(Buffer.from(data, "hex"));
  await hsm.close();
  process.stdout.write(JSON.stringify({ publicKey: publicKey.toString("hex"), signature: signature.toString("hex") }));
}

void main();
