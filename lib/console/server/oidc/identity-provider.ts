/**
 * The identity provider as this process reaches it: what it says of itself, and codes for ID tokens. Invariants: no answer is waited for
 * longer than seconds, and none is read beyond a bound; nothing of an answer but its error's word is ever written anywhere.
 */
import "server-only";
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetchOptions,
  customFetch,
  discovery,
  None,
} from "openid-client";
import type { OidcSettings } from "../settings";

const PATIENCE_SECONDS = 5;
/** More than any provider says at once. */
const LONGEST_ANSWER = 256 * 1024;

let asked: Promise<Configuration> | null = null;

/**
 * Asks the provider for its addresses. Whoever asks meanwhile shares the answer, so that strangers cannot make this process ask at will.
 * @throws Error where it does not answer in time, or answers for another
 */
export function askProvider(settings: OidcSettings): Promise<Configuration> {
  asked ??= discover(settings, PATIENCE_SECONDS).finally(() => {
    asked = null;
  });
  return asked;
}

/** The same for whoever waits for something else. @param seconds at most */
export function discover({ issuer, clientId, clientSecret }: OidcSettings, seconds: number): Promise<Configuration> {
  return discovery(issuer, clientId, undefined, authenticateWith(clientSecret), {
    timeout: seconds,
    [customFetch]: fetchBounded,
    // The settings allow http on loopback only.
    execute: issuer.protocol === "http:" ? [allowInsecureRequests] : [],
  });
}

/** As the provider takes the client's secret; in a header where it says nothing (OpenID Connect Discovery 1.0, section 3). */
function authenticateWith(secret: string | null): ClientAuth {
  if (secret === null) return None();
  const basic = ClientSecretBasic(secret);
  const post = ClientSecretPost(secret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    return (methods.includes("client_secret_basic") ? basic : post)(server, ...rest);
  };
}

async function fetchBounded(url: string, options: CustomFetchOptions): Promise<Response> {
  const answer = await fetch(url, { ...options, body: options.body as BodyInit, cache: "no-store" });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error("The identity provider's answer is too long.");
    chunks.push(chunk);
  }
  const hasBody = ![204, 205, 304].includes(answer.status);
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status: answer.status, headers: answer.headers });
}
