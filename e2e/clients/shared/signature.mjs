/** Signs requests to the key service with an access key (SDK-HMAC-SHA256, the simple form). */
import { createHash, createHmac } from "node:crypto";

/**
 * Each try needs a signature of its own: it holds the time, which may differ from the service's by 15 minutes.
 * @param {{access: string, secret: string}} key
 * @param {{method: string, url: URL, headers: Record<string, string>, body: string}} request the path in characters that need no encoding; no query
 * @returns {Record<string, string>} the headers to send
 */
export function signed({ access, secret }, { method, url, headers, body }) {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const all = { ...headers, host: url.host, "x-sdk-date": date };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}`);
  const canonical = [method, `${url.pathname}/`, "", ...lines, "", names.join(";"), sha256(body)].join("\n");
  const signature = createHmac("sha256", secret)
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest("hex");
  return { ...all, authorization: `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=${names.join(";")}, Signature=${signature}` };
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
