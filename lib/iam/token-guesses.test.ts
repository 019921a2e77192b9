import { expect, test } from "vitest";
import { TokenGuesses } from "./token-guesses";

const nobodys = async () => null;
const somebodys = async () => "anna";
const isSomebodys = (found: string | null) => found !== null;

function make() {
  const clock = { ms: 0 };
  const guesses = new TokenGuesses({ workers: 2, atOnce: 3, perSecond: 2, now: () => clock.ms });
  const look = (ask: () => Promise<string | null>, address = "192.0.2.1") => guesses.look(address, ask, isSomebodys);
  return { clock, look };
}
const tooMany = { code: "requestTooMany" };

test("of one network so many are looked up at once, and then so many a second for all workers together", async () => {
  const { clock, look } = make();
  for (let number = 0; number < 3; number += 1) expect(await look(nobodys)).toBeNull();
  await expect(look(nobodys)).rejects.toMatchObject(tooMany);
  clock.ms = 999;
  await expect(look(nobodys)).rejects.toMatchObject(tooMany);
  clock.ms = 1_000;
  expect(await look(nobodys)).toBeNull();
  await expect(look(nobodys)).rejects.toMatchObject(tooMany);
});

test("many at once are not looked up either", async () => {
  const { look } = make();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return null;
  };
  await Promise.allSettled(Array.from({ length: 50 }, () => look(ask)));
  expect(asked).toBe(3);
});

test("what is somebody's, and a fault of ours, cost nothing", async () => {
  const { look } = make();
  for (let number = 0; number < 20; number += 1) expect(await look(somebodys)).toBe("anna");
  const fault = async () => {
    throw new Error("the database is away");
  };
  for (let number = 0; number < 20; number += 1) await expect(look(fault)).rejects.toThrow("away");
  expect(await look(nobodys)).toBeNull();
});

test("addresses of one IPv6 network count as one, and others not at all", async () => {
  const { look } = make();
  for (let number = 0; number < 3; number += 1) await look(nobodys, `2001:db8::${number}`);
  await expect(look(somebodys, "2001:db8::ffff:1")).rejects.toMatchObject(tooMany);
  expect(await look(somebodys, "2001:db8:0:1::1")).toBe("anna");
});
