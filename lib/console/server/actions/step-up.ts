"use server";
import type { ActionResult } from "../../api-failure";
import { performOwn } from "../perform-own";
import { runAction } from "../run-action";
import { requireSession } from "../session";

/** One of the three. What a passkey has answered is what `navigator.credentials.get` gave, as JSON. */
export type Proof = { readonly password: string } | { readonly passcode: string } | { readonly assertion: Record<string, unknown> };

/** Shows the service once more whose session this is; good for five minutes. */
export async function stepUp(proof: Proof): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("stepUp", proof);
    return null;
  });
}

/** @returns what the browser needs to show a passkey of the person: a challenge that is good once */
export async function beginAssertion(): Promise<ActionResult<Record<string, unknown>>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    return (await performOwn("beginAssertion", { user_id: userId })).options;
  });
}
