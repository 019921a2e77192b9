import { expect, test } from "vitest";
import { ownFailure } from "../api-failure";
import { begin, blank, follow, refuse, succeed } from "./execution";

const key = ["key-1", "2"];
const failure = ownFailure(409, "The key is disabled.");
const asked = () => begin(blank<string>(["text", "context"], key));

test("a result is shown while input and key are the same", () => {
  const run = asked();
  const done = succeed(run, run, "made");
  expect(done.made).toEqual({ data: "made" });
  expect(follow(done, ["text", "context"], ["key-1", "2"])).toBe(done);
});

test("any part of the input, the key and its state that is another empties the result, and what is changed back does not bring it back", () => {
  const run = asked();
  const done = succeed(run, run, "made");
  for (const [input, other] of [
    [["texT", "context"], key],
    [["text", "contexT"], key],
    [["text"], key],
    [
      ["text", "context"],
      ["key-2", "2"],
    ],
    [
      ["text", "context"],
      ["key-1", "3"],
    ],
  ] as const) {
    const changed = follow(done, input, other);
    expect(changed.made).toBeNull();
    expect(follow(changed, ["text", "context"], key).made).toBeNull();
  }
});

test("an answer that comes after a change, a change back, Clear or another execution is dropped", () => {
  const run = asked();
  const changed = follow(run, ["other", "context"], key);
  const changedBack = follow(changed, ["text", "context"], key);
  const otherState = follow(run, ["text", "context"], ["key-1", "3"]);
  const cleared = blank<string>(["text", "context"], key);
  for (const now of [changed, changedBack, otherState, cleared, begin(run)]) {
    expect(succeed(now, run, "late")).toBe(now);
    expect(now.made).toBeNull();
  }
});

test("what is pending no longer blocks after the input has changed", () => {
  expect(follow(asked(), ["other"], key).isPending).toBe(false);
});

test("a refusal goes with its input, and stays where only the key's state is another, which it may have told of", () => {
  const run = asked();
  const refused = refuse(run, run, failure);
  expect([refused.failure, refused.isPending]).toEqual([failure, false]);
  expect(follow(refused, ["other"], key).failure).toBeNull();
  expect(follow(refused, ["text", "context"], ["key-1", "3"]).failure).toBe(failure);
  const stateFirst = follow(run, run.input, ["key-1", "3"]);
  expect(refuse(stateFirst, run, failure).failure).toBe(failure);
});

test("a late refusal of another input, of what was cleared, or of what was executed again says nothing", () => {
  const run = asked();
  for (const now of [follow(run, ["other"], key), blank<string>(["text", "context"], key), begin(run)]) {
    expect(refuse(now, run, failure)).toBe(now);
  }
});
