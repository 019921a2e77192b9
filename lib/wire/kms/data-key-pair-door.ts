/** Data key pairs: made here for use elsewhere, their private halves protected by a key (api-reference §2.11). */
import { z } from "zod";
import { EC_DATA_KEY_PAIR_SPECS, RSA_DATA_KEY_PAIR_SPECS } from "#lib/domain/data-key-pair";
import type { ErrorCode } from "#lib/domain/errors";
import { base64, base64OrAbsent, truthText } from "../codec";
import type { DoorRow } from "../door-row";
import { additionalData, keyReference, optional, refused, sequence } from "../field";
import { record } from "../record";

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };

/** Clients write it as a truth value or as its name. */
const truth = z.union([z.boolean(), truthText]);

const withPlainText = z
  .codec(optional(truth), z.boolean(), { decode: (isWanted) => isWanted ?? true, encode: (isWanted) => isWanted })
  .describe("Whether the private key is given in clear too; absent: true");

/** What others of this API family take to encrypt the private key once more; to ignore it would give a key away. */
const notOffered = optional(z.unknown().refine(() => false, refused("recipientUnsupported"))).describe("Not offered, and refused");

const specOf = <const T extends readonly [string, ...string[]]>(specs: T) =>
  z.enum(specs, { error: ({ input }) => (input === "SM2" ? "dataKeyPairSm2" : "dataKeyPairSpecInvalid") satisfies ErrorCode });

const common = {
  key_id: keyReference,
  with_plain_text: withPlainText,
  additional_authenticated_data: additionalData,
  recipient: notOffered,
  ciphertext_recipient: notOffered,
  wrapped_private_key: notOffered,
  wrapping_key: notOffered,
  sequence,
};

const NAMES = {
  key_id: "key",
  key_spec: "spec",
  with_plain_text: "withPlaintext",
  recipient: null,
  ciphertext_recipient: null,
  wrapped_private_key: null,
  wrapping_key: null,
} as const;

const output = record(
  {
    key_id: z.string(),
    key_spec: z.string(),
    public_key: base64.describe("DER SubjectPublicKeyInfo in base64"),
    private_key_cipher_text: base64.describe(
      "Opened by decrypt-data under the same additional_authenticated_data, with the PKCS #8 in its plain_text_base64",
    ),
    private_key_plain_text: base64OrAbsent.describe("DER PKCS #8 in base64; only where with_plain_text is not false"),
  },
  { key_spec: "spec", private_key_cipher_text: "privateKeyCiphertext", private_key_plain_text: "privateKey" },
);

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
    input: record({ ...common, key_spec: specOf(RSA_DATA_KEY_PAIR_SPECS) }, NAMES),
    refusals: REFUSALS,
    example: { ...EXAMPLE_KEY, key_spec: "RSA_3072", with_plain_text: false },
  },
  createEcDatakeyPair: {
    ...shared,
    path: "/v1.0/:project_id/kms/create-ec-datakey-pair",
    input: record({ ...common, key_spec: specOf(EC_DATA_KEY_PAIR_SPECS) }, NAMES),
    refusals: [...REFUSALS, "dataKeyPairCurveMissing"],
    example: { ...EXAMPLE_KEY, key_spec: "ECC_NIST_P256", with_plain_text: false },
  },
} as const satisfies Record<string, DoorRow>;
