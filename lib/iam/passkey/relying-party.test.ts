import { expect, test } from "vitest";
import { relyingPartyOf } from "./relying-party";

test.each([
  ["https://kms.example.com", { id: "kms.example.com", origin: "https://kms.example.com" }],
  ["https://kms.example.com:8443", { id: "kms.example.com", origin: "https://kms.example.com:8443" }],
  ["http://localhost:3000", { id: "localhost", origin: "http://localhost:3000" }],
  ["http://kms.localhost:3000", { id: "kms.localhost", origin: "http://kms.localhost:3000" }],
  ["http://127.0.0.1:3000", null],
  ["https://192.0.2.7", null],
  ["https://[2001:db8::7]:3000", null],
  ["http://kms.example.com", null],
  ["http://localhost.example.com", null],
])("at %s it is %j", (url, expected) => {
  expect(relyingPartyOf(url)).toEqual(expected);
});
