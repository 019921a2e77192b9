/** The commands of guide §2.3.2, step 10.2, for one key: they run unchanged on a stock OpenSSL 3. Isomorphic, and without secrets. */
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import { importWords } from "../../words/import-words";

const { captions } = importWords;

export type CommandStep = { readonly what: string; readonly line: string };

/** What the commands make, under the guide's names. */
export const IMPORT_FILES = {
  plaintext: "PlaintextKeyMaterial.bin",
  plaintextHex: "0xPlaintextKeyMaterial.bin",
  encrypted: "EncryptedKeyMaterial.bin",
  privateKey: "out_rsa_private_key.der",
} as const;

const CURVES: Partial<Record<KeySpec, string>> = { EC_P256: "prime256v1", EC_P384: "secp384r1" };

/** @param wrappingKey name of the file with the wrapping key (DER) */
export function importLines(spec: KeySpec, algorithm: WrappingAlgorithm, wrappingKey: string): CommandStep[] {
  const wrap = { what: captions.wrap, line: wrapLine(algorithm, wrappingKey) };
  const { family, bits } = KEY_SPECS[spec];
  if (family !== "rsa" && family !== "ec") {
    return [{ what: captions.generateMaterial, line: `openssl rand -out ${IMPORT_FILES.plaintext} 32` }, wrap];
  }
  const generate =
    family === "rsa"
      ? `openssl genrsa -out ${family}_private_key.pem ${bits}`
      : `openssl ecparam -name ${CURVES[spec]} -genkey -noout -out ${family}_private_key.pem`;
  return [
    {
      what: captions.generateTemporary,
      line: `openssl rand -out ${IMPORT_FILES.plaintextHex} -hex 32`,
    },
    { what: captions.toBytes, line: `cat ${IMPORT_FILES.plaintextHex} | xxd -r -ps > ${IMPORT_FILES.plaintext}` },
    wrap,
    { what: captions.generatePair, line: generate },
    {
      what: captions.toPkcs8,
      line: `openssl pkcs8 -topk8 -inform PEM -outform DER -in ${family}_private_key.pem -out ${family}_private_key.der -nocrypt`,
    },
    {
      what: captions.wrapPrivate,
      line: `openssl enc -id-aes256-wrap-pad -K $(cat ${IMPORT_FILES.plaintextHex}) -iv A65959A6 -in ${family}_private_key.der -out ${IMPORT_FILES.privateKey}`,
    },
  ];
}

/** Guide Table 2-6. */
function wrapLine(algorithm: WrappingAlgorithm, wrappingKey: string): string {
  const { oaepHash } = WRAPPING_ALGORITHMS[algorithm];
  const padding = oaepHash === null ? "pkcs1" : `oaep -pkeyopt rsa_oaep_md:${oaepHash}`;
  const files = `-in ${IMPORT_FILES.plaintext} -inkey ${wrappingKey} -out ${IMPORT_FILES.encrypted}`;
  return `openssl pkeyutl ${files} -keyform der -pubin -encrypt -pkeyopt rsa_padding_mode:${padding}`;
}
