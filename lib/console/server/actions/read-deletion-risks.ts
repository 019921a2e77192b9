"use server";
import type { ReplyOf } from "#lib/wire/catalog";
import { type ActionResult, ApiFailure } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

const MAX_KEYS = 10;

/** What is at stake with each key, traced as the guide's "Prompting risks about CMK deletion"; null for a key of which it cannot be told. */
export async function readDeletionRisks(
  projectId: string,
  keyIds: readonly string[],
): Promise<ActionResult<(ReplyOf<"deleteKeyRiskTips"> | null)[]>> {
  return runAction(() =>
    Promise.all(
      keyIds.slice(0, MAX_KEYS).map((key_id) =>
        performOperation("deleteKeyRiskTips", projectId, { key_id }).catch((error: unknown) => {
          if (error instanceof ApiFailure) return null;
          throw error;
        }),
      ),
    ),
  );
}
