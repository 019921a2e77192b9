/**
 * What programs do with a key, as calls of the API: each client writes the same calls in its own language. Invariant: a key has the uses of
 * its spec and usage that the catalog allows in its state, and no others.
 */
import type { EncryptionAlgorithm } from "#lib/domain/encryption-algorithm";
import { isKeyPair, KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { MAC_ALGORITHM_NAMES, MAC_ALGORITHMS } from "#lib/domain/mac-algorithm";
import { signingAlgorithmsOf } from "#lib/domain/signing-algorithm";
import type { OperationName } from "#lib/operations/catalog";
import { dataOperations } from "#lib/operations/data-operations";
import { macOperations } from "#lib/operations/mac-operations";
import type { OperationRow } from "#lib/operations/operation";
import { signatureOperations } from "#lib/operations/signature-operations";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { fromWireState } from "#lib/wire/kms/key-state";
import { detailsWords } from "../../words/details-words";
import { stateRefusal } from "../availability/state-refusal";

export type KeyToUse = Pick<KeyDetails, "key_id" | "key_spec" | "key_usage" | "key_state" | "default_key_flag" | "realm">;

export type UseName = "data" | "signature" | "mac" | "publicKey";

/** A call under `/v1.0/{project_id}/kms/`. */
export type Call = {
  readonly operation: OperationName;
  readonly verb: string;
  readonly body: Readonly<Record<string, string>>;
  /** Member of the body that the answer before gave under the same name. */
  readonly takes?: string;
  /** Member of the answer that the next call takes, or that is shown at the end. */
  readonly gives: string;
};

export type Use = { readonly name: UseName; readonly calls: readonly [Call, ...Call[]] };

const ROWS: Readonly<Record<string, OperationRow>> = { ...dataOperations, ...macOperations, ...signatureOperations };
const PLAINTEXT = "hello";
/** Messages go in base64. */
const MESSAGE = "aGVsbG8=";

/** The uses of a key of this spec and usage, whatever its state. */
function allUsesOf({ key_id, key_spec, key_usage }: KeyToUse): Use[] {
  const spec = key_spec as KeySpec;
  if (!Object.hasOwn(KEY_SPECS, spec)) return [];
  const publicKey: Use = {
    name: "publicKey",
    calls: [{ operation: "getPublickey", verb: "get-publickey", body: { key_id }, gives: "public_key" }],
  };
  const main = mainUse(key_id, spec, key_usage);
  return isKeyPair(spec) ? [main, publicKey] : [main];
}

function mainUse(key_id: string, spec: KeySpec, usage: string): Use {
  if (usage === "SIGN_VERIFY") {
    const [signing_algorithm = ""] = signingAlgorithmsOf(spec);
    const body = { key_id, message: MESSAGE, message_type: "RAW", signing_algorithm };
    return {
      name: "signature",
      calls: [
        { operation: "sign", verb: "sign", body, gives: "signature" },
        { operation: "verify", verb: "verify", body, takes: "signature", gives: "signature_valid" },
      ],
    };
  }
  if (usage === "GENERATE_VERIFY_MAC") {
    const mac_algorithm = MAC_ALGORITHM_NAMES.find((name) => MAC_ALGORITHMS[name].spec === spec) ?? "";
    const body = { key_id, message: MESSAGE, mac_algorithm };
    return {
      name: "mac",
      calls: [
        { operation: "generateMac", verb: "generate-mac", body, gives: "mac" },
        { operation: "verifyMac", verb: "verify-mac", body, takes: "mac", gives: "mac_valid" },
      ],
    };
  }
  // A symmetric ciphertext says by which key it is decrypted; one of RSA does not.
  const encryption_algorithm: EncryptionAlgorithm = "RSAES_OAEP_SHA_256";
  const more: Call["body"] = isKeyPair(spec) ? { encryption_algorithm } : {};
  return {
    name: "data",
    calls: [
      { operation: "encryptData", verb: "encrypt-data", body: { key_id, plain_text: PLAINTEXT, ...more }, gives: "cipher_text" },
      {
        operation: "decryptData",
        verb: "decrypt-data",
        body: isKeyPair(spec) ? { key_id, ...more } : {},
        takes: "cipher_text",
        gives: "plain_text",
      },
    ],
  };
}

/** What can be done with the key as it is now. */
export function usesOf(key: KeyToUse): Use[] {
  const state = fromWireState(key.key_state);
  return allUsesOf(key).filter(({ calls }) =>
    calls.every(({ operation }) => {
      const row = ROWS[operation];
      return row && state && row.allowedStates.includes(state) && (row.defaultKeys || key.default_key_flag === "0");
    }),
  );
}

/** Why a key cannot be used, or not for all that it is there for; null where it can. */
export function whyNotUsed(key: KeyToUse): string | null {
  return stateRefusal(fromWireState(key.key_state)) ?? (usesOf(key).length === 0 ? detailsWords.noUse : null);
}
