/** Signatures and public keys: sign, verify and get-publickey (api-reference §2.5). */
import { z } from "zod";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import type { ErrorCode } from "#lib/domain/errors";
import type { KeyState } from "#lib/domain/key-state";
import { MESSAGE_MAX_BYTES, MESSAGE_TYPES, SIGNING_ALGORITHM_NAMES } from "#lib/domain/signing-algorithm";
import { base64Bytes } from "./base64-field";
import { keyReference, optional, sequence } from "./field";
import { ENABLED_ONLY, type OperationRow } from "./operation";
import { message } from "./signed-message";

/** A disabled key signs nothing, but what it has signed is verified elsewhere with its public half. */
const WITH_PUBLIC_HALF: readonly KeyState[] = ["enabled", "disabled"];

const signed = {
  key_id: keyReference,
  message,
  signing_algorithm: z.enum(SIGNING_ALGORITHM_NAMES),
  message_type: optional(z.enum(MESSAGE_TYPES).describe("DIGEST (default): the message is a digest, as long as the algorithm's hash")),
};

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

export const signatureOperations = {
  sign: {
    method: "POST",
    path: "/v1.0/:project_id/kms/sign",
    traceName: "sign",
    permission: "kms:cmk:sign",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: z.object({ ...signed, sequence }),
    output: z.object({ key_id: z.string(), signature: z.string() }),
    secretFields: ["message", "signature"],
    refusals: UNFIT_KEY,
    example: EXAMPLE,
    summary: "Sign a digest, or a message of up to 4,096 bytes, with an RSA or EC key",
  },
  verify: {
    method: "POST",
    path: "/v1.0/:project_id/kms/verify",
    traceName: "verify",
    permission: "kms:cmk:verify",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: true,
    input: z.object({ ...signed, signature, sequence }),
    output: z.object({ key_id: z.string(), signature_valid: z.enum(["true", "false"]) }),
    secretFields: ["message", "signature"],
    refusals: UNFIT_KEY,
    example: { ...EXAMPLE, signature: "MEQCIBAj".padEnd(96, "A") },
    summary: "Verify a signature; one that is not valid is no error",
  },
  getPublickey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/get-publickey",
    traceName: null,
    permission: "kms:cmk:getPublicKey",
    subject: "key",
    allowedStates: WITH_PUBLIC_HALF,
    defaultKeys: true,
    input: z.object({ key_id: keyReference, sequence }),
    output: z.object({
      key_id: z.string(),
      public_key: z
        .string()
        .describe(`PEM of the SubjectPublicKeyInfo, with CRLF line ends. To encrypt to it elsewhere: ${OAEP_SHA_256_WORDS}`),
    }),
    secretFields: [],
    refusals: ["keyNotAsymmetric", "hmacKeyUnsupported"],
    example: { key_id: EXAMPLE.key_id },
    summary: "Get the public half of an RSA or EC key",
  },
} as const satisfies Record<string, OperationRow>;
