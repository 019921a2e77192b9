/** Sign-ins by ID token of an in-process product, as clients of the API make them. */
import type { InProcess } from "./in-process";

export type Shown = {
  readonly nonce?: string;
  readonly scope?: object;
  readonly isConsole?: boolean;
  /** null for none. */
  readonly provider?: string | null;
};

export async function showIdToken(product: InProcess, id: unknown, { nonce, scope, isConsole = false, provider = "oidc" }: Shown = {}) {
  const body = { auth: { id_token: { id, ...(nonce !== undefined && { nonce }) }, ...(scope && { scope }) } };
  const headers: Record<string, string> = provider === null ? {} : { "x-idp-id": provider };
  const reply = await product.send({ method: "POST", url: "/v3.0/OS-AUTH/id-token/tokens", body, headers, isConsole });
  const { status } = reply;
  return { status, body: reply.body, code: String(reply.body?.error_code ?? ""), token: String(reply.headers["x-subject-token"] ?? "") };
}
