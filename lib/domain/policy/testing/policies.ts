/** Any sound policy there can be, for tests of laws. */
import fc from "fast-check";
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES } from "../../key-spec";
import { BUILDER_ACTIONS } from "../builder";
import { operatorsFor } from "../condition-operator";
import { KEY_ID, USER } from "./people";

const texts = (values: fc.Arbitrary<string>) => fc.uniqueArray(values, { minLength: 1, maxLength: 3 });
const operator = (type: Parameters<typeof operatorsFor>[0]) =>
  fc
    .record({ name: fc.constantFrom(...operatorsFor(type)), ifExists: fc.boolean() })
    .map(({ name, ifExists }) => (ifExists ? `${name}IfExists` : name));

const row = (key: fc.Arbitrary<string>, type: Parameters<typeof operatorsFor>[0], values: fc.Arbitrary<string>) =>
  fc.record({ key, operator: operator(type), values: texts(values) });

const condition = fc.oneof(
  row(
    fc.constantFrom("g:ResourceTag/env", "g:ResourceTag/__proto__", "g:ResourceTag/é"),
    "text",
    fc.constantFrom("prod", "test", "a b", ""),
  ),
  row(fc.constant("kms:KeyUsage"), "text", fc.constantFrom(...KEY_USAGES)),
  row(fc.constant("kms:KeyOrigin"), "text", fc.constantFrom(...KEY_ORIGINS)),
  row(fc.constant("kms:KeySpec"), "text", fc.constantFrom(...KEY_SPEC_NAMES)),
  row(fc.constant("kms:RequestSource"), "text", fc.constantFrom("api", "console")),
  row(fc.constant("g:UserId"), "text", fc.constant(USER)),
  row(fc.constant("g:UserName"), "text", fc.constantFrom("alice", "bob", "*")),
  row(fc.constant("g:SourceIp"), "address", fc.constantFrom("192.0.2.0/24", "10.0.0.0/8", "2001:db8::/32", "::1")),
  row(fc.constant("g:CurrentTime"), "instant", fc.constantFrom("2030-01-02T03:04:05Z", "2020-01-02T03:04:05+02:00")),
  row(fc.constant("g:MFAPresent"), "truth", fc.constantFrom("true", "false")),
);

const resource = fc
  .record({
    region: fc.constantFrom("*", "eu-de", "eu-*"),
    account: fc.constantFrom("*", "a".repeat(32)),
    key: fc.constantFrom(`KeyId:${KEY_ID}`, "KeyId:*", "KeyId:0d04*", "alias:app/*", "alias:*", "alias:x:y"),
  })
  .map(({ region, account, key }) => `KMS:${region}:${account}:${key}`);

type Row = { readonly key: string; readonly operator: string; readonly values: readonly string[] };

function toCondition(rows: readonly Row[]): Record<string, Record<string, readonly string[]>> {
  const condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { key, operator: name, values } of rows) condition[name] = { ...condition[name], [key]: values };
  return condition;
}

/** @param action those that its statements may name */
export function anyPolicy(action: fc.Arbitrary<string> = fc.constantFrom(...BUILDER_ACTIONS, "kms:*:get*", "kms:CMK:crypto")) {
  const statement = fc
    .record({
      effect: fc.constantFrom("Allow", "Deny"),
      actions: fc.uniqueArray(action, { minLength: 1, maxLength: 4 }),
      resources: fc.option(fc.uniqueArray(resource, { minLength: 1, maxLength: 3 })),
      conditions: fc.array(condition, { maxLength: 4 }),
    })
    .map(({ effect, actions, resources, conditions }) => ({
      Effect: effect,
      Action: actions,
      ...(resources !== null && { Resource: resources }),
      ...(conditions.length > 0 && { Condition: toCondition(conditions) }),
    }));
  return fc.array(statement, { minLength: 1, maxLength: 5 }).map((statements) => ({ Version: "1.1", Statement: statements }));
}
