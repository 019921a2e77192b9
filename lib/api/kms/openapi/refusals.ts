/** Which refusals an operation can give, from its row, its schema and the state tables: nothing of it is written down twice. */
import { ERRORS, type ErrorCode } from "#lib/domain/errors";
import { KEY_STATE_NAMES, KEY_STATES, transitionRefusal } from "#lib/domain/key-state";
import type { RestRow } from "#lib/wire/catalog";
import { hasNoBody } from "#lib/wire/door-row";
import { errorOfField } from "#lib/wire/parse-input";
import type { JsonSchema } from "./document-shape";
import type { WireSchema } from "./wire-schema";

/** Every route can answer so: the HTTP edge does. */
export const EDGE_REFUSALS: readonly ErrorCode[] = [
  "requestUrlInvalid",
  "hostUnknown",
  "originForeign",
  "parameterInvalid",
  "requestTooMany",
  "internal",
  "overloaded",
  "tooLate",
  "unavailable",
];
/** Of routes that read a body. */
export const BODY_REFUSALS: readonly ErrorCode[] = ["bodyNotJson", "bodyTooLong", "bodyEncoded", "contentTypeNotJson", "parameterMissing"];

/** Of a field that may be given in place of another: it has the code of that one's refusal, of which one line in the documents is enough. */
const TOLD_BY: { readonly [code in ErrorCode]?: ErrorCode } = { plaintextNotBase64: "plaintextInvalid" };

/** @returns in the order of the table of errors, each once */
export function refusalsOf(row: RestRow, input: WireSchema): ErrorCode[] {
  return inTableOrder([
    ...EDGE_REFUSALS,
    // A body that nobody reads can be too long or compressed all the same.
    ...(hasNoBody(row) ? (["bodyTooLong", "bodyEncoded", "parameterMissing"] as const) : BODY_REFUSALS),
    "notSignedIn",
    "notPermitted",
    "projectDisabled",
    // Of who calls, at every operation: a row that says so may have been written by somebody else.
    "materialIntegrity",
    ...(row.needsStepUp === undefined ? [] : ["stepUpNeeded" as const]),
    ...(row.own === "user" ? ["userNeeded" as const] : []),
    ...fieldRefusals(row, input.schema, []),
    ...input.refusals,
    ...(row.subject === "key" ? keyRefusals(row) : []),
    ...(row.refusals ?? []),
  ]);
}

export function inTableOrder(codes: Iterable<ErrorCode>): ErrorCode[] {
  const given = new Set(codes);
  return (Object.keys(ERRORS) as ErrorCode[]).filter((code) => given.has(code));
}

function keyRefusals(row: RestRow): ErrorCode[] {
  const byState = KEY_STATE_NAMES.filter((state) => !row.allowedStates.includes(state)).map((state) =>
    row.transition === undefined ? KEY_STATES[state].useRefusal : transitionRefusal(state, row.transition),
  );
  return ["keyNotFound", ...(row.defaultKeys ? [] : ["defaultKeyProtected" as const]), ...byState.filter((code) => code !== null)];
}

/** The refusals of all members of a request, however deep. */
function fieldRefusals(row: RestRow, schema: JsonSchema, path: readonly string[]): ErrorCode[] {
  const own = path.length === 0 ? undefined : errorOfField(row, path);
  const members = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const choices = [schema.anyOf, schema.oneOf, schema.allOf, schema.items ? [schema.items] : []].flatMap(
    (list) => (list ?? []) as JsonSchema[],
  );
  return [
    ...(own === undefined ? [] : [TOLD_BY[own] ?? own]),
    ...members.flatMap(([name, member]) => fieldRefusals(row, member, [...path, name])),
    ...choices.flatMap((choice) => fieldRefusals(row, choice, path)),
  ];
}
