import type { FilterName } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";
import { KEY_STATES, type KeyState } from "#lib/domain/key-state";

export const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  status: listWords.filterStatus,
  algorithm: listWords.filterAlgorithm,
  usage: listWords.filterUsage,
  origin: listWords.filterOrigin,
  kind: listWords.filterKind,
  unused: listWords.filterUnused,
};

/** What a filter's value is called. */
export function valueLabel(name: FilterName, value: string): string {
  if (name === "status") return KEY_STATES[value as KeyState].label;
  if (name === "origin") return listWords.origins[value as "kms" | "external"];
  if (name === "kind") return listWords.kinds[value as "custom" | "default"];
  if (name === "unused") return listWords.unusedFor[value as keyof typeof listWords.unusedFor];
  return value;
}
