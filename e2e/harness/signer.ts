/** Signs requests as a client written from the reference would (§1.4, variants A, B and D): no code of the product. */
import { createHash, createHmac } from "node:crypto";

export type AccessKey = { readonly access: string; readonly secret: string };
export type Variant = "A" | "B" | "D";

export type ToSign = {
  readonly method: string;
  /** Path as it goes over the wire, encoded. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Headers to be signed; `x-sdk-date` is added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly date?: Date;
  /** Of variant D, and the scope of B, where it is empty in practice. */
  readonly place?: string;
  /** What variant B's Go signer does with a POST that has a query and no body. */
  readonly queryAsBody?: boolean;
};

/** @returns the headers of the signed request, `X-Sdk-Date` and `Authorization` among them */
export function sign(key: AccessKey, variant: Variant, request: ToSign): Record<string, string> {
  const date = (request.date ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const headers: Record<string, string> = { ...request.headers, "x-sdk-date": date };
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const names = Object.keys(lower).sort();
  const segments = request.path.split("/").map((segment) => encode(decodeURIComponent(segment)));
  const uri = `${segments.join("/")}${request.path.endsWith("/") ? "" : "/"}`;
  const query = (request.query ?? []).map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const asBody = query.join("&").replaceAll("%20", "+");
  const canonical = [
    request.method,
    uri,
    request.queryAsBody ? "" : query.join("&"),
    ...names.map((name) => `${name}:${lower[name]}`),
    "",
    names.join(";"),
    sha256(request.queryAsBody ? asBody : (request.body ?? "")),
  ].join("\n");
  const day = date.slice(0, 8);
  const list = `SignedHeaders=${names.join(";")}`;
  const place = request.place ?? (variant === "B" ? "/" : "eu-de/kms");
  if (variant === "A") {
    const text = `SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`;
    return {
      ...headers,
      Authorization: `SDK-HMAC-SHA256 Access=${key.access}, ${list}, Signature=${hmac(key.secret, text).toString("hex")}`,
    };
  }
  if (variant === "B") {
    const scope = `${day}/${place}/sdk_request`;
    const signingKey = scope.split("/").reduce<Buffer | string>((last, part) => hmac(last, part), `SDK${key.secret}`);
    const text = `SDK-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`;
    const signature = hmac(signingKey, text).toString("hex");
    return { ...headers, Authorization: `SDK-HMAC-SHA256 Credential=${key.access}/${scope}, ${list}, Signature=${signature}` };
  }
  const info = `${day}/${place}`;
  const derived = hmac(hmac(key.access, key.secret), `${info}\x01`).toString("hex");
  const text = `V11-HMAC-SHA256\n${date}\n${info}\n${sha256(canonical)}`;
  return {
    ...headers,
    Authorization: `V11-HMAC-SHA256 Credential=${key.access}/${info}, ${list}, Signature=${hmac(derived, text).toString("hex")}`,
  };
}

/** RFC 3986: everything but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
