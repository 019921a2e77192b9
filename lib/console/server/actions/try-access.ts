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
export async function tryAccess(input: TryInput): Promise<ActionResult<Tried>> {
  return runAction(async () => (await performOperation("tryAccess", ACCOUNT, input as never)) as never);
}
