/** An OpenID Connect issuer of a test's own: it signs whatever it is told, and its documents hang, lie and disappear as the test says. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** An extension of headers that this issuer knows, and nobody else. */
export const EXTENSION = "urn:example:extension";

export type Claims = Readonly<Record<string, unknown>>;
/** How a document is answered, where it is not as it should be. */
export type Answer = (reply: ServerResponse) => void;

export type TokenIssuer = {
  readonly url: string;
  readonly clientId: string;
  /** How often each document was asked for. */
  readonly asked: { discovery: number; keys: number };
  /** Answers in the place of the right ones; null to answer well again. */
  answer: { discovery: Answer | null; keys: Answer | null };
  /** The keys that it publishes. */
  readonly published: JWK[];
  /** The key that it signs with. */
  readonly key: () => { readonly kid: string; readonly privateKey: CryptoKey; readonly publicJwk: JWK };
  /** Signs with a new key from now on, and publishes it alone. @param kid of a name of its own unless told */
  rotate(kid?: string): Promise<void>;
  /** @param claims in place of those of a good token; undefined leaves one out */
  idToken(claims?: Claims, header?: Claims, key?: CryptoKey): Promise<string>;
  /** Nobody listens any more, or again. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
};

/** @param now the time by which it signs */
export async function startTokenIssuer(now: () => Date, alg = "ES256"): Promise<TokenIssuer> {
  const asked = { discovery: 0, keys: 0 };
  const published: JWK[] = [];
  let current: ReturnType<TokenIssuer["key"]>;
  let count = 0;
  const listen = () => {
    const server = createServer((request, reply) => {
      const document = request.url === "/jwks" ? "keys" : "discovery";
      asked[document] += 1;
      const answer = issuer.answer[document];
      if (answer !== null) return answer(reply);
      sendJson(reply, document === "keys" ? { keys: published } : { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` });
    });
    return server;
  };
  let server = listen();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clientId = "kms-console";
  const goDown = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const issuer: TokenIssuer = {
    url: `http://127.0.0.1:${port}`,
    clientId,
    asked,
    answer: { discovery: null, keys: null },
    published,
    key: () => current,
    async rotate(kid = `key-${++count}`) {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      const publicJwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
      published.splice(0, published.length, publicJwk);
      current = { kid, privateKey, publicJwk };
    },
    async idToken(claims = {}, header = {}, key = current.privateKey) {
      const seconds = Math.floor(now().getTime() / 1000);
      const good = { iss: issuer.url, aud: clientId, sub: "subject-1", iat: seconds, exp: seconds + 300 };
      return new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg, kid: current.kid, typ: "JWT", ...header })
        .sign(key, { crit: { [EXTENSION]: true } });
    },
    goDown,
    async comeUp() {
      server = listen();
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    },
    stop: goDown,
  };
  await issuer.rotate();
  return issuer;
}

export function sendJson(reply: ServerResponse, body: unknown): void {
  reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
