"use server";
import type { ActionResult } from "../../api-failure";
import { performOwn } from "../perform-own";
import { runAction } from "../run-action";

/** Keeps a search of the trail under a name; one of that name that was there is another then. */
export async function saveQuery(input: { name: string; query: string }): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("saveQuery", input);
    return null;
  });
}

export async function deleteSavedQuery(queryId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("deleteSavedQuery", { query_id: queryId });
    return null;
  });
}
