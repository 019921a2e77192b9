import { signIn } from "next-auth/react";

export type Credentials = { readonly account: string; readonly userName: string; readonly password: string };

/**
 * @param more what is shown beside the password
 * @returns null where the person is signed in, else next-auth's word for what is wrong
 */
export async function trySignIn(credentials: Credentials, more: Readonly<Record<string, string>> = {}): Promise<string | null> {
  // next-auth looks for an error in the address that it is to lead to: by itself in this page's, whatever that says.
  const reply = await signIn("credentials", { ...credentials, ...more, redirect: false, callbackUrl: "/" }).catch(() => undefined);
  return reply?.ok && !reply.error ? null : (reply?.error ?? "");
}
