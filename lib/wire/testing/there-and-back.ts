/** The two laws of a door's codecs, tried on samples of the domain: what is spelled is read as the same, and is spelled alike again. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { REST_DOORS, type RestOperationName } from "../catalog";
import type { DoorRow } from "../door-row";

type Samples = { readonly [N in RestOperationName]?: { readonly input: fc.Arbitrary<unknown>; readonly output: fc.Arbitrary<unknown> } };

/** As it goes over the wire: what JSON cannot say is lost there. */
const sent = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Adds a test for each operation. @param numRuns samples of each input and each output */
export function testThereAndBack(samples: Samples, numRuns: number): void {
  test.each(Object.entries(samples))(
    "%s: what is spelled is read again as the same, and spelled again alike",
    (operation, { input, output }) => {
      const door: DoorRow = REST_DOORS[operation as RestOperationName];
      const holds = (codec: z.ZodType) => (value: unknown) => {
        const spelled = sent(z.encode(codec, value));
        const read = z.decode(codec, spelled);
        expect(read).toEqual(value);
        expect(JSON.stringify(z.encode(codec, read))).toBe(JSON.stringify(spelled));
      };
      fc.assert(fc.property(input, holds(door.input)), { numRuns });
      fc.assert(fc.property(output, holds(door.output)), { numRuns });
    },
  );
}
