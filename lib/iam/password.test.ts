import { hash } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { hashPassword, isPassword } from "./password";

test("a password fits its own hash, and no other, none, and an empty one", async () => {
  const made = await hashPassword("correct horse");
  expect(await isPassword(made, "correct horse")).toBe(true);
  expect(await isPassword(made, "correct horsf")).toBe(false);
  expect(await isPassword(null, "correct horse")).toBe(false);
  expect(await isPassword("", "")).toBe(false);
});

test("a hash of other parameters is read up to what a worker can spare, and one beyond is nobody's", async () => {
  const made = (parameters: object) => hash("correct horse", { memoryCost: 64, timeCost: 1, parallelism: 1, ...parameters });
  expect(await isPassword(await made({}), "correct horse")).toBe(true);
  expect(await isPassword(await made({ timeCost: 8 }), "correct horse")).toBe(true);
  expect(await isPassword(await made({ timeCost: 9 }), "correct horse")).toBe(false);
  expect(await isPassword(await made({ parallelism: 4 }), "correct horse")).toBe(true);
  expect(await isPassword(await made({ parallelism: 5 }), "correct horse")).toBe(false);
  expect(await isPassword(await made({ memoryCost: 65_536 }), "correct horse")).toBe(true);
  expect(await isPassword(await made({ memoryCost: 65_537 }), "correct horse")).toBe(false);
  expect(await isPassword(await made({ algorithm: 1 }), "correct horse")).toBe(false);
});

test.each([
  "c08264e77f9a43ee8953dc601ceb41df",
  "$argon2id$v=19$m=19456,t=2,p=1$",
  "$argon2id$v=19$m=19456,t=2,p=1$%%%%$%%%%",
  "$argon2id$v=19$m=19456,t=2,p=1$K0p6owEojL8h3LXbNAwRIQ",
  "$argon2id$v=19$m=0,t=0,p=0$K0p6owEojL8h3LXbNAwRIQ$zIoXPGdrczdukiV3Kd9a183ijwKHnj6dlq9AwmF6QOA",
  "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
])("no password fits %s, which is no hash that can be read, and nothing fails", async (made) => {
  expect(await isPassword(made, "")).toBe(false);
  expect(await isPassword(made, made)).toBe(false);
});
