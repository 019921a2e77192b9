/**
 * An authenticator in software, and the browser around it: makes passkeys (ES256) and signs with them as WebAuthn says, without any code of
 * the product. What it is told to do otherwise, it does, so that a test can be an attacker.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

type Options = { readonly challenge: string };

/** What it signs otherwise than it should. */
export type Otherwise = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly counter?: number;
  /** Bits: 1 somebody was there, 4 they were verified. */
  readonly flags?: number;
  readonly crossOrigin?: boolean;
  /** How it attests itself: "packed" by the credential's own signature, "apple" by a certificate that it leaves out; not at all unless said. */
  readonly attestation?: "packed" | "apple";
};

const USER_PRESENT = 1;
const USER_VERIFIED = 4;
const HAS_CREDENTIAL = 64;

export class Authenticator {
  readonly credentialId = randomBytes(32);
  readonly #privateKey: KeyObject;
  readonly #coseKey: Buffer;
  /** Counts up with every signature. */
  counter = 0;

  /** @param rpId host of the console @param origin its address */
  constructor(
    readonly rpId: string,
    readonly origin: string,
  ) {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#privateKey = privateKey;
    // COSE_Key: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    this.#coseKey = Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      Buffer.from(x, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y, "base64url"),
    ]);
  }

  get id(): string {
    return this.credentialId.toString("base64url");
  }

  /** Answers what `navigator.credentials.create` is asked with. */
  register(options: Options, otherwise: Otherwise = {}) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.byteLength);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.credentialId, this.#coseKey]);
    const authData = Buffer.concat([this.#authData({ flags: USER_PRESENT | USER_VERIFIED, ...otherwise }, HAS_CREDENTIAL), credential]);
    const clientDataJSON = this.#clientData("webauthn.create", options, otherwise);
    // {"fmt": text, "attStmt": map, "authData": bytes}
    const attestationObject = Buffer.concat([
      Buffer.from("a363666d74", "hex"),
      cborText(otherwise.attestation ?? "none"),
      cborText("attStmt"),
      otherwise.attestation === "packed" ? this.#attest(authData, clientDataJSON) : Buffer.from([0xa0]),
      cborText("authData"),
      cborBytes(authData),
    ]);
    const response = {
      clientDataJSON: base64Url(clientDataJSON),
      attestationObject: base64Url(attestationObject),
      transports: ["internal"],
    };
    return { id: this.id, rawId: this.id, type: "public-key", response, clientExtensionResults: {} };
  }

  /** Answers what `navigator.credentials.get` is asked with. */
  assert(options: Options, otherwise: Otherwise = {}) {
    this.counter += 1;
    const authData = this.#authData({ flags: USER_PRESENT | USER_VERIFIED, ...otherwise });
    const clientDataJSON = this.#clientData("webauthn.get", options, otherwise);
    const signed = Buffer.concat([authData, createHash("sha256").update(clientDataJSON).digest()]);
    const signature = sign("sha256", signed, this.#privateKey);
    const response = {
      clientDataJSON: base64Url(clientDataJSON),
      authenticatorData: base64Url(authData),
      signature: base64Url(signature),
    };
    return { id: this.id, rawId: this.id, type: "public-key", response, clientExtensionResults: {} };
  }

  /** {"alg": -7, "sig": bytes} */
  #attest(authData: Buffer, clientDataJSON: Buffer): Buffer {
    const signed = Buffer.concat([authData, createHash("sha256").update(clientDataJSON).digest()]);
    return Buffer.concat([
      Buffer.from([0xa2]),
      cborText("alg"),
      Buffer.from([0x26]),
      cborText("sig"),
      cborBytes(sign("sha256", signed, this.#privateKey)),
    ]);
  }

  #authData({ rpId = this.rpId, counter = this.counter, flags = 0 }: Otherwise, more = 0): Buffer {
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags | more);
    tail.writeUInt32BE(counter, 1);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), tail]);
  }

  #clientData(ownType: string, options: Options, { type = ownType, challenge = options.challenge, ...more }: Otherwise): Buffer {
    const { origin = this.origin, crossOrigin = false } = more;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
  }
}

/** Of less than 24 bytes. */
function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x59, bytes.byteLength >> 8, bytes.byteLength & 255]), bytes]);
}

function base64Url(bytes: Buffer): string {
  return bytes.toString("base64url");
}
