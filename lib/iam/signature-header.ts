/** The `Authorization` header of a signed request (api-reference §1.4). Read strictly: there is one form of each way to sign. */

export type SignatureHeader = {
  readonly way: "simple" | "scoped" | "derived";
  readonly accessKey: string;
  /** Date, region and service, and the closing word where there is one, joined by slashes; "" for the simple way. */
  readonly scope: string;
  /** Names in lower case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  /** 32 bytes. */
  readonly signature: Buffer;
};

const REST = ", *SignedHeaders=(?<names>[a-z0-9!#$%&'*+.^_`|~;-]{1,1024}), *Signature=(?<signature>[0-9a-fA-F]{64})$";
const ACCESS_KEY = "(?<accessKey>[A-Z0-9]{1,64})";
const PLACE = "[A-Za-z0-9_.-]{0,64}";
const FORMS: readonly (readonly [SignatureHeader["way"], RegExp])[] = [
  ["simple", new RegExp(`^SDK-HMAC-SHA256 +Access=${ACCESS_KEY}${REST}`)],
  ["scoped", new RegExp(`^SDK-HMAC-SHA256 +Credential=${ACCESS_KEY}/(?<scope>\\d{8}/${PLACE}/${PLACE}/sdk_request)${REST}`)],
  ["derived", new RegExp(`^V11-HMAC-SHA256 +Credential=${ACCESS_KEY}/(?<scope>\\d{8}/${PLACE}/${PLACE})${REST}`)],
];

/** Null for any other algorithm or form, and where a header is named twice. */
export function parseSignatureHeader(header: string): SignatureHeader | null {
  for (const [way, form] of FORMS) {
    const { accessKey = "", scope = "", names = "", signature = "" } = form.exec(header)?.groups ?? {};
    if (accessKey === "") continue;
    const signedHeaders = names.split(";");
    if (signedHeaders.includes("") || new Set(signedHeaders).size < signedHeaders.length) return null;
    return { way, accessKey, scope, signedHeaders, signature: Buffer.from(signature, "hex") };
  }
  return null;
}
