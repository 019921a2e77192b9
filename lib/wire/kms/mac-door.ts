/** Message authentication codes of HMAC keys: generate-mac and verify-mac (api-reference §2.5). */
import { z } from "zod";
import type { ErrorCode } from "#lib/domain/errors";
import { MAC_ALGORITHM_NAMES } from "#lib/domain/mac-algorithm";
import { lowerHex, lowerHexOf } from "../codec";
import type { DoorRow } from "../door-row";
import { keyReference, sequence } from "../field";
import { record } from "../record";
import { message } from "./signed-message";

/** Far more than any MAC, so that what is merely wrong is answered with false. A right one in base64 must not be. */
const MAC_PATTERN = /^(?:[0-9a-fA-F]{2}){1,512}$/;

const anyMac = lowerHexOf(z.string().regex(MAC_PATTERN).describe("Hexadecimal digits in any case, two for each byte"));

const NAMES = { key_id: "key" } as const;
const authenticated = { key_id: keyReference, mac_algorithm: z.enum(MAC_ALGORITHM_NAMES), message };
const UNFIT_KEY = ["symmetricKeyNotHmac", "keyPairNotHmac", "macAlgorithmUnsupported"] as const satisfies ErrorCode[];
const EXAMPLE = {
  key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
  mac_algorithm: "HMAC_SHA_256",
  message: "aGVsbG8gd29ybGQ=",
};

export const macDoor = {
  generateMac: {
    method: "POST",
    path: "/v1.0/:project_id/kms/generate-mac",
    input: record({ ...authenticated, sequence }, NAMES),
    output: record({ key_id: z.string(), mac_algorithm: z.string(), mac: lowerHex.describe("Lower-case hexadecimal digits") }),
    secretFields: ["message", "mac"],
    refusals: UNFIT_KEY,
    example: EXAMPLE,
  },
  verifyMac: {
    method: "POST",
    path: "/v1.0/:project_id/kms/verify-mac",
    input: record({ ...authenticated, mac: anyMac, sequence }, NAMES),
    output: record({ key_id: z.string(), mac_algorithm: z.string(), mac_valid: z.boolean() }, { mac_valid: "isValid" }),
    secretFields: ["message", "mac"],
    refusals: UNFIT_KEY,
    example: { ...EXAMPLE, mac: "00".repeat(32) },
  },
} as const satisfies Record<string, DoorRow>;
