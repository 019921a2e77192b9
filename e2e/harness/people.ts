/** People of an in-process product: made over its API, and signed in as clients do. */
import { randomBytes } from "node:crypto";
import { codeAtStep, stepAt } from "#lib/iam/one-time-code/one-time-code";
import type { InProcess } from "./in-process";

export type Person = { readonly id: string; readonly name: string; readonly password: string };

export type SignInMore = { readonly totp?: object; readonly passkey?: object; readonly scope?: object; readonly isConsole?: boolean };

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Any request. @param more.token null for none */
export async function ask(
  product: InProcess,
  method: Method,
  url: string,
  { body, token, isConsole = false }: { body?: object; token: string | null; isConsole?: boolean },
) {
  const headers: Record<string, string> = token === null ? {} : { "x-auth-token": token };
  const reply = await product.send({ method, url, headers, isConsole, ...(body !== undefined && { body }) });
  const { status } = reply;
  return { status, body: reply.body, code: String(reply.body?.error_code ?? ""), token: String(reply.headers["x-subject-token"] ?? "") };
}

/** @param group that they join, by ID */
export async function makePerson(product: InProcess, token: string, group?: string): Promise<Person> {
  const [name, password] = [`p-${randomBytes(5).toString("hex")}`, `${randomBytes(9).toString("hex")} battery`];
  const made = await ask(product, "POST", "/v3/users", { token, body: { user: { name, password } } });
  if (made.status !== 201) throw new Error(`user: ${made.status} ${JSON.stringify(made.body)}`);
  const { id } = made.body.user;
  if (group !== undefined) await ask(product, "PUT", `/v3/groups/${group}/users/${id}`, { token });
  return { id, name, password };
}

/** The body of a sign-in with whatever is shown beside the password. */
export function signInBody({ name, password }: Pick<Person, "name" | "password">, { totp, passkey, scope }: SignInMore = {}) {
  const user = { name, password, domain: { name: "default" } };
  const methods = ["password", ...(totp ? ["totp"] : []), ...(passkey ? ["passkey"] : [])];
  const identity = {
    methods,
    password: { user },
    ...(totp && { totp: { user: totp } }),
    ...(passkey && { passkey: { assertion: passkey } }),
  };
  return { auth: { identity, ...(scope && { scope }) } };
}

export function signIn(product: InProcess, person: Pick<Person, "name" | "password">, more: SignInMore = {}) {
  const { isConsole = false } = more;
  return ask(product, "POST", "/v3/auth/tokens", { token: null, isConsole, body: signInBody(person, more) });
}

/** What an authenticator with this seed shows by the product's clock, or so many time steps away from it. */
export function codeNow(product: InProcess, seed: string, steps = 0): string {
  return codeAtStep(seed, stepAt(product.clock.now()) + steps);
}

/** Sets up one-time codes for whoever holds the token, as the console does. @returns the seed, and the device's serial number */
export async function setUpCodes(product: InProcess, person: Person, token: string): Promise<{ seed: string; serial: string }> {
  const body = { virtual_mfa_device: { name: "phone", user_id: person.id } };
  const made = await ask(product, "POST", "/v3.0/OS-MFA/virtual-mfa-devices", { token, body });
  if (made.status !== 201) throw new Error(`device: ${made.status} ${JSON.stringify(made.body)}`);
  const { base32_string_seed: seed, serial_number: serial } = made.body.virtual_mfa_device;
  const bound = await ask(product, "PUT", `/v3.0/OS-MFA/users/${person.id}/virtual-mfa-device`, {
    token,
    body: { authentication_code: codeNow(product, seed) },
  });
  if (bound.status !== 204) throw new Error(`bind: ${bound.status} ${JSON.stringify(bound.body)}`);
  product.clock.pass(30_000);
  return { seed, serial };
}
