import { expect, test } from "vitest";
import { createLog } from "./log";

function logged(fields: object): string {
  const lines: string[] = [];
  createLog("info", "test", { write: (line: string) => void lines.push(line) }).info(fields, "seen");
  return lines.join("");
}

test.each([
  { headers: { authorization: "s3cret" } },
  { headers: { "X-Auth-Token": "s3cret", "x-subject-token": ["s3cret"] } },
  { cookie: "s3cret" },
  { auth: { identity: { password: { user: { password: "s3cret" } } } } },
  { body: { plain_text: "s3cret", cipher_text: "s3cret" } },
  { userPin: "s3cret", soPin: "s3cret", pin: "s3cret" },
  { DATABASE_URL: "s3cret" },
  { KMS_DATABASE_OWNER_URL: "s3cret" },
  { ownerUrl: "s3cret" },
  { list: [{ clientSecret: "s3cret" }] },
  { token: "s3cret" },
  { material: Buffer.from("s3cret"), note: Buffer.from("s3cret") },
  { err: Object.assign(new Error("failed"), { config: { password: "s3cret" } }) },
  { error: { password: "s3cret" } },
])("a secret never reaches a log line: %o", (fields) => {
  const line = logged(fields);
  expect(line).not.toMatch(/s3cret|115,51,99/);
  expect(JSON.parse(line)).toMatchObject({ level: "info", name: "test", msg: "seen" });
});

test("what is not secret is kept", () => {
  expect(JSON.parse(logged({ requestId: "r1", token: { label: "kms" }, err: new Error("port taken") }))).toMatchObject({
    requestId: "r1",
    token: { label: "kms" },
    err: { message: "port taken" },
  });
});
