/**
 * The port's method for data key pairs. They are made in the token, and leave it under a one-way key that is made for the moment and
 * known here: tokens wrap private keys, and do not show them.
 * Invariant: the private half is in clear in one buffer, which is the caller's; everything else of it is wiped or destroyed.
 */
import { createDecipheriv, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import pkcs11js, { type Handle, type Template } from "pkcs11js";
import { DATA_KEY_PAIR_SPECS, type DataKeyPair, type DataKeyPairSpec } from "#lib/domain/data-key-pair";
import { KmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import { plainMechanism } from "../mechanisms";
import type { Connection, Live } from "../session/connection";
import { isReturnValue } from "../session/return-values";
import type { Capabilities } from "../start/capabilities";
import { extractable, privateKeyTemplate, publicKeyTemplate, secretKeyTemplate } from "../templates";
import { importKnown } from "../token-crypto";

const AES_256_BYTES = 32;
const KWP_INITIAL_VALUE = Buffer.from("a65959a6", "hex");
/** More than the wrapped PKCS #8 of an RSA_4096 key, about 2,400 bytes. */
const WRAPPED_ROOM = 4096;
/** PKCS#11 v2.40 §5.1 numbers it; pkcs11js does not. */
const CKR_CURVE_NOT_SUPPORTED = 0x140;
/** What tokens say of a curve that they do not have. */
const NO_SUCH_CURVE = [
  CKR_CURVE_NOT_SUPPORTED,
  pkcs11js.CKR_DOMAIN_PARAMS_INVALID,
  pkcs11js.CKR_ATTRIBUTE_VALUE_INVALID,
  pkcs11js.CKR_TEMPLATE_INCONSISTENT,
];

type Parts = { readonly connection: Connection; readonly capabilities: Capabilities };

export function createDataKeyPairMethods({ connection, capabilities }: Parts): Pick<Hsm, "generateDataKeyPair"> {
  async function makeWrapped(live: Live, session: Handle, spec: DataKeyPairSpec, transport: Buffer): Promise<Buffer> {
    const { module } = live;
    const row = DATA_KEY_PAIR_SPECS[spec];
    const keyType = row.family === "rsa" ? pkcs11js.CKK_RSA : pkcs11js.CKK_EC;
    const generation = row.family === "rsa" ? pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN : pkcs11js.CKM_EC_KEY_PAIR_GEN;
    const made = await module
      .C_GenerateKeyPairAsync(
        session,
        plainMechanism(generation),
        [...publicKeyTemplate(keyType, "verification"), ...parametersOf(spec)],
        extractable(privateKeyTemplate(keyType, "none")),
      )
      .catch((error: unknown) => {
        if (row.family === "ec" && isReturnValue(error, ...NO_SUCH_CURVE)) throw new KmsError("dataKeyPairCurveMissing", { cause: error });
        throw error;
      });
    const wrapper = importKnown(module, session, secretKeyTemplate(pkcs11js.CKK_AES, "wrapping"), transport);
    const wrapped = await module.C_WrapKeyAsync(
      session,
      plainMechanism(capabilities.keyWrap),
      wrapper,
      made.privateKey,
      Buffer.alloc(WRAPPED_ROOM),
    );
    for (const object of [wrapper, made.privateKey, made.publicKey]) module.C_DestroyObject(session, object);
    return wrapped;
  }

  return {
    async generateDataKeyPair(spec: DataKeyPairSpec): Promise<DataKeyPair> {
      const transport = randomBytes(AES_256_BYTES);
      let pkcs8: Buffer | undefined;
      try {
        const lane = DATA_KEY_PAIR_SPECS[spec].family === "rsa" ? "make" : "use";
        const wrapped = await connection.runAside(lane, (live, session) => makeWrapped(live, session, spec, transport));
        pkcs8 = unwrap(transport, wrapped);
        const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
        requireSpec(key, spec);
        // Written anew: tokens differ in what they add to a private key.
        return {
          publicKey: createPublicKey(key).export({ type: "spki", format: "der" }),
          privateKey: key.export({ type: "pkcs8", format: "der" }),
        };
      } finally {
        transport.fill(0);
        pkcs8?.fill(0);
      }
    },
  };
}

function parametersOf(spec: DataKeyPairSpec): Template {
  const row = DATA_KEY_PAIR_SPECS[spec];
  if (row.family === "ec") return [{ type: pkcs11js.CKA_EC_PARAMS, value: Buffer.from(row.oid, "hex") }];
  return [
    { type: pkcs11js.CKA_MODULUS_BITS, value: row.bits },
    { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.of(1, 0, 1) },
  ];
}

function unwrap(transport: Buffer, wrapped: Buffer): Buffer {
  const decipher = createDecipheriv("id-aes256-wrap-pad", transport, KWP_INITIAL_VALUE);
  const content = decipher.update(wrapped);
  decipher.final();
  return content;
}

function requireSpec(key: KeyObject, spec: DataKeyPairSpec): void {
  const row = DATA_KEY_PAIR_SPECS[spec];
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (row.family === "rsa" ? modulusLength !== row.bits : namedCurve !== row.curve) {
    throw new Error("the token made a key of another size or on another curve");
  }
}
