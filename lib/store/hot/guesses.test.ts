import { expect, test } from "vitest";
import type { Caller } from "#lib/domain/identity/caller";
import type { Key } from "#lib/domain/key";
import type { BoundMaterial } from "#lib/hsm/port";
import { Guesses } from "./guesses";

const tokenHash = Buffer.alloc(32, 1);
/** What was read of a key in one of its versions. */
const known = (version: number, primaryVersion: number, id = "key") => ({
  key: { id, primaryVersion } as Key,
  material: { version } as BoundMaterial,
  shadow: null,
  row: { keyId: id, version, keyXmin: `${primaryVersion}`, versionXmin: "1" },
});

function knowing(...keys: ReturnType<typeof known>[]): Guesses {
  const guesses = new Guesses(10);
  guesses.keepCaller({ caller: {} as Caller, tokenHash, tokenXmin: "1", iamXmin: "1" });
  for (const key of keys) guesses.keepKey(key);
  return guesses;
}
const versionsOf = (guesses: Guesses, ...asked: (number | null)[]) =>
  asked.map((version) => guesses.find(tokenHash, "key", version)?.material?.version);

test("the primary version is known by its number and without one, whichever was asked for", () => {
  expect(versionsOf(knowing(known(2, 2)), null, 2, 1)).toEqual([2, 2, undefined]);
});

test("an older version is known by its number alone", () => {
  expect(versionsOf(knowing(known(1, 2)), null, 1, 2)).toEqual([undefined, 1, undefined]);
  expect(versionsOf(knowing(known(1, 2), known(2, 2)), null, 1, 2)).toEqual([2, 1, 2]);
});

test("after a rotation the version that was primary is known as what it is when it has been asked for again", () => {
  const guesses = knowing(known(0, 0));
  guesses.keepKey(known(1, 1));
  expect(versionsOf(guesses, null, 1, 0)).toEqual([1, 1, undefined]);
  guesses.keepKey(known(0, 1));
  expect(versionsOf(guesses, null, 1, 0)).toEqual([1, 1, 0]);
});

test("a guess that was wrong takes the key with it, in the version that was guessed and in the primary one", () => {
  const guesses = knowing(known(1, 3), known(2, 3), known(3, 3));
  const proof = guesses.find(tokenHash, "key", 1)?.proof;
  guesses.forget(proof as NonNullable<typeof proof>);
  guesses.keepCaller({ caller: {} as Caller, tokenHash, tokenXmin: "1", iamXmin: "1" });
  expect(versionsOf(guesses, null, 1, 2, 3)).toEqual([undefined, undefined, 2, undefined]);
});

test("nothing is guessed of a caller that is not known, and nothing more than a caller where the call is about no key", () => {
  const guesses = knowing(known(0, 0));
  expect(guesses.find(Buffer.alloc(32, 2), "key", null)).toBeNull();
  expect(guesses.find(tokenHash, null, null)).toMatchObject({ key: null, material: null, proof: { row: null } });
  guesses.forgetAll();
  expect(guesses.find(tokenHash, null, null)).toBeNull();
});
