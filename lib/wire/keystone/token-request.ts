/** The body of POST /v3/auth/tokens in Keystone's shape (api-reference §1.5): how to sign in, and for which scope. */
import { z } from "zod";
import { KmsError } from "#lib/domain/errors";
import { isStorable } from "#lib/domain/text";

const text = z.string().min(1).max(1024).refine(isStorable);
const account = z.union([z.object({ id: text }), z.object({ name: text })]);
const project = z.union([z.object({ id: text }), z.object({ name: text, domain: account.optional() })]);
const user = z.union([z.object({ id: text, password: text }), z.object({ name: text, domain: account, password: text })]);

/** Exported for the OpenAPI document. */
export const tokenRequest = z.object({
  auth: z.object({
    identity: z.union([
      z.object({ methods: z.tuple([z.literal("password")]), password: z.object({ user }) }),
      z.object({ methods: z.tuple([z.literal("token")]), token: z.object({ id: text }) }),
    ]),
    scope: z
      .union([z.object({ project }), z.object({ domain: account }), z.literal("unscoped"), z.object({ unscoped: z.unknown() })])
      .nullish(),
  }),
});

export type TokenRequest = z.infer<typeof tokenRequest>["auth"];

/**
 * @throws KmsError `notSignedIn` for a method that is not offered, as clients expect of it; `parameterInvalid` for any other shape.
 *   Never repeats what was sent, since it holds a password.
 */
export function parseTokenRequest(raw: unknown): TokenRequest {
  const result = tokenRequest.safeParse(raw);
  if (result.success) return result.data.auth;
  const methods = (raw as { auth?: { identity?: { methods?: unknown } } } | null)?.auth?.identity?.methods;
  const isOffered = Array.isArray(methods) && methods.length === 1 && (methods[0] === "password" || methods[0] === "token");
  if (Array.isArray(methods) && methods.length > 0 && !isOffered) {
    throw new KmsError("notSignedIn", { message: "This way to sign in is not offered. Use the method password or token." });
  }
  throw new KmsError("parameterInvalid", {
    message:
      "The body must hold auth.identity with the method password (user name or ID, account, password) or token, and optionally auth.scope.",
  });
}
