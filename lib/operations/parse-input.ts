/** Input as it came → input as a use-case gets it, or the one refusal of the first field that is wrong (api-reference §3). */
import { KmsError } from "#lib/domain/errors";
import { type InputOf, OPERATIONS, type OperationName } from "./catalog";
import { FIELD_ERRORS } from "./field";

/**
 * Unknown fields are ignored, since clients of this family send some (api-reference §0.4).
 * @throws KmsError `parameterMissing` for an absent required field, else the field's own code; never repeats a value
 */
export function parseInput<N extends OperationName>(name: N, raw: unknown): InputOf<N> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new KmsError("bodyNotJson");
  const result = OPERATIONS[name].input.safeParse(raw);
  if (result.success) return result.data as InputOf<N>;
  const field = String(result.error.issues[0]?.path[0] ?? "");
  if ((raw as Record<string, unknown>)[field] === undefined) {
    throw new KmsError("parameterMissing", { field, message: `The parameter ${field} is required.` });
  }
  const code = FIELD_ERRORS[field];
  if (code !== undefined) throw new KmsError(code, { field });
  throw new KmsError("parameterInvalid", { field, message: `The parameter ${field} is invalid.` });
}
