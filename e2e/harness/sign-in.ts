/** A token for the first administrator, as a client of the API gets one. */
import type { Product } from "./product";

/** @returns the answer of `POST /v3/auth/tokens`; the token is in its `X-Subject-Token` */
export function requestToken({
  apiUrl,
  account,
  region,
  adminPassword,
}: Pick<Product, "apiUrl" | "account" | "region" | "adminPassword">): Promise<Response> {
  const user = { name: "admin", password: adminPassword, domain: { name: account } };
  return fetch(`${apiUrl}/v3/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ auth: { identity: { methods: ["password"], password: { user } }, scope: { project: { name: region } } } }),
  });
}
