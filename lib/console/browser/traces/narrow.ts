/** From one trace to those that are like it. */
import type { ShownTrace } from "./live-tail";
import { type TraceSearch, withName, withText } from "./trace-search";

export type Narrowing = "name" | "notName" | "resource" | "caller" | "address" | "request";

/** @returns null where the trace says nothing by which it could be */
export function narrowed(search: TraceSearch, trace: ShownTrace, by: Narrowing): TraceSearch | null {
  const text = (name: Parameters<typeof withText>[1], value: string) => (value === "" ? null : withText(search, name, value));
  switch (by) {
    case "name":
      return withName({ ...search, names: [] }, trace.trace_name, true);
    case "notName":
      return withName(search, trace.trace_name, false);
    case "resource":
      return text("resource_id", trace.resource_id);
    case "caller":
      return text("caller_id", trace.user_id);
    case "address":
      return text("ip", trace.ip);
    default:
      return text("request_id", trace.request_id);
  }
}
