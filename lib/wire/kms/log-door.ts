/** The sealed log: its key and its last checkpoint, which are extensions of this product. */
import { z } from "zod";
import { base64, textOrNull } from "../codec";
import type { DoorRow } from "../door-row";
import { optional, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";

const time = z.codec(z.number().int(), held<Date>(), { decode: (ms) => new Date(ms), encode: (date) => date.getTime() });

const cosignature = record({
  name: z.string(),
  key_id: z.string().describe("Eight digits of hex"),
  signature: base64.describe("As the note has it, without the key ID"),
});

const consistency = record({
  since: z.number().int(),
  proof: z.array(base64).describe("RFC 9162 §2.1.4, 32 bytes each, in base64"),
  text: z.string().describe("The same as a file, which the verifier takes with --since (body of C2SP tlog-witness add-checkpoint)"),
});

export const logDoor = {
  showAuditKey: {
    method: "GET",
    path: "/v1.0/:project_id/kms/audit-key",
    input: record({}),
    output: record(
      {
        key_id: z.string().describe("Key ID in checkpoints, eight digits of hex"),
        key_spec: z.literal("EC_P256"),
        signing_algorithm: z.literal("ECDSA_SHA_256"),
        pem: z.string().describe("SubjectPublicKeyInfo in PEM"),
        spki: base64.describe("The same in DER, in base64"),
        origin: textOrNull.describe('Origin of the last checkpoint; "" where there is none yet'),
        verifier_key: textOrNull.describe('For the line `log` of a policy (C2SP tlog-policy); "" where there is no checkpoint yet'),
      },
      { key_spec: null, signing_algorithm: null },
      { key_spec: "EC_P256", signing_algorithm: "ECDSA_SHA_256" },
    ),
    secretFields: [],
  },
  showCheckpoint: {
    method: "GET",
    path: "/v1.0/:project_id/kms/checkpoint",
    input: record({
      since: optional(wholeNumber(0, 999_999_999_999_999)).describe(
        "Size of a checkpoint that you kept: the answer proves that the log grew out of it",
      ),
    }),
    fieldErrors: { since: "sinceBeyondLog" },
    output: record({
      checkpoint: z.string().describe("Signed note (C2SP tlog-checkpoint)"),
      origin: z.string(),
      incarnation: z.number().int(),
      size: z.number().int().describe("Rows that it covers"),
      root: base64.describe("Root of their tree (RFC 9162 §2.1), in base64"),
      time: time.describe("Epoch milliseconds at which it was signed"),
      cosignatures: z.array(cosignature).describe("Signatures of witnesses"),
      consistency: z.union([z.null(), consistency]).describe("null without since"),
    }),
    secretFields: [],
    refusals: ["sinceBeyondLog", "traceNotSealed", "logNotAsSealed"],
  },
} as const satisfies Record<string, DoorRow>;
