"use server";
import type { ActionResult } from "../../api-failure";
import { performOwn } from "../perform-own";
import { runAction } from "../run-action";
import { requireSession } from "../session";

/** Changes the password of whoever is signed in, and ends their other sessions. */
export async function changeOwnPassword(current: string, next: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    await performOwn("changeOwnPassword", { user_id: userId, user: { original_password: current, password: next } });
    return null;
  });
}
