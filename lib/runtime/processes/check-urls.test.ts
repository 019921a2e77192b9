import { expect, test } from "vitest";
import { readEnv } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";
import { checkUrls, warnOfUrls } from "./check-urls";

const TLS = { KMS_TLS_CERT_FILE: "/c.pem", KMS_TLS_KEY_FILE: "/k.pem" };

test.each([
  [
    { KMS_API_URL: "https://kms.example", KMS_CONSOLE_URL: "https://kms.example:443" },
    /are both "https:\/\/kms\.example", and must differ/,
  ],
  [
    { ...TLS, KMS_CONSOLE_URL: "http://kms.example" },
    /^KMS_CONSOLE_URL is "http:\/\/kms\.example", but with KMS_TLS_CERT_FILE the console speaks/,
  ],
  [{ KMS_CONSOLE_URL: "http://127.0.0.1:8000", KMS_API_URL: "http://kms.example" }, /^KMS_CONSOLE_URL is .* where the API listens/],
  [{ KMS_API_URL: "http://localhost:3000", KMS_CONSOLE_URL: "http://kms.example" }, /^KMS_API_URL is .* where the console listens/],
  [{ KMS_CONSOLE_URL: "https://127.0.0.1:3000" }, /^KMS_CONSOLE_URL is .* where the console itself listens, without TLS/],
])("public URLs that nobody could use are refused in one sentence: %o", (source, sentence) => {
  expect(() => checkUrls(readEnv(source))).toThrow(StartError);
  expect(() => checkUrls(readEnv(source))).toThrow(sentence);
});

test.each([
  {},
  TLS,
  { KMS_API_URL: "https://kms.example", KMS_CONSOLE_URL: "https://console.example" },
  { KMS_API_URL: "https://kms.example:8443", KMS_CONSOLE_URL: "https://kms.example" },
  { KMS_CONSOLE_URL: "http://localhost:9000" },
  { ...TLS, KMS_CONSOLE_URL: "https://kms.example" },
  { KMS_API_HOST: "0.0.0.0", KMS_CONSOLE_HOST: "0.0.0.0", KMS_INSECURE_HTTP: "1" },
])("public URLs of a proxy, a tunnel or the product itself are taken: %o", (source) => {
  expect(() => checkUrls(readEnv(source))).not.toThrow();
});

test("a public URL that sends passwords over a network in clear is said in the log, unless that was wished for", () => {
  const said = (source: Record<string, string>) => {
    const lines: unknown[] = [];
    warnOfUrls(readEnv(source), { warn: (...parts: unknown[]) => void lines.push(parts.at(-1)) });
    return lines;
  };
  expect(said({ KMS_CONSOLE_URL: "http://kms.example" })).toEqual([expect.stringMatching(/^KMS_CONSOLE_URL begins with http/)]);
  expect(said({ KMS_CONSOLE_URL: "http://kms.example", KMS_INSECURE_HTTP: "1" })).toEqual([]);
  expect(said({ KMS_CONSOLE_URL: "https://kms.example" })).toEqual([]);
  expect(said({})).toEqual([]);
});
