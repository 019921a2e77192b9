/** Keeps the token of one data directory open, and seals in its database what it is asked to. */
import { readEnv } from "#lib/base/env";
import { openToken } from "#lib/hsm/pkcs11/open";
import { readPin, tokenSettings } from "#lib/runtime/token/token-settings";
import { sealMaker } from "#lib/store/books/seal-maker";
import { openStore } from "#lib/store/open";
import { sealAll } from "./seal-all";

const env = readEnv(process.env);
const token = openToken(tokenSettings(env, readPin(env)));

process.on("message", async ({ url }: { url: string }) => {
  try {
    const store = await openStore(url, { makeSeal: sealMaker(await token) });
    await sealAll(store).finally(() => store.close());
    process.send?.({});
  } catch (error) {
    process.send?.({ failed: String(error) });
  }
});
process.once("disconnect", () => process.exit());
