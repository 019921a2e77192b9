/** The message of operations that sign, verify and authenticate. */
import { MESSAGE_MAX_BYTES } from "#lib/domain/signing-algorithm";
import { base64Bytes } from "../codec";

/** Base64 of 1 to 4,096 bytes. */
export const message = base64Bytes(1, MESSAGE_MAX_BYTES);
