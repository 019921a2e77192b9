/** A real token that is moved away under a running worker, and comes back: SoftHSM2 keeps its tokens in a folder. */
import { createHash, randomBytes } from "node:crypto";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedToken, openToken, type TokenEvent } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { BoundMaterial } from "#lib/hsm/port";
import { provision } from "./testing/provision";

const token = provision("SoftHSM2");
const events: TokenEvent[] = [];
let hsm: OpenedToken;
beforeAll(async () => {
  await initialiseToken(token.settings, { create: true, soPin: token.soPin });
  hsm = await openToken(token.settings, { report: (event) => events.push(event) });
});
afterAll(async () => {
  await hsm?.close();
  token.remove();
});

test("what it held works again when it is back, and its going and coming are told once", async () => {
  const pair: BoundMaterial = await bound("EC_P256", "SIGN_VERIFY");
  const aes: BoundMaterial = await bound("AES_256", "ENCRYPT_DECRYPT");
  const message = { nonce: randomBytes(16), iv: randomBytes(12), aad: Buffer.from("context") };
  const made = hsm.encryptMessage(aes, message, Buffer.from("text"));
  const digest = createHash("sha256").update("message").digest();
  const sign = () => hsm.signDigest(pair, "ECDSA_SHA_256", digest);
  await sign();
  const tokens = join(token.directory, "tokens");
  for (let round = 0; round < 2; round += 1) {
    events.length = 0;
    const under = [sign(), sign(), sign()];
    renameSync(tokens, `${tokens}.away`);
    try {
      await expect.poll(health, { timeout: 5_000 }).toBe("unavailable");
      await expect(hsm.generateMaterial({ ...pair, keyId: crypto.randomUUID() })).rejects.toMatchObject({ code: "unavailable" });
      await Promise.allSettled(under);
    } finally {
      renameSync(`${tokens}.away`, tokens);
    }
    await expect.poll(health, { timeout: 10_000 }).toBe("well");
    expect(hsm.decryptMessage(aes, message, made.ciphertext, made.tag).toString()).toBe("text");
    expect(await hsm.verifyDigest(pair, "ECDSA_SHA_256", digest, await sign())).toBe(true);
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== "callFailed")).toEqual(["lost", "restored"]);
  }
});

async function bound(spec: "EC_P256" | "AES_256", usage: "SIGN_VERIFY" | "ENCRYPT_DECRYPT"): Promise<BoundMaterial> {
  const id = () => randomBytes(16).toString("hex");
  const binding = { accountId: id(), projectId: id(), keyId: crypto.randomUUID(), version: 0, spec, usage, origin: "kms" } as const;
  return { ...binding, ...(await hsm.generateMaterial(binding)) };
}

function health(): unknown {
  try {
    hsm.checkHealth();
    return "well";
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}
