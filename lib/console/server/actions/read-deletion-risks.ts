"use server";
import type { ReplyOf } from "#lib/wire/catalog";
import { type ActionResult, ApiFailure } from "../../api-failure";
import { RISKS_PER_CALL } from "../../key-change";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** What is at stake with each key, 20 at most, traced as the guide's "Prompting risks about CMK deletion"; null for a key of which it cannot be told. */
export async function readDeletionRisks(
  projectId: string,
  keyIds: readonly string[],
): Promise<ActionResult<(ReplyOf<"deleteKeyRiskTips"> | null)[]>> {
  return runAction(() =>
    Promise.all(
      keyIds.slice(0, RISKS_PER_CALL).map((key_id) =>
        performOperation("deleteKeyRiskTips", projectId, { key_id }).catch((error: unknown) => {
          if (error instanceof ApiFailure) return null;
          throw error;
        }),
      ),
    ),
  );
}
