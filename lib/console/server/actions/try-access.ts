"use server";
import type { Decision } from "#lib/domain/policy/decide";
import type { StatementFinding } from "#lib/domain/policy/explain";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";
import { ACCOUNT } from "../scoped-token";

export type TryInput = {
  readonly userId: string;
  readonly projectId: string;
  readonly operation: string;
  readonly keyId: string | null;
  readonly source: "api" | "console";
  readonly sourceIp: string | null;
  readonly isMfaPresent: boolean;
  /** Milliseconds since 1970; null for now. */
  readonly at: number | null;
};

/** What the service decides, and what else speaks of it. */
export type Tried = { readonly decision: Decision; readonly groupName: string | null; readonly findings: readonly StatementFinding[] };

/** Asks what the service would decide; nothing is done. */
export async function tryAccess({ userId, projectId, keyId, sourceIp, at, ...asked }: TryInput): Promise<ActionResult<Tried>> {
  return runAction(async () => {
    const { decision, group_name, findings } = await performOperation("tryAccess", ACCOUNT, {
      user_id: userId,
      project_id: projectId,
      operation: asked.operation,
      key_id: keyId ?? undefined,
      source: asked.source,
      source_ip: sourceIp ?? undefined,
      mfa_present: asked.isMfaPresent,
      at: at === null ? undefined : new Date(at).toISOString(),
    });
    return { decision, groupName: group_name, findings };
  });
}
