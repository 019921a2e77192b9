/** Output of the domain → the body of a reply. Invariant: what does not fit its own contract is our fault, and does not leave. */
import { z } from "zod";
import type { OperationName } from "#lib/operations/catalog";
import { REST_DOORS } from "./catalog";
import type { DoorRow } from "./door-row";

/** What `z.encode` makes anew for each call, which takes ten times as long as the encoding itself. */
const BACKWARD = { direction: "backward", async: false } as const;

/** @throws ZodError for an output that the door cannot say */
export function encodeOutput(name: OperationName, output: unknown): unknown {
  const row: DoorRow = REST_DOORS[name];
  const result = row.output._zod.run({ value: output, issues: [] }, BACKWARD);
  if (!(result instanceof Promise) && result.issues.length === 0) return result.value;
  return z.encode(row.output, output);
}
