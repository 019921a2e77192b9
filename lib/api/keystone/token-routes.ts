/**
 * Routes of what is about tokens and about the caller itself. Invariant: they end in `perform` like all others; what shows who calls is
 * read for it here, from the body of a sign-in, or from the token's header alone where an operation is about a token.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import type { Credential, SecondFactor, SignInCredential } from "#lib/iam/credential";
import { readDevices } from "#lib/iam/device";
import { hashToken } from "#lib/iam/token";
import type { OutputOf } from "#lib/operations/catalog";
import type { tokenOperations } from "#lib/operations/token-operations";
import type { PerformRequest, Reading } from "#lib/pipeline/call";
import { perform } from "#lib/pipeline/perform";
import { ID_TOKEN_ROW, TOKEN_DOOR, TOKEN_OPERATION_NAMES, type TokenRow } from "#lib/wire/keystone/token-door";
import { parseIdTokenRequest, parseTokenRequest, type TokenRequest } from "#lib/wire/keystone/token-request";
import { readJson, STRANGER_BOUNDS } from "../edge/body";
import { whenGone } from "../edge/client-gone";
import { readCredential } from "../edge/credential";
import type { DoorParts } from "../edge/rest-route";

type Name = keyof typeof tokenOperations;
type Shown = Pick<PerformRequest, "showCredential" | "readInput">;

export function addTokenRoutes(app: FastifyInstance, parts: DoorParts): void {
  for (const name of TOKEN_OPERATION_NAMES) addTokenRoute(app, name, TOKEN_DOOR[name], SHOWN[name], parts);
  addTokenRoute(app, "createToken", ID_TOKEN_ROW, byIdToken, parts);
}

function addTokenRoute<N extends Name>(
  app: FastifyInstance,
  name: N,
  { method, path, status, reply: toBody }: TokenRow<N>,
  show: Show,
  { performer, gate, shares, originOf }: DoorParts,
): void {
  app.route({
    method,
    url: path,
    config: { operation: name },
    handler: async (request, reply) => {
      const origin = originOf(request);
      const shown = show(request, performer.now, origin);
      const { caller, isKnown, recognise, disown } = shares.of(request.headers, origin.ip);
      const passage = { caller, isKnown, lane: "other", isAbandoned: () => reply.raw.destroyed } as const;
      const passed: Promise<OutputOf<N>> = gate.pass(passage, (isLate) =>
        perform<N>(performer, {
          operation: name,
          ...(shown as Pick<PerformRequest<N>, "showCredential" | "readInput">),
          projectId: "",
          origin,
          recognise,
          isLate,
          gone: whenGone(reply.raw),
        }),
      );
      const output = await passed.catch(disown);
      const token = subjectTokenOf(name, request, output);
      if (token !== undefined) reply.header("X-Subject-Token", token);
      const device = name === "createToken" ? (output as OutputOf<"createToken">).device : null;
      if (device !== null) reply.header(DEVICE_HEADER, device);
      const body = toBody(output, performer);
      return reply.code(status).send(isWithoutCatalog(request) ? withoutCatalog(body) : body);
    },
  });
}

/** The token that the reply names in its header: the new one, or the one that was asked about. */
function subjectTokenOf(name: Name, request: FastifyRequest, output: unknown): string | string[] | undefined {
  if (name === "createToken") return (output as OutputOf<"createToken">).token;
  return name === "describeToken" ? toSubjectOrOwn(request) : undefined;
}

/** As Keystone has it, the word alone asks for it, whatever its value is. */
function isWithoutCatalog({ query }: FastifyRequest): boolean {
  return Object.hasOwn(query as object, "nocatalog");
}

function withoutCatalog(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("token" in body)) return body;
  const { catalog: _catalog, ...token } = body.token as { readonly catalog?: unknown };
  return { token };
}

/** What a browser of the console is known by; nobody else is asked for it, or told. */
const DEVICE_HEADER = "X-Kms-Device";

type Show = (request: FastifyRequest, now: () => Date, origin: RequestOrigin) => Shown;

/** @param subjectOf the token that a call is about */
const byTokenOnly =
  (subjectOf: (request: FastifyRequest) => string | string[] | undefined): Show =>
  (request, now) => ({
    showCredential: () => ((request.headers["x-auth-token"] ?? "") === "" ? null : readCredential(request, now())),
    readInput: () => {
      const subject = subjectOf(request);
      return { about: {}, input: { subject: typeof subject === "string" ? hashToken(subject) : null } } as unknown as Reading;
    },
  });

const toSubject = ({ headers }: FastifyRequest) => headers["x-subject-token"];
/** Whoever names no token means the own one (iam-reference §9); to end one, it must be named. */
const toSubjectOrOwn = ({ headers }: FastifyRequest) => headers["x-subject-token"] || headers["x-auth-token"];

const byAnyCredential: Show = (request, now) => ({
  showCredential: () => readCredential(request, now()),
  readInput: () => {
    const { name } = request.query as { name?: unknown };
    return { about: {}, input: name === undefined || name === "" ? {} : { name: String(name) } } as unknown as Reading;
  },
});

// What is wanted came with the proof of who wants it.
const nothingMore = () => ({ about: {}, input: {} }) as Reading;

const bySignIn: Show = (request, _now, { source }) => ({
  showCredential: (): Credential => {
    const devices = source === "console" ? readDevices(request.headers[DEVICE_HEADER.toLowerCase()]) : [];
    return toCredential(readJson(request.body, STRANGER_BOUNDS), devices);
  },
  readInput: nothingMore,
});

const byIdToken: Show = (request) => ({
  showCredential: (): Credential => {
    const { id_token, scope } = parseIdTokenRequest(request.headers["x-idp-id"], readJson(request.body, STRANGER_BOUNDS));
    return { kind: "signIn", proof: { method: "mapped", idToken: id_token.id, nonce: id_token.nonce }, scope };
  },
  readInput: nothingMore,
});

const SHOWN: Readonly<Record<Name, Show>> = {
  createToken: bySignIn,
  describeToken: byTokenOnly(toSubjectOrOwn),
  deleteToken: byTokenOnly(toSubject),
  describeCatalog: byAnyCredential,
  listOwnProjects: byAnyCredential,
  listOwnAccounts: byAnyCredential,
  listRegions: byAnyCredential,
};

function toCredential(body: unknown, devices: readonly string[]): SignInCredential {
  const { identity, scope } = parseTokenRequest(body);
  if (!("password" in identity)) return { kind: "signIn", proof: { method: "token", token: identity.token.id }, scope };
  const { password, ...user } = identity.password.user;
  const secondFactor = toSecondFactor(identity);
  return { kind: "signIn", proof: { method: "password", user, password, devices, ...(secondFactor !== null && { secondFactor }) }, scope };
}

function toSecondFactor(identity: TokenRequest["identity"]): SecondFactor | null {
  if ("passkey" in identity) return { method: "passkey", assertion: identity.passkey.assertion };
  if (!("totp" in identity)) return null;
  const { passcode, ...user } = identity.totp.user;
  return { method: "totp", user: "id" in user || "name" in user ? user : null, passcode };
}
