/** A public key as files that others take. Invariant: what is downloaded is the key that the API gave, in another form. */
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { fromBase64 } from "./bytes";

/** The PEM with the line ends of the files around it. */
export function toPemFile(pem: string): string {
  return pem.replaceAll("\r\n", "\n");
}

/** Part of a file's name that says whose key it is: the alias, without what has a meaning in paths. */
export function fileStem(alias: string): string {
  return alias.replaceAll(/[^\w-]+/g, "-").replace(/^-+/, "") || "key";
}

/** Name of the file with the signature over a file; none of its characters is changed by a browser on the way to the disk. */
export function signatureFileName(messageFile: string): string {
  return `${messageFile.replaceAll(/[^\w.-]+/g, "_").replace(/^[.-]+/, "")}.sig`;
}

/** JSON Web Key (RFC 7517) of a PEM, with the key's ID. */
export async function toJwkFile(
  pem: string,
  { keyId, spec, isForSigning }: { keyId: string; spec: KeySpec; isForSigning: boolean },
): Promise<string> {
  const spki = fromBase64(pem.replaceAll(/-----[^-]+-----|\s/g, ""));
  const { family, bits } = KEY_SPECS[spec];
  const algorithm = family === "ec" ? { name: "ECDSA", namedCurve: `P-${bits}` } : { name: "RSA-PSS", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]);
  const { kty, n, e, crv, x, y } = await crypto.subtle.exportKey("jwk", key);
  const parts = family === "ec" ? { crv, x, y } : { n, e };
  return `${JSON.stringify({ kty, ...parts, use: isForSigning ? "sig" : "enc", kid: keyId }, null, 2)}\n`;
}
