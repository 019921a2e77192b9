/**
 * The key service as a cloud service sees it: data keys, made and opened in the customer's project with the service user's access key.
 * The customer's master key never leaves the key service, and a data key in clear never leaves this process.
 */
import { setTimeout as delay } from "node:timers/promises";
import { signed } from "./signature.mjs";

const TRIES = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const TRY_TIMEOUT_MS = 5_000;
/** Too many requests, and what passes by itself. */
const WORTH_ANOTHER_TRY = new Set([429, 502, 503, 504]);
/** The key is disabled, is pending deletion, waits for its material. */
const KEY_OFF = new Set(["KMS.0209", "KMS.0210", "KMS.1301"]);

/**
 * Why there is no data key. `kind`: "denied" (no right, no grant), "absent" (no such key), "off" (its state), "invalid" (the
 * request), "unopenable" (what was to be opened is not of this key and context), "unaccepted" (our own access key), "down".
 */
export class KeyServiceError extends Error {
  constructor(kind, code, message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

export class KeyService {
  #url;
  #credentials;

  /** @param {{url: string, credentials: {user_id: string, access: string, secret: string}}} settings credentials as `service-user create` prints them */
  constructor({ url, credentials }) {
    this.#url = url.replace(/\/+$/, "");
    this.#credentials = credentials;
  }

  /** Of the service's user: whom customers make grants to. */
  get userId() {
    return this.#credentials.user_id;
  }

  /**
   * @param {string} project ID of the customer's project
   * @param {string} keyId ID of a key that was granted, or the alias of the service's default master key, which is made when it is first used
   * @param {Record<string, string>} context what the data key is for: it opens with exactly this again
   * @returns {Promise<{keyId: string, key: Buffer, wrapped: Buffer}>} whoever asked wipes `key` after use
   */
  async newDataKey(project, keyId, context, { bytes = 32, signal } = {}) {
    const input = { key_id: keyId, datakey_length: String(bytes * 8), encryption_context: context };
    const reply = await this.#call(project, "create-datakey", input, signal);
    return { keyId: reply.key_id, key: keyOf(reply.plain_text, bytes), wrapped: Buffer.from(reply.cipher_text, "hex") };
  }

  /** @returns {Promise<Buffer>} the data key in clear: whoever asked wipes it after use */
  async openDataKey(project, keyId, wrapped, context, { bytes = 32, signal } = {}) {
    const cipherText = wrapped.toString("hex");
    const input = { key_id: keyId, cipher_text: cipherText, datakey_cipher_length: String(bytes), encryption_context: context };
    const { data_key: key } = await this.#call(project, "decrypt-datakey", input, signal).catch((error) => {
      throw error.kind === "invalid" ? new KeyServiceError("unopenable", error.code, error.message) : error;
    });
    return keyOf(key, bytes);
  }

  /** Tries again what may pass, with pauses that grow, a few times and no more: somebody waits for the answer. */
  async #call(project, verb, input, signal) {
    for (let left = TRIES - 1; ; left -= 1) {
      const { status, body, retryAfter } = await this.#try(project, verb, input, signal);
      signal?.throwIfAborted();
      if (status === 200) return body;
      if (!WORTH_ANOTHER_TRY.has(status) || left === 0) throw failure(status, body);
      const pause = FIRST_PAUSE_MS * 2 ** (TRIES - 1 - left) * (0.5 + Math.random());
      await delay(Math.min(Math.max(pause, retryAfter * 1000), LONGEST_PAUSE_MS), undefined, { signal });
    }
  }

  async #try(project, verb, input, signal) {
    const url = new URL(`${this.#url}/v1.0/${project}/kms/${verb}`);
    const body = JSON.stringify(input);
    const headers = signed(this.#credentials, {
      method: "POST",
      url,
      headers: { "content-type": "application/json", "x-project-id": project },
      body,
    });
    const timeout = AbortSignal.timeout(TRY_TIMEOUT_MS);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      // A redirect would take a signed request, and the data key in the answer, to another place.
      const response = await fetch(url, { method: "POST", headers, body, signal: either, redirect: "error" });
      const retryAfter = Number(response.headers.get("retry-after")) || 0;
      return { status: response.status, body: await response.json(), retryAfter };
    } catch (error) {
      const why = error.name === "TimeoutError" ? "it did not answer in time" : (error.cause?.code ?? error.message);
      return { status: 503, body: { error: { error_msg: why } }, retryAfter: 0 };
    }
  }
}

function failure(status, body) {
  const { error_code: code = "", error_msg: text = `status ${status}` } = body?.error ?? {};
  if (status === 401) return new KeyServiceError("unaccepted", code, `The key service does not accept the service's access key: ${text}`);
  if (status === 403) return new KeyServiceError("denied", code, text);
  if (status === 404) return new KeyServiceError("absent", code, text);
  if (KEY_OFF.has(code)) return new KeyServiceError("off", code, text);
  if (status === 429 || status >= 500) return new KeyServiceError("down", code, `The key service cannot be reached: ${text}`);
  return new KeyServiceError("invalid", code, text);
}

/** The answer's text stays in memory until it is collected: strings cannot be wiped. The bytes can. */
function keyOf(hex, bytes) {
  const key = Buffer.from(String(hex), "hex");
  if (key.length !== bytes) throw new KeyServiceError("down", "", "The key service answered with something else than a data key.");
  return key;
}
