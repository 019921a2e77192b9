/** Output of the domain → the body of a reply. Invariant: what does not fit its own contract is our fault, and does not leave. */
import { z } from "zod";
import { REST_DOORS, type RestOperationName } from "./catalog";
import type { DoorRow } from "./door-row";

/** @throws ZodError for an output that the door cannot say */
export function encodeOutput(name: RestOperationName, output: unknown): unknown {
  const row: DoorRow = REST_DOORS[name];
  return z.encode(row.output, output);
}
