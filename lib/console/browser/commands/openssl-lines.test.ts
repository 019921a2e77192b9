import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { encryptLine, verifyLine } from "./openssl-lines";

const words = (line: string) =>
  execFileSync("sh", ["-c", `set -- ${line.replace(" | openssl base64 -A", "")}; printf '%s\\n' "$@"`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");

test("the lines name hash, padding and files", () => {
  const files = { publicKey: "key.pem", signature: "message.sig", message: "message" };
  expect(verifyLine("ECDSA_SHA_384", files)).toBe("openssl dgst -sha384 -verify key.pem -signature message.sig message");
  expect(verifyLine("RSASSA_PSS_SHA_512", files)).toContain("-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64");
  expect(encryptLine({ publicKey: "key.pem", plaintext: "text" })).toContain(
    "-pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 -in text",
  );
});

test.each(["a b.pdf", "it's.txt", "$(id)", "`id`", 'x";id;"', "a;b", "ünïcode", "*", "~"])(
  "the file %s is one word of the shell",
  (name) => {
    expect(words(verifyLine("ECDSA_SHA_256", { publicKey: "k", signature: "s", message: name })).at(-1)).toBe(name);
  },
);

test("a file's name is never an option", () => {
  expect(words(verifyLine("ECDSA_SHA_256", { publicKey: "k", signature: "s", message: "-out" })).at(-1)).toBe("./-out");
});
