/** IDs of requests: in every reply and trace. */
import { randomUUID } from "node:crypto";

/** 32 hexadecimal digits. `randomUUID` takes its randomness from a stock; bytes fetched for each request showed in profiles. */
export function newRequestId(): string {
  return randomUUID().replaceAll("-", "");
}
