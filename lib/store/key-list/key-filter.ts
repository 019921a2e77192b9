/**
 * Which keys a list shows, as conditions of a statement. What seldom changes is found by the parts that the database keeps in
 * `key_terms` and `key_name`; state is read from the key itself.
 * Invariant: whatever the parts say, a key is shown only if its own row is of the project.
 */
import type { KeyOrigin, KeySpec, KeyUsage } from "#lib/domain/key-spec";
import type { KeyState } from "#lib/domain/key-state";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import type { StatementValues } from "../database/statement-values";
import { limitCondition, termsOfLimit } from "./key-limit";

/** A tag that a key must have: with one of the values, or any value where none is given. */
export type TagCriterion = { readonly key: string; readonly values: readonly string[] };

export type KeyFilter = {
  readonly states?: readonly KeyState[];
  readonly specs?: readonly KeySpec[];
  readonly usages?: readonly KeyUsage[];
  readonly origins?: readonly KeyOrigin[];
  readonly isDefault?: boolean;
  readonly enterpriseProjectId?: string;
  /** Literal part of an alias, an ID or, from three characters on, a description; in any case of ASCII letters. */
  readonly search?: string;
  /** The whole alias, letter for letter. */
  readonly alias?: string;
  /** Literal parts of the alias, in any case. */
  readonly aliasParts?: readonly string[];
  /** Made before this moment, and not used since, as far as uses are counted. */
  readonly unusedSince?: Date;
  /** Which keys may be shown; null for every key. */
  readonly limit?: KeyLimit | null;
  /** All of them hold. */
  readonly tags?: readonly TagCriterion[];
};

/** Whether the filter leaves nothing out. A closed set that is empty leaves out everything. */
export function isUnfiltered({ search, aliasParts, tags, ...closed }: KeyFilter): boolean {
  const isOpen = !search && (aliasParts ?? []).length === 0 && (tags ?? []).length === 0;
  return isOpen && Object.values(closed).every((member) => member === undefined || member === null);
}

/** On `cmk k`, those of the project and of the limit left out. */
export function keyConditions(filter: KeyFilter, values: StatementValues): string[] {
  return [
    ...(filter.states ? [`k.state = any(${values.add(filter.states)})`] : []),
    ...(filter.alias !== undefined ? [`k.alias = ${values.add(filter.alias)}`] : []),
    ...(filter.enterpriseProjectId !== undefined ? [`k.enterprise_project_id = ${values.add(filter.enterpriseProjectId)}`] : []),
    ...(filter.unusedSince ? [unused(values.add(filter.unusedSince))] : []),
    ...(filter.aliasParts ?? []).map((text) => `strpos(lower(k.alias), ${values.add(fold(text))}) > 0`),
  ];
}

/** On `cmk k`: one look into an index for each key. */
function unused(since: string): string {
  return `k.created_at < ${since}::timestamptz and not exists (
    select 1 from key_use u where u.key_id = k.id and u.last_used_at >= ${since}::timestamptz)`;
}

/** On `cmk k`: whether the key may be shown. */
export function limitConditions({ limit }: KeyFilter, values: StatementValues): string[] {
  return limit ? [limitCondition(limit, values)] : [];
}

/** On `key_terms t`, for its index: what the limit holds for meets them, though not the other way round. */
export function limitTermConditions(projectId: string, { limit }: KeyFilter, values: StatementValues): string[] {
  const terms = limit ? termsOfLimit(limit) : null;
  return terms === null ? [] : [`t.terms && term_hashes(${values.add(projectId)}, ${values.add(terms)})`];
}

/** On `key_terms t`. */
export function termConditions(projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  const choices = [
    ...(filter.specs ? [filter.specs.map((spec) => `s${spec}`)] : []),
    ...(filter.usages ? [filter.usages.map((usage) => `u${usage}`)] : []),
    ...(filter.origins ? [filter.origins.map((origin) => `o${origin}`)] : []),
    ...(filter.isDefault === undefined ? [] : [[`d${filter.isDefault}`]]),
    ...(filter.tags ?? []).map(({ key, values: allowed }) =>
      allowed.length === 0 ? [`t${key}`] : allowed.map((value) => `t${key}=${value}`),
    ),
  ];
  const hashes = (terms: readonly string[]) => `term_hashes(${values.add(projectId)}, ${values.add(terms)})`;
  const all = choices.flatMap((choice) => (choice.length === 1 ? choice : []));
  return [
    ...(all.length > 0 ? [`t.terms @> ${hashes(all)}`] : []),
    ...choices.filter((choice) => choice.length !== 1).map((choice) => `t.terms && ${hashes(choice)}`),
  ];
}

/** On `key_name n`, cheap for each row. */
export function nameConditions(filter: KeyFilter, values: StatementValues): string[] {
  const isIn = (text: string, place: string) => (text.includes("\n") ? "false" : `strpos(${place}, ${values.add(text)}) > 0`);
  const search = fold(filter.search ?? "");
  return [
    ...(search === "" ? [] : [isIn(search, search.length >= TRIGRAM ? "n.name" : ALIAS_AND_ID)]),
    ...(filter.aliasParts ?? []).map((part) => isIn(fold(part), ALIAS_AND_ID)),
  ];
}

const TRIGRAM = 3;
/** Without the description, which is on the third line: in it short texts would be looked for without an index. */
const ALIAS_AND_ID = "split_part(n.name, e'\\n', 1) || e'\\n' || split_part(n.name, e'\\n', 2)";

/** On `key_name n`, for its index: what `nameConditions` find meets them, though not the other way round. */
export function nameIndexConditions(projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  const ofProject = `array[n.project_id] @> ${values.add([projectId])}`;
  const ofTexts = textsOf(filter).flatMap((text) => {
    if (text.length >= TRIGRAM) return [`n.name like ${values.add(`%${escapeLike(text)}%`)}`];
    return /[^0-9a-f-]/.test(text) ? [`name_parts(n.project_id, n.name) @> ${values.add([projectId + text])}`] : [];
  });
  return [ofProject, ...ofTexts];
}

function textsOf(filter: KeyFilter): string[] {
  return [...(filter.search ? [filter.search] : []), ...(filter.aliasParts ?? [])].map(fold);
}

/** As the database folds: ASCII letters alone. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** `%`, `_` and `\` are literal in a search (design §12); the client library does not escape them. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
