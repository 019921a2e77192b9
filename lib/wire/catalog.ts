/** The doors that speak REST, as one table: every operation by its name, and the types of what goes over their wire. */
import type { z } from "zod";
import { type InputOf, OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import type { tokenOperations } from "#lib/operations/token-operations";
import type { DoorRow } from "./door-row";
import { KEYSTONE_DOOR } from "./keystone/catalog";
import { KMS_DOOR } from "./kms/catalog";

/** Those about tokens show and answer in headers too, and have a door of their own (`keystone/token-door.ts`). */
export type RestOperationName = Exclude<OperationName, keyof typeof tokenOperations>;

/** A door gives what the operation takes; that it takes what the operation gives, a test of the types says (`catalog.test.ts`). */
type DoorOf<N extends RestOperationName> = DoorRow & { readonly input: z.ZodType<InputOf<N>> };

export const REST_DOORS = { ...KMS_DOOR, ...KEYSTONE_DOOR } as const satisfies { [N in RestOperationName]: DoorOf<N> };

export const REST_OPERATION_NAMES = Object.keys(REST_DOORS) as [RestOperationName, ...RestOperationName[]];

/** An operation with the way it is spelled: what the documents and their readers need. */
export type RestRow = Omit<OperationRow, keyof DoorRow> & DoorRow & Pick<OperationRow, "summary">;

export function restRow(name: RestOperationName): RestRow {
  return { ...OPERATIONS[name], ...REST_DOORS[name] };
}

/** What a client may send. */
export type RequestOf<N extends RestOperationName> = z.input<(typeof REST_DOORS)[N]["input"]>;
/** What a client gets. */
export type ReplyOf<N extends RestOperationName> = z.input<(typeof REST_DOORS)[N]["output"]>;
/** What comes out of the codec. */
export type DecodedInput<N extends RestOperationName> = z.output<(typeof REST_DOORS)[N]["input"]>;
