import { describe, expect, test } from "vitest";
import { aliasUrn, parseKeyReference } from "./key-reference";

const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const ACCOUNT = "3ba44455500dd43127aaaaaaaaaaaaaa".replace(/[^0-9a-f]/g, "0");

describe("a key reference", () => {
  test("is a key ID, an alias, or the URN of an alias", () => {
    expect(parseKeyReference(KEY_ID)).toEqual({ keyId: KEY_ID });
    expect(parseKeyReference("alias/a:b/c_d-e")).toEqual({ alias: { accountId: null, region: null, name: "a:b/c_d-e" } });
    expect(parseKeyReference(aliasUrn("eu-de", ACCOUNT, "a/b"))).toEqual({ alias: { accountId: ACCOUNT, region: "eu-de", name: "a/b" } });
  });

  test.each([
    "",
    "alias",
    "alias/",
    "Alias/x",
    "alias/ä",
    "alias/a b",
    "alias/a\n",
    `${KEY_ID}\n`,
    ` ${KEY_ID}`,
    KEY_ID.toUpperCase(),
    `kms:eu-de:${ACCOUNT}:alias:`,
    `kms:eu-de:${ACCOUNT.toUpperCase()}A:alias:x`,
    `kms::${ACCOUNT}:alias:x`,
    `kms:eu-de:${ACCOUNT}:key:x`,
    `kms:eu-de:${ACCOUNT}:alias:x\n`,
    `alias/${"x".repeat(256)}`,
  ])("%j is none", (text) => expect(parseKeyReference(text)).toBeNull());
});
