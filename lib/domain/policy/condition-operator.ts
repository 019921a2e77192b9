/**
 * How conditions compare: the family's operators, each also with `IfExists` at its end. Several values are "or"; the operators with Not
 * turn that round: none of the values may fit. Invariants: what is not there fits no value, so that a comparison fails and its opposite
 * holds; with `IfExists` both hold. What is not known here decides nothing, with `IfExists` neither.
 */
import type { Comparable, ConditionKeyRow, ConditionType, FactValue } from "./condition-key";
import type { Facts } from "./facts";
import { parseInstant } from "./instant";
import { type IpAddress, isInNetwork, parseIpNetwork } from "./ip-address";
import { type TextTest, toWildcardTest } from "./wildcard";

/** Whether something holds, does not, or cannot be told. */
export type Answer = "yes" | "no" | "unknown";

type OperatorRow = {
  readonly type: ConditionType;
  readonly isNegated: boolean;
  readonly takesWildcards: boolean;
  /** @param values sound by `isValueFor` */
  readonly toTest: (values: readonly string[]) => (of: Comparable) => boolean;
};

type TestMaker = (value: string) => (of: never) => boolean;

const EQUALS: TestMaker = (value) => (text: string) => text === value;
const LIKE: TestMaker = (value): TextTest => toWildcardTest(value);
const STARTS: TestMaker = (value) => (text: string) => text.startsWith(value);
const ENDS: TestMaker = (value) => (text: string) => text.endsWith(value);
const IS: TestMaker = (value) => (truth: boolean) => truth === (value === "true");

export const CONDITION_OPERATORS = {
  StringEquals: row("text", EQUALS),
  StringNotEquals: row("text", EQUALS, "negated"),
  StringLike: row("text", LIKE),
  StringNotLike: row("text", LIKE, "negated"),
  StringStartWith: row("text", STARTS),
  StringNotStartWith: row("text", STARTS, "negated"),
  StringEndWith: row("text", ENDS),
  StringNotEndWith: row("text", ENDS, "negated"),
  DateEquals: row(
    "instant",
    toInstantTest((at, limit) => at === limit),
  ),
  DateNotEquals: row(
    "instant",
    toInstantTest((at, limit) => at === limit),
    "negated",
  ),
  DateLessThan: row(
    "instant",
    toInstantTest((at, limit) => at < limit),
  ),
  DateLessThanEquals: row(
    "instant",
    toInstantTest((at, limit) => at <= limit),
  ),
  DateGreaterThan: row(
    "instant",
    toInstantTest((at, limit) => at > limit),
  ),
  DateGreaterThanEquals: row(
    "instant",
    toInstantTest((at, limit) => at >= limit),
  ),
  Bool: row("truth", IS),
  IpAddress: row("address", toAddressTest),
  NotIpAddress: row("address", toAddressTest, "negated"),
} as const satisfies Record<string, OperatorRow>;

export type ConditionOperator = keyof typeof CONDITION_OPERATORS;
export const CONDITION_OPERATOR_NAMES = Object.keys(CONDITION_OPERATORS) as [ConditionOperator, ...ConditionOperator[]];

const IF_EXISTS = "IfExists";

export type OperatorUse = { readonly name: ConditionOperator; readonly ifExists: boolean };

/** Null for what is no operator; names compare exactly. */
export function parseOperator(written: string): OperatorUse | null {
  const ifExists = written.endsWith(IF_EXISTS);
  const name = ifExists ? written.slice(0, -IF_EXISTS.length) : written;
  return Object.hasOwn(CONDITION_OPERATORS, name) ? { name: name as ConditionOperator, ifExists } : null;
}

export function formatOperator({ name, ifExists }: OperatorUse): string {
  return ifExists ? name + IF_EXISTS : name;
}

/** The operators that suit what a key is. */
export function operatorsFor(type: ConditionType): readonly ConditionOperator[] {
  return CONDITION_OPERATOR_NAMES.filter((name) => CONDITION_OPERATORS[name].type === type);
}

/** Whether a condition holds for what is known not to be there. */
export function holdsWithout({ name, ifExists }: OperatorUse): boolean {
  return ifExists || CONDITION_OPERATORS[name].isNegated;
}

/** Makes a test of a request. @param values at least one, sound for the operator */
export function toConditionTest(key: ConditionKeyRow, use: OperatorUse, values: readonly string[]): (facts: Facts) => Answer {
  const { isNegated, toTest }: OperatorRow = CONDITION_OPERATORS[use.name];
  const test = toTest(key.isCaseless ? values.map((value) => value.toLowerCase()) : values);
  const ofAbsent: Answer = holdsWithout(use) ? "yes" : "no";
  const { of } = key;
  return (facts) => {
    const fact: FactValue = of(facts);
    if (fact === undefined) return "unknown";
    if (fact === null) return ofAbsent;
    return test(fact) === isNegated ? "no" : "yes";
  };
}

function row(type: ConditionType, toTest: TestMaker, negated?: "negated"): OperatorRow {
  return {
    type,
    isNegated: negated === "negated",
    takesWildcards: toTest === LIKE,
    toTest: (values) => {
      const tests = values.map((value) => toTest(value) as (of: Comparable) => boolean);
      const [only] = tests;
      if (only !== undefined && tests.length === 1) return only;
      return (of) => {
        for (const test of tests) if (test(of)) return true;
        return false;
      };
    },
  };
}

function toInstantTest(compare: (at: number, limit: number) => boolean): TestMaker {
  return (value) => {
    const limit = parseInstant(value) ?? Number.NaN;
    return (at: number) => compare(at, limit);
  };
}

function toAddressTest(value: string): (address: IpAddress) => boolean {
  const network = parseIpNetwork(value);
  return (address) => network !== null && isInNetwork(address, network);
}
