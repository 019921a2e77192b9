/** What the query route is asked with: always one JSON object. */
import "server-only";

/** @returns null for what is no JSON, and for JSON that is no object */
export function readQueryInput(text: string | null): object | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
