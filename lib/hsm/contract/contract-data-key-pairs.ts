/**
 * What every token must do to make data key pairs: one suite, run on each token by configuration alone.
 * Invariant: a pair counts only when OpenSSL signs with its private half what it verifies with its public half.
 */
import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt, randomBytes, sign, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DATA_KEY_PAIR_SPECS, type DataKeyPairSpec } from "#lib/domain/data-key-pair";
import { inspectToken } from "#lib/hsm/pkcs11/inspect";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import type { Hsm } from "#lib/hsm/port";
import { type Provision, provision, type TokenKind } from "../testing/provision";

/** @param missing specs whose curve this token does not have */
export function describeDataKeyPairContract(kind: TokenKind, missing: readonly DataKeyPairSpec[]): void {
  const specs = Object.keys(DATA_KEY_PAIR_SPECS) as DataKeyPairSpec[];

  describe(`data key pairs on ${kind}`, () => {
    let token: Provision;
    let hsm: Hsm;
    beforeAll(async () => {
      token = provision(kind);
      await initialiseToken(token.settings, { create: true, soPin: token.soPin });
      hsm = await openToken(token.settings, { observe: () => {} });
    }, 60_000);
    afterAll(async () => {
      await hsm?.close();
      token?.remove();
    });

    test.each(specs.filter((spec) => !missing.includes(spec)))("%s is a pair of this size or curve, which works outside", async (spec) => {
      const { publicKey, privateKey } = await hsm.generateDataKeyPair(spec);
      const secret = createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" });
      const open = createPublicKey({ key: publicKey, format: "der", type: "spki" });
      expect(createPublicKey(secret).export({ type: "spki", format: "der" })).toEqual(publicKey);
      expect(secret.export({ type: "pkcs8", format: "der" })).toEqual(privateKey);
      const row = DATA_KEY_PAIR_SPECS[spec];
      expect(open.asymmetricKeyDetails).toMatchObject(
        row.family === "rsa" ? { modulusLength: row.bits, publicExponent: 65_537n } : { namedCurve: row.curve },
      );
      const message = randomBytes(100);
      expect(verify("sha256", message, open, sign("sha256", message, secret))).toBe(true);
      if (row.family === "rsa") {
        const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
        expect(privateDecrypt({ key: secret, ...oaep }, publicEncrypt({ key: open, ...oaep }, message))).toEqual(message);
      }
    });

    test.each(missing)("%s is refused, since the token does not have its curve, and the token goes on", async (spec) => {
      await expect(hsm.generateDataKeyPair(spec)).rejects.toMatchObject({ code: "dataKeyPairCurveMissing" });
      await expect(hsm.generateDataKeyPair("EC_P256")).resolves.toBeDefined();
    });

    test("nothing is left in the token when a pair has been made, or could not be", async () => {
      const before = await inspectToken(token.settings);
      for (const spec of ["RSA_2048", "EC_P384", ...missing] as const) await hsm.generateDataKeyPair(spec).catch(() => null);
      expect(await inspectToken(token.settings)).toEqual(before);
    });

    test("no two pairs are alike, and many at once do not block the event loop", async () => {
      let turns = 0;
      const turn = setInterval(() => turns++, 1);
      const made = await Promise.all(
        [...Array(6)].map(() => hsm.generateDataKeyPair("EC_P256")).concat(hsm.generateDataKeyPair("RSA_3072")),
      );
      clearInterval(turn);
      expect(new Set(made.map(({ privateKey }) => privateKey.toString("hex"))).size).toBe(7);
      expect(turns).toBeGreaterThan(5);
    });
  });
}
