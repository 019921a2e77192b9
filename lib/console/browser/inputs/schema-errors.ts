/** Field errors of a form from the operation's own input schema, in the sentences of the error table. */
import { ERRORS } from "#lib/domain/errors";
import { FIELD_ERRORS } from "#lib/wire/field-errors";
import { keyDoor } from "#lib/wire/kms/key-door";

type FormOperation = "createKey" | "updateKeyAlias" | "updateKeyDescription";

/** Messages by wire name of the field; empty when the input is sound. */
export function schemaErrors(operation: FormOperation, input: Record<string, unknown>): Record<string, string> {
  const parsed = keyDoor[operation].input.safeParse(input);
  if (parsed.success) return {};
  const fields = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  return Object.fromEntries([...fields].map((field) => [field, ERRORS[FIELD_ERRORS[field] ?? "parameterInvalid"].message]));
}
