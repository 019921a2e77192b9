import { expect, test } from "vitest";
import { Lane } from "./lane";

test("never lets in more than it has room for, first come, first served, and is free in the end", async () => {
  const lane = new Lane(2);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      await lane.enter();
      order.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, index % 3));
      inside -= 1;
      lane.leave();
    }),
  );
  expect([most, inside, order]).toEqual([2, 0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  await Promise.all([lane.enter(), lane.enter()]);
});
