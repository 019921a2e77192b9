/**
 * Which keys somebody may be shown whose rights are limited to certain keys, as a condition of a statement. Invariant: tags and aliases are
 * looked up key by key, by their keys' indexes, which no planner can turn into a join or a copy of a whole table; so the cost is that of
 * the keys looked at, whatever statistics say.
 */
import type { KeyAttribute, KeyClause, KeyLimit, PermissionLimit, TagClause, TextPattern } from "#lib/domain/policy/key-limit";
import type { StatementValues } from "../database/statement-values";

const COLUMNS = { usage: "k.usage", origin: "k.origin", spec: "k.spec" } as const satisfies Record<KeyAttribute, string>;
/** Letters of `key_terms`. */
const LETTERS = { usage: "u", origin: "o", spec: "s" } as const satisfies Record<KeyAttribute, string>;

/** Tags that are asked for by themselves; of more, all tags of a key are read at once. */
const SINGLE_TAGS_MAX = 3;

/** On `cmk k`. What hangs on a key is read once for it, however many statements ask. */
export function limitCondition({ permissions }: KeyLimit, values: StatementValues): string {
  const details = new Details(permissions, values);
  const condition = permissions.map((permission) => permissionCondition(permission, details, values)).join(" and ");
  const { columns } = details;
  return columns.length === 0 ? condition : `(select ${condition} from (select ${columns.join(", ")} offset 0) d)`;
}

/** The same of a key whose ID is in a column. */
export function limitConditionOn(column: string, limit: KeyLimit, values: StatementValues): string {
  return `(select ${limitCondition(limit, values)} from cmk k where k.id = ${column}) is true`;
}

/** What the conditions ask of a key beyond its row, as columns of `d`. */
class Details {
  readonly columns: readonly string[];
  readonly #tags = new Map<string, string>();

  constructor(permissions: readonly PermissionLimit[], values: StatementValues) {
    const clauses = permissions.flatMap(({ allows, denies }) => [...allows, ...denies]);
    const tags = [...new Set(clauses.flatMap((clause) => clause.tags.map(({ tag }) => tag)))];
    const asksForNames = clauses.some(({ names }) => names !== null && names.aliases.length > 0);
    const isByOne = tags.length <= SINGLE_TAGS_MAX;
    for (const [n, tag] of tags.entries()) this.#tags.set(tag, isByOne ? `d.t${n}` : `(d.tags ->> ${values.add(tag)})`);
    const ofTag = (tag: string, n: number) => `(select g.value from tag g where g.key_id = k.id and g.key = ${values.add(tag)}) as t${n}`;
    this.columns = [
      ...(isByOne ? tags.map(ofTag) : ["(select jsonb_object_agg(g.key, g.value) from tag g where g.key_id = k.id) as tags"]),
      ...(asksForNames ? ["array(select x.name from key_alias x where x.key_id = k.id) as names"] : []),
    ];
  }

  /** The value of a tag; null where the key does not have it. */
  ofTag(tag: string): string {
    return this.#tags.get(tag) as string;
  }
}

function permissionCondition({ allows, denies }: PermissionLimit, details: Details, values: StatementValues): string {
  const anyOf = (clauses: readonly KeyClause[]) => clauses.map((clause) => clauseCondition(clause, details, values)).join(" or ");
  const isAllowed = allows.length === 0 ? "false" : `(${anyOf(allows)})`;
  return denies.length === 0 ? isAllowed : `(${isAllowed} and not (${anyOf(denies)}))`;
}

function clauseCondition({ names, attributes, tags }: KeyClause, details: Details, values: StatementValues): string {
  const parts = [
    ...attributes.map(({ attribute, values: allowed }) => `${COLUMNS[attribute]} = any(${values.add(allowed)})`),
    ...tags.map((tag) => tagCondition(tag, details.ofTag(tag.tag), values)),
    ...(names === null ? [] : [nameCondition(names, values)]),
  ];
  return parts.length === 0 ? "true" : `(${parts.join(" and ")})`;
}

function nameCondition({ ids, aliases }: NonNullable<KeyClause["names"]>, values: StatementValues): string {
  const [ofId, ofAlias] = [fitting("k.id", ids, values), fitting("k.alias", aliases, values)];
  const ofObject = fitting("o.name", aliases, values).map(
    (condition) => `(cardinality(d.names) > 0 and exists (select 1 from unnest(d.names) o (name) where ${condition}))`,
  );
  return `(${[...ofId, ...ofAlias, ...ofObject].join(" or ")})`;
}

function tagCondition({ patterns, isNegated, ofAbsent }: TagClause, value: string, values: StatementValues): string {
  const fits = fitting(value, patterns, values).join(" or ");
  return `coalesce(${isNegated ? `not (${fits})` : fits}, ${ofAbsent})`;
}

/** One condition for whole texts, and one for patterns; none where there are none. */
function fitting(column: string, patterns: readonly TextPattern[], values: StatementValues): string[] {
  const whole = patterns.flatMap((pieces) => (pieces.length === 1 ? pieces : []));
  const likes = patterns.filter((pieces) => pieces.length > 1).map((pieces) => pieces.map(escapeLike).join("%"));
  return [
    ...(whole.length > 0 ? [`${column} = any(${values.add(whole)})`] : []),
    ...(likes.length > 0 ? [`${column} like any(${values.add(likes)})`] : []),
  ];
}

/** `%`, `_` and `\` are literal in a pattern of a policy. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Terms of which a key has at least one where the limit holds for it; null where nothing can be said. */
export function termsOfLimit({ permissions }: KeyLimit): readonly string[] | null {
  for (const { allows } of permissions) {
    const terms = allows.map(termsOfClause);
    if (terms.length > 0 && terms.every((some) => some !== null)) return [...new Set(terms.flat())];
  }
  return null;
}

/** A tag usually is on fewer keys than share a spec. */
function termsOfClause({ tags, attributes }: KeyClause): readonly string[] | null {
  const there = tags.filter(({ isNegated, ofAbsent }) => !isNegated && !ofAbsent);
  const whole = there.find(({ patterns }) => patterns.every(({ length }) => length === 1));
  if (whole !== undefined) return whole.patterns.flatMap((pieces) => pieces.map((value) => `t${whole.tag}=${value}`));
  const [tagged] = there;
  if (tagged !== undefined) return [`t${tagged.tag}`];
  const [first] = attributes;
  return first === undefined ? null : first.values.map((value) => LETTERS[first.attribute] + value);
}
