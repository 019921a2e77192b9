/** Input as it came → input of the domain, or the one refusal of the first field that is wrong (api-reference §3). */
import { ERRORS, type ErrorCode, KmsError } from "#lib/domain/errors";
import { REST_DOORS, type RestOperationName } from "./catalog";
import type { DoorRow } from "./door-row";
import { FIELD_ERRORS } from "./field-errors";

/**
 * Unknown fields are ignored, since clients of this family send some (api-reference §0.4).
 * @throws KmsError `parameterMissing` for an absent required field, else the code the schema itself names (`refused`), else the
 *   field's own; never repeats a value
 */
export function parseInput(name: RestOperationName, raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new KmsError("bodyNotJson");
  const row: DoorRow = REST_DOORS[name];
  const result = row.input.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const field = path.join(".");
  if (path.length > 0 && valueAt(raw, path) === undefined) {
    throw new KmsError("parameterMissing", { field, message: `The parameter ${field} is required.` });
  }
  const code = errorNamedBy(issue?.message) ?? errorOfField(row, path);
  if (code !== undefined) throw new KmsError(code, { field });
  throw new KmsError("parameterInvalid", {
    field,
    message: field === "" ? "The parameters are invalid." : `The parameter ${field} is invalid.`,
  });
}

function valueAt(raw: object, path: readonly PropertyKey[]): unknown {
  let value: unknown = raw;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return value;
}

function errorNamedBy(message: string | undefined): ErrorCode | undefined {
  return message !== undefined && Object.hasOwn(ERRORS, message) ? (message as ErrorCode) : undefined;
}

/** The most exact row for `tags.0.key`: that of `tags.key`, else that of `tags`. Places in a list have no name. */
export function errorOfField(row: Pick<DoorRow, "fieldErrors">, path: readonly PropertyKey[]): ErrorCode | undefined {
  const names = path.filter((name) => typeof name === "string");
  for (let length = names.length; length > 0; length--) {
    const field = names.slice(0, length).join(".");
    const code = find(row.fieldErrors, field) ?? find(FIELD_ERRORS, field);
    if (code !== undefined) return code;
  }
  return undefined;
}

function find(table: Readonly<Record<string, ErrorCode>> | undefined, field: string): ErrorCode | undefined {
  return table !== undefined && Object.hasOwn(table, field) ? table[field] : undefined;
}
