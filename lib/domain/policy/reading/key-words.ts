/** Which keys a statement speaks of, in plain words: "every key tagged env=prod", "the key 0d04… or any key with an alias like app/*". */
import { brief } from "../faults";
import type { PolicyEffect } from "../policy-document";
import { isResource, type PolicyResource, parseResource } from "../resource";
import { hasWildcard, isEverything } from "../wildcard";

export function keyWords(effect: PolicyEffect, resources: readonly string[] | undefined, conditions: readonly string[]): string {
  const every = effect === "Allow" ? "every key" : "any key";
  const named = (resources ?? []).map(parseResource).filter(isResource);
  const words = named.length === 0 ? [every] : named.map((resource) => resourceWords(resource, every));
  const keys = listWords([...new Set(words)], effect === "Allow" ? "and" : "or");
  if (conditions.length === 0) return keys;
  return words.length === 1 ? `${keys} ${listWords(conditions, "and")}` : `${keys}, each ${listWords(conditions, "and")}`;
}

function resourceWords({ kind, key, region, account }: PolicyResource, every: string): string {
  const where = `${isEverything(region) ? "" : ` in the region ${brief(region)}`}${isEverything(account) ? "" : ` of the account ${account}`}`;
  if (isEverything(key)) return every + where;
  if (kind === "alias") return `${every} with ${hasWildcard(key) ? "an alias like" : "the alias"} ${brief(key)}${where}`;
  return hasWildcard(key) ? `${every} with an ID like ${brief(key)}${where}` : `the key ${key}${where}`;
}

/** "a", "a and b", "a, b and c". */
export function listWords(items: readonly string[], last: "and" | "or"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items[items.length - 1]}`;
}
