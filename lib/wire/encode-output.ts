/** Output of the domain → the body of a reply. Invariant: what does not fit its own contract is our fault, and does not leave. */
import { z } from "zod";
import { REST_DOORS, type RestOperationName } from "./catalog";
import type { DoorRow } from "./door-row";
import type { Place } from "./place";

/** @throws ZodError for an output that the door cannot say */
export function encodeOutput(name: RestOperationName, output: unknown, place: Place): unknown {
  const row: DoorRow = REST_DOORS[name];
  const body = z.encode(row.output, output);
  return row.complete === undefined ? body : row.complete(body, place);
}
