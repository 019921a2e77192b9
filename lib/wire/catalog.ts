/** The doors that speak REST, as one table: every operation by its name, and the types of what goes over their wire. */
import type { z } from "zod";
import type { OperationName } from "#lib/operations/catalog";
import type { DoorRow } from "./door-row";
import { KEYSTONE_DOOR } from "./keystone/catalog";
import { KMS_DOOR } from "./kms/catalog";

export const REST_DOORS = { ...KMS_DOOR, ...KEYSTONE_DOOR } as const satisfies { [N in OperationName]: DoorRow };

/** What a client may send. */
export type RequestOf<N extends OperationName> = z.input<(typeof REST_DOORS)[N]["input"]>;
/** What a client gets. */
export type ReplyOf<N extends OperationName> = z.input<(typeof REST_DOORS)[N]["output"]>;
/** What comes out of the codec. */
export type DecodedInput<N extends OperationName> = z.output<(typeof REST_DOORS)[N]["input"]>;
