/** Output of the domain → the body of a reply. Invariant: what does not fit its own contract is our fault, and does not leave. */
import { z } from "zod";
import { REST_DOORS, type RestOperationName } from "./catalog";
import type { DoorRow } from "./door-row";
import type { Place } from "./place";

/** What `z.encode` makes anew for each call, which takes ten times as long as the encoding itself. */
const BACKWARD = { direction: "backward", async: false } as const;

/** @throws ZodError for an output that the door cannot say */
export function encodeOutput(name: RestOperationName, output: unknown, place: Place): unknown {
  const row: DoorRow = REST_DOORS[name];
  const body = encode(row.output, output);
  return row.complete === undefined ? body : row.complete(body, place);
}

function encode(codec: z.ZodType, output: unknown): unknown {
  const result = codec._zod.run({ value: output, issues: [] }, BACKWARD);
  if (!(result instanceof Promise) && result.issues.length === 0) return result.value;
  return z.encode(codec, output);
}
