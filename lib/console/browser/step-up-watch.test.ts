import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ActionResult, ownFailure } from "../api-failure";
import { settle } from "./settle";
import { answerStepUp, askStepUp, isStepUpAsked, subscribeToStepUp } from "./step-up-watch";

const REFUSED: ActionResult<string> = { ok: false, failure: ownFailure(403, "Prove who you are.", "stepUp") };
const DONE: ActionResult<string> = { ok: true, data: "done" };
let leave: () => void;

beforeEach(() => {
  leave = subscribeToStepUp(() => {});
});
afterEach(() => {
  answerStepUp(false);
  leave();
});

test("what needs a step-up runs again by itself once the person has proven who they are", async () => {
  const run = vi.fn<() => Promise<ActionResult<string>>>().mockResolvedValueOnce(REFUSED).mockResolvedValueOnce(DONE);
  const settled = settle(run);
  await vi.waitFor(() => expect(isStepUpAsked()).toBe(true));
  expect(run).toHaveBeenCalledTimes(1);
  answerStepUp(true);
  expect(await settled).toEqual(DONE);
  expect(run).toHaveBeenCalledTimes(2);
});

test("whoever gives up the step-up has done nothing", async () => {
  const run = vi.fn<() => Promise<ActionResult<string>>>().mockResolvedValue(REFUSED);
  const settled = settle(run);
  await vi.waitFor(() => expect(isStepUpAsked()).toBe(true));
  answerStepUp(false);
  expect(await settled).toEqual(REFUSED);
  expect(run).toHaveBeenCalledTimes(1);
  expect(isStepUpAsked()).toBe(false);
});

test("several actions at once are answered by one question", async () => {
  const runs = [1, 2, 3].map(() => vi.fn<() => Promise<ActionResult<string>>>().mockResolvedValueOnce(REFUSED).mockResolvedValueOnce(DONE));
  const settled = Promise.all(runs.map((run) => settle(run)));
  await vi.waitFor(() => expect(isStepUpAsked()).toBe(true));
  answerStepUp(true);
  expect(await settled).toEqual([DONE, DONE, DONE]);
});

test("where nothing can ask, it is refused at once and nothing waits for ever", async () => {
  leave();
  expect(await askStepUp()).toBe(false);
  expect(isStepUpAsked()).toBe(false);
});
