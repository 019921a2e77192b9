import { expect, test } from "vitest";
import { keepAsked, takeAsked } from "./asked-passkeys";

const anna = { account: "default", userName: "anna", password: "correct horse" };

test("what a browser is to ask with is found once, and only with the password that it was given out for", () => {
  keepAsked(anna, { challenge: "c" });
  for (const other of [
    { ...anna, password: "correct horses" },
    { ...anna, password: "" },
    { ...anna, userName: "anne" },
    { account: "defaultanna", userName: "", password: "correct horse" },
  ])
    expect(takeAsked(other)).toBe(null);
  expect(takeAsked(anna)).toEqual({ challenge: "c" });
  expect(takeAsked(anna)).toBe(null);
});

test("it is kept for three minutes, the newest of one person, and of a thousand", () => {
  keepAsked(anna, { challenge: "old" }, 0);
  keepAsked(anna, { challenge: "new" }, 1_000);
  expect(takeAsked(anna, 180_999)).toEqual({ challenge: "new" });
  keepAsked(anna, { challenge: "late" }, 0);
  expect(takeAsked(anna, 180_000)).toBe(null);
  keepAsked(anna, { challenge: "first" }, 0);
  for (let number = 0; number < 1_000; number += 1) keepAsked({ ...anna, userName: `u${number}` }, { number }, 0);
  expect(takeAsked(anna, 0)).toBe(null);
  expect(takeAsked({ ...anna, userName: "u0" }, 0)).toEqual({ number: 0 });
});
