"use server";
import type { ActionResult } from "../../api-failure";
import { performOwn } from "../perform-own";
import { runAction } from "../run-action";

export async function endOwnSession(sessionId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("endOwnSession", { session_id: sessionId });
    return null;
  });
}

/** @returns how many were ended */
export async function endOtherSessions(): Promise<ActionResult<number>> {
  return runAction(async () => (await performOwn("endOtherSessions", {})).ended);
}
