/** What is sent to sign in or out, looked at before next-auth reads it: that would call JSON that is none a fault of ours. */
import "server-only";

/** @param request stays to be read */
export async function isReadableForm(request: Request): Promise<boolean> {
  if (request.method !== "POST" || !request.headers.get("content-type")?.includes("application/json")) return true;
  try {
    await request.clone().json();
    return true;
  } catch {
    return false;
  }
}
