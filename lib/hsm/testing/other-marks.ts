/** Test only: reads and writes the mark of a token in a process of its own. */
import { openToken, type TokenSettings } from "#lib/hsm/pkcs11/open";

/** Marks in hexadecimal digits. */
export type OtherMarkInput = { readonly settings: TokenSettings; readonly marks: readonly string[] };

async function main(): Promise<void> {
  const { settings, marks } = JSON.parse(process.argv[2] ?? "") as OtherMarkInput;
  const hsm = await openToken(settings);
  const before = hsm.readMark()?.toString("hex") ?? null;
  for (const mark of marks) hsm.writeMark(Buffer.from(mark, "hex"));
  const after = hsm.readMark()?.toString("hex") ?? null;
  await hsm.close();
  process.stdout.write(JSON.stringify({ before, after }));
}

void main();
