/** What hangs on keys that are about to be deleted, told for each and summed up for all. Invariant: every key is counted once. */
import { DAY_MS } from "#lib/domain/key";
import type { ReplyOf } from "#lib/wire/catalog";
import type { RiskSum } from "../../words/change-words";

export type Risk = ReplyOf<"deleteKeyRiskTips">;
/** By key ID; null where it cannot be told. A key that has not been asked for yet is absent. */
export type Risks = ReadonlyMap<string, Risk | null>;

/** `danger`: used in the last 24 hours; `caution`: in the last 30 days, or nobody can tell; `note`: not used, but granted. */
export type RiskLevel = "danger" | "caution" | "note" | "none";
const LEVELS: readonly RiskLevel[] = ["danger", "caution", "note", "none"];
const LATELY_MS = 30 * DAY_MS;

/** @param now epoch ms */
export function riskLevel(risk: Risk | null | undefined, now: number): RiskLevel {
  if (risk === undefined) return "none";
  if (risk === null) return "caution";
  const age = risk.last_use_time === "" ? Number.POSITIVE_INFINITY : now - Number(risk.last_use_time);
  if (age <= DAY_MS) return "danger";
  if (age <= LATELY_MS) return "caution";
  return risk.grants > 0 ? "note" : "none";
}

export function sumRisks(risks: Risks, now: number): RiskSum {
  const sum = { today: 0, lately: 0, unused: 0, unknown: 0, grants: 0, tags: 0 };
  for (const risk of risks.values()) {
    const level = riskLevel(risk, now);
    if (risk === null) sum.unknown += 1;
    else if (level === "danger") sum.today += 1;
    else if (level === "caution") sum.lately += 1;
    else sum.unused += 1;
    sum.grants += risk?.grants ?? 0;
    sum.tags += risk?.tags ?? 0;
  }
  return sum;
}

/** The riskiest first; otherwise in the order that they came in. With what will be skipped there is no risk. */
export function byRisk<T extends { readonly key: { readonly key_id: string }; readonly refusal?: string | null }>(
  keys: readonly T[],
  risks: Risks,
  now: number,
): readonly T[] {
  const rank = ({ key, refusal }: T) => LEVELS.indexOf(refusal ? "none" : riskLevel(risks.get(key.key_id), now));
  return keys.toSorted((one, other) => rank(one) - rank(other));
}
