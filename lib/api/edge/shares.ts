/**
 * Against whose share of a worker a request counts, told by its headers before anything is proven. Whoever has shown the same credential
 * before, and was somebody, is that user, however many tokens and keys they have; everybody else counts as their network, so that a flood of
 * credentials that are nobody's takes no more than one share of each network. What is here decides nothing but whose turn it is.
 */
import type { FastifyRequest } from "fastify";
import { networkOf } from "#lib/base/network-of";
import { KmsError } from "#lib/domain/errors";
import { hashToken } from "#lib/iam/token";

const REMEMBERED = 10_000;
const ACCESS_KEY = /\b(?:Access|Credential)=([A-Z0-9]{20})\b/;

export type Share = {
  readonly caller: string;
  /** Whether that is a user. */
  readonly isKnown: boolean;
  /** Notes who it has turned out to be. */
  readonly recognise: (userId: string) => void;
  /** Where it has turned out to be nobody, as with a token that was revoked, it is no longer taken for who it was. @throws what it is given */
  readonly disown: (refusal: unknown) => never;
};

export class Shares {
  /** Users by what names their credential. */
  readonly #users = new Map<string, string>();

  /** @param ip where the request comes from */
  of(headers: FastifyRequest["headers"], ip: string): Share {
    const network = networkOf(ip);
    const name = nameOf(headers, network);
    const user = name === null ? undefined : this.#users.get(name);
    return {
      caller: user ?? `network ${network}`,
      isKnown: user !== undefined,
      recognise: (userId) => {
        if (name === null || user === userId) return;
        // Who is forgotten counts as their network once more.
        if (this.#users.size >= REMEMBERED) this.#users.clear();
        this.#users.set(name, userId);
      },
      disown: (refusal) => {
        if (name !== null && refusal instanceof KmsError && refusal.code === "notSignedIn") this.#users.delete(name);
        throw refusal;
      },
    };
  }
}

/** An access key's ID is no secret: it names its user only where that has shown it before. */
function nameOf(headers: FastifyRequest["headers"], network: string): string | null {
  const token = headers["x-auth-token"];
  if (typeof token === "string" && token !== "") return hashToken(token)?.toString("base64") ?? null;
  const accessKey = ACCESS_KEY.exec(headers.authorization ?? "")?.[1];
  return accessKey === undefined ? null : `${accessKey} ${network}`;
}
