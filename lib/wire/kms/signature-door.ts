/** Signatures and public keys: sign, verify and get-publickey (api-reference §2.5). */
import { z } from "zod";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import type { ErrorCode } from "#lib/domain/errors";
import { MESSAGE_MAX_BYTES, MESSAGE_TYPES, SIGNING_ALGORITHM_NAMES } from "#lib/domain/signing-algorithm";
import { base64, base64Bytes, truthText } from "../codec";
import type { DoorRow } from "../door-row";
import { keyReference, optional, sequence } from "../field";
import { record } from "../record";
import { publicKeyPem } from "./public-key-pem";
import { message } from "./signed-message";

const signed = {
  key_id: keyReference,
  message,
  signing_algorithm: z.enum(SIGNING_ALGORITHM_NAMES),
  message_type: optional(z.enum(MESSAGE_TYPES).describe("DIGEST (default): the message is a digest, as long as the algorithm's hash")),
};

const NAMES = { key_id: "key" } as const;

/** Whatever bytes it holds: what is no signature is an invalid one. A right one in another alphabet must not be called invalid. */
const signature = base64Bytes(1, MESSAGE_MAX_BYTES, "Standard base64, with padding and without line breaks; ECDSA signatures are DER");

/** A key that does not do what it is asked for. */
const UNFIT_KEY = [
  "keyNotAsymmetric",
  "hmacKeyUnsupported",
  "usageNotSign",
  "signingAlgorithmUnsupported",
  "digestLengthInvalid",
] as const satisfies ErrorCode[];

const EXAMPLE = {
  key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
  message: "aGVsbG8gd29ybGQ=",
  signing_algorithm: "ECDSA_SHA_256",
  message_type: "RAW",
};

export const signatureDoor = {
  sign: {
    method: "POST",
    path: "/v1.0/:project_id/kms/sign",
    input: record({ ...signed, sequence }, NAMES),
    output: record({ key_id: z.string(), signature: base64 }),
    secretFields: ["message", "signature"],
    refusals: UNFIT_KEY,
    example: EXAMPLE,
  },
  verify: {
    method: "POST",
    path: "/v1.0/:project_id/kms/verify",
    input: record({ ...signed, signature, sequence }, NAMES),
    output: record({ key_id: z.string(), signature_valid: truthText }, { signature_valid: "isValid" }),
    secretFields: ["message", "signature"],
    refusals: UNFIT_KEY,
    example: { ...EXAMPLE, signature: "MEQCIBAj".padEnd(96, "A") },
  },
  getPublickey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/get-publickey",
    input: record({ key_id: keyReference, sequence }, NAMES),
    output: record({
      key_id: z.string(),
      public_key: publicKeyPem.describe(
        `PEM of the SubjectPublicKeyInfo, with CRLF line ends. To encrypt to it elsewhere: ${OAEP_SHA_256_WORDS}`,
      ),
    }),
    secretFields: [],
    refusals: ["keyNotAsymmetric", "hmacKeyUnsupported"],
    example: { key_id: EXAMPLE.key_id },
  },
} as const satisfies Record<string, DoorRow>;
