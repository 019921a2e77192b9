/** What every token must do with the key that signs the audit log: one suite, run on each token by configuration alone. */
import { execFile } from "node:child_process";
import { createPublicKey, randomBytes, verify } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromDer } from "#lib/domain/ecdsa-signature";
import { findMechanisms, inspectToken } from "#lib/hsm/pkcs11/inspect";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { Hsm } from "#lib/hsm/port";
import { removeAuditKeyPart } from "../testing/disturb-token";
import type { AuditKeyInput } from "../testing/other-audit-key";
import { type Provision, provision, type TokenKind } from "../testing/provision";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../../..");

/**
 * What signs notes, by the type of C2SP signed-note and the token's mechanism. Both tokens make one of them, so the audit key is of that type;
 * ML-DSA (type 0x06) neither does.
 */
const NOTE_SIGNATURES = { "Ed25519 (0x01)": 0x1057, "ECDSA (0x02)": 0x1041, "ML-DSA (0x06)": 0x1d } as const;
const MADE_BY: Readonly<Record<TokenKind, readonly (keyof typeof NOTE_SIGNATURES)[]>> = {
  SoftHSM2: ["Ed25519 (0x01)", "ECDSA (0x02)"],
  "NSS softokn": ["ECDSA (0x02)"],
};

export function describeAuditKeyContract(kind: TokenKind): void {
  describe(`the audit key on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;
    let program: string;

    beforeAll(async () => {
      token = provision(kind);
      program = join(token.directory, "other-audit-key.cjs");
      const entry = join(import.meta.dirname, "../testing/other-audit-key.ts");
      await build({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", packages: "external", outfile: program });
      await initialiseToken(token.settings, { create: true, soPin: token.soPin });
      hsm = await openToken(token.settings, { observe: () => {} });
    }, 60_000);
    afterAll(async () => {
      await hsm?.close();
      token?.remove();
    });

    /** In a process of its own, which makes what is missing. */
    async function inOtherProcess(data: Buffer): Promise<{ publicKey: string; signature: string }> {
      const env = { ...process.env, ...token.environment, NODE_PATH: join(ROOT, "node_modules") };
      const input: AuditKeyInput = { settings: token.settings, data: data.toString("hex") };
      const { stdout } = await run(process.execPath, [program, JSON.stringify(input)], { env });
      return JSON.parse(stdout);
    }
    const isSigned = (spki: Buffer, data: Uint8Array, signature: Buffer) =>
      verify("sha256", data, { key: createPublicKey({ key: spki, format: "der", type: "spki" }), dsaEncoding: "der" }, signature);

    test("its public half is a point on P-256, the same whenever it is asked for", async () => {
      const spki = await hsm.auditPublicKey();
      const key = createPublicKey({ key: spki, format: "der", type: "spki" });
      expect(key.asymmetricKeyDetails).toMatchObject({ namedCurve: "prime256v1" });
      expect(key.export({ format: "der", type: "spki" })).toEqual(spki);
      expect(await hsm.auditPublicKey()).toEqual(spki);
    });

    test("it signs any bytes, in DER, and others know the signature by the public half", async () => {
      const spki = await hsm.auditPublicKey();
      for (const data of [Buffer.alloc(0), Buffer.from("a"), randomBytes(100), randomBytes(70_000)]) {
        for (let round = 0; round < 8; round += 1) {
          const signature = await hsm.signAudit(data);
          expect(fromDer(signature, 32)).not.toBeNull();
          expect(isSigned(spki, data, signature)).toBe(true);
          expect(isSigned(spki, Buffer.concat([data, Buffer.of(0)]), signature)).toBe(false);
        }
      }
      const many = await Promise.all(Array.from({ length: 12 }, (_, n) => hsm.signAudit(Buffer.of(n))));
      for (const [n, signature] of many.entries()) expect(isSigned(spki, Buffer.of(n), signature)).toBe(true);
    });

    test("of the signatures that a note may have, the token makes ECDSA on P-256 as the other does", async () => {
      const made = await findMechanisms(token.settings, Object.values(NOTE_SIGNATURES));
      expect(made).toEqual(MADE_BY[kind].map((type) => NOTE_SIGNATURES[type]));
    });

    test("its private half is sensitive, cannot be extracted, and does nothing but sign", async () => {
      const halves = (await inspectToken(token.settings)).filter((object) => object.token && object.label === "kms-console audit key");
      expect(halves.find((half) => half.class === "private key")).toMatchObject({
        sensitive: true,
        extractable: false,
        private: true,
        usages: ["sign"],
      });
      expect(halves).toHaveLength(2);
    });

    test("after close it is not available", async () => {
      const closed = await openToken(token.settings);
      await closed.close();
      await expect(closed.auditPublicKey()).rejects.toMatchObject({ code: "unavailable" });
      await expect(closed.signAudit(Buffer.of(1))).rejects.toMatchObject({ code: "unavailable" });
    });

    test("of several processes that start at once on a token without it, all have the same", async () => {
      await hsm.close();
      await removeAuditKeyPart(token.settings, "both");
      const data = randomBytes(40);
      const others = await Promise.all(Array.from({ length: 4 }, () => inOtherProcess(data)));
      expect(new Set(others.map(({ publicKey }) => publicKey)).size).toBe(1);
      hsm = await openToken(token.settings, { observe: () => {} });
      const spki = await hsm.auditPublicKey();
      expect(spki.toString("hex")).toBe(others[0]?.publicKey);
      for (const { signature } of others) expect(isSigned(spki, data, Buffer.from(signature, "hex"))).toBe(true);
    }, 60_000);
  });
}
