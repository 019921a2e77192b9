/** Data key pairs: made here for use elsewhere, their private halves protected by a key (api-reference §2.11). */
import { z } from "zod";
import { EC_DATA_KEY_PAIR_SPECS, RSA_DATA_KEY_PAIR_SPECS } from "#lib/domain/data-key-pair";
import type { ErrorCode } from "#lib/domain/errors";
import type { DoorRow } from "../door-row";
import { additionalData, keyReferenceText, optional, refused, sequence } from "../field";

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };

/** Clients write it as a truth value or as its name. */
const truth = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

/** What others of this API family take to encrypt the private key once more; to ignore it would give a key away. */
const notOffered = optional(z.unknown().refine(() => false, refused("recipientUnsupported"))).describe("Not offered, and refused");

const specOf = <const T extends readonly [string, ...string[]]>(specs: T) =>
  z.enum(specs, { error: ({ input }) => (input === "SM2" ? "dataKeyPairSm2" : "dataKeyPairSpecInvalid") satisfies ErrorCode });

const common = {
  key_id: keyReferenceText,
  with_plain_text: optional(truth)
    .transform((isWanted) => isWanted ?? true)
    .describe("Whether the private key is given in clear too; absent: true"),
  additional_authenticated_data: additionalData,
  recipient: notOffered,
  ciphertext_recipient: notOffered,
  wrapped_private_key: notOffered,
  wrapping_key: notOffered,
  sequence,
};

const output = z.object({
  key_id: z.string(),
  key_spec: z.string(),
  public_key: z.string().describe("DER SubjectPublicKeyInfo in base64"),
  private_key_cipher_text: z
    .string()
    .describe("Opened by decrypt-data under the same additional_authenticated_data, with the PKCS #8 in its plain_text_base64"),
  private_key_plain_text: z.string().optional().describe("DER PKCS #8 in base64; only where with_plain_text is not false"),
});

const shared = {
  method: "POST",
  fieldErrors: { key_spec: "dataKeyPairSpecInvalid" },
  output,
  secretFields: ["private_key_plain_text", "private_key_cipher_text"],
} as const;

const REFUSALS = [
  "dataKeyPairSm2",
  "recipientUnsupported",
  "keyNotSymmetric",
  "hmacKeyUnsupported",
  "keysInMakingTooMany",
] as const satisfies ErrorCode[];

export const dataKeyPairDoor = {
  createRsaDatakeyPair: {
    ...shared,
    path: "/v1.0/:project_id/kms/create-rsa-datakey-pair",
    input: z.object({ ...common, key_spec: specOf(RSA_DATA_KEY_PAIR_SPECS) }),
    refusals: REFUSALS,
    example: { ...EXAMPLE_KEY, key_spec: "RSA_3072", with_plain_text: false },
  },
  createEcDatakeyPair: {
    ...shared,
    path: "/v1.0/:project_id/kms/create-ec-datakey-pair",
    input: z.object({ ...common, key_spec: specOf(EC_DATA_KEY_PAIR_SPECS) }),
    refusals: [...REFUSALS, "dataKeyPairCurveMissing"],
    example: { ...EXAMPLE_KEY, key_spec: "ECC_NIST_P256", with_plain_text: false },
  },
} as const satisfies Record<string, DoorRow>;
