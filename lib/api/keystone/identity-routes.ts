/**
 * The identity calls that clients make first: tokens, catalog, projects and accounts of the caller (api-reference §1.5). Those
 * about tokens need one; the others may be signed with an access key. Invariant: every way to a token is counted against the rate
 * limit of its address before anything is read or looked up, and against that of its caller as soon as there is a proof.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Caller } from "#lib/domain/caller";
import { KmsError } from "#lib/domain/errors";
import { networkOf } from "#lib/domain/network-of";
import { hashToken } from "#lib/iam/token";
import { parseTokenRequest } from "#lib/iam/token-request";
import { listProjectsOfUser, listRolesOfUser } from "#lib/store/identity/identities";
import { findToken, type TokenRecord } from "#lib/store/identity/tokens";
import { type AuthenticationTools, identifyCaller } from "#lib/usecases/authenticate";
import type { IamTools } from "#lib/usecases/iam/iam-trace";
import { issueToken } from "#lib/usecases/iam/issue-token";
import { revokeToken } from "#lib/usecases/iam/revoke-token";
import { readJson, STRANGER_BOUNDS } from "../edge/body";
import { readCredential } from "../edge/credential";
import type { RequestGate } from "../edge/request-gate";
import type { ReadOrigin } from "../edge/request-origin";
import { catalog, tokenBody } from "./token-body";

export function addIdentityRoutes(
  app: FastifyInstance,
  parts: AuthenticationTools & IamTools & { gate: RequestGate; originOf: ReadOrigin; apiUrl: string; region: string },
): void {
  const { store, apiUrl, gate, originOf, region } = parts;

  const rolesOf = (record: TokenRecord) => listRolesOfUser(store, record.userId, record.project?.id ?? null);

  const readToken = async (request: FastifyRequest, header: "x-auth-token" | "x-subject-token"): Promise<TokenRecord | null> => {
    const value = request.headers[header];
    const hash = typeof value === "string" ? hashToken(value) : null;
    return hash === null ? null : findToken(store, hash, parts.now());
  };
  /** The ledger is the callers' own; no caller is called like this. */
  const admitAddress = (request: FastifyRequest) => parts.admit(`address ${networkOf(originOf(request).ip)}`);
  const requireCaller = (request: FastifyRequest): Promise<Caller> =>
    identifyCaller(parts, readCredential(request, parts.now()), originOf(request));
  const requireToken = async (request: FastifyRequest): Promise<TokenRecord> => {
    await admitAddress(request);
    const record = await readToken(request, "x-auth-token");
    if (record === null) throw new KmsError("notSignedIn");
    await parts.admit(record.userId);
    return record;
  };
  /** One's own tokens only: to anybody else a token does not exist. */
  const requireSubject = async (request: FastifyRequest): Promise<TokenRecord> => {
    const caller = await requireToken(request);
    const subject = await readToken(request, "x-subject-token");
    if (subject === null || subject.userId !== caller.userId) throw new KmsError("tokenNotFound");
    return subject;
  };

  app.post(
    "/v3/auth/tokens",
    gate.guard(async (request, reply) => {
      await admitAddress(request);
      const wanted = parseTokenRequest(readJson(request.body, STRANGER_BOUNDS));
      const { token, record } = await issueToken(parts, wanted, originOf(request));
      const body = tokenBody(record, wanted.identity.methods, await rolesOf(record), { apiUrl, region });
      return reply.code(201).header("X-Subject-Token", token).send(body);
    }),
  );

  app.get(
    "/v3/auth/tokens",
    gate.guard(async (request, reply) => {
      const subject = await requireSubject(request);
      const methods = subject.parentId === null ? ["password"] : ["token"];
      return reply
        .header("X-Subject-Token", request.headers["x-subject-token"])
        .send(tokenBody(subject, methods, await rolesOf(subject), { apiUrl, region }));
    }),
  );

  app.delete(
    "/v3/auth/tokens",
    gate.guard(async (request, reply) => {
      const subject = await requireSubject(request);
      await revokeToken(parts, subject, originOf(request));
      return reply.code(204).send();
    }),
  );

  app.get(
    "/v3/auth/catalog",
    gate.guard(async (request) => {
      const { projectId, projectName } = await requireCaller(request);
      const project = projectId === null || projectName === null ? null : { id: projectId, name: projectName };
      return {
        catalog: catalog({ project }, { apiUrl, region }),
        links: { self: `${apiUrl}/v3/auth/catalog`, next: null, previous: null },
      };
    }),
  );

  app.get(
    "/v3/auth/projects",
    gate.guard(async (request) => {
      const caller = await requireCaller(request);
      const projects = await listProjectsOfUser(store, caller.userId);
      return {
        projects: projects.map(({ id, name, description, accountId }) => ({
          id,
          name,
          description,
          domain_id: accountId,
          parent_id: accountId,
          enabled: true,
          is_domain: false,
          links: { self: `${apiUrl}/v3/projects/${id}` },
        })),
        links: { self: `${apiUrl}/v3/auth/projects`, next: null, previous: null },
      };
    }),
  );

  app.get<{ Querystring: { name?: unknown } }>(
    "/v3/auth/domains",
    gate.guard(async (request) => {
      const caller = await requireCaller(request);
      const { name } = request.query;
      const domain = { id: caller.accountId, name: caller.accountName, enabled: true, description: "", links: {} };
      return {
        domains: name === undefined || name === "" || name === caller.accountName ? [domain] : [],
        links: { self: `${apiUrl}/v3/auth/domains`, next: null, previous: null },
      };
    }),
  );

  app.get(
    "/v3/regions",
    gate.guard(async (request) => {
      await requireCaller(request);
      const links = { self: `${apiUrl}/v3/regions/${region}` };
      return {
        regions: [{ id: region, description: "", parent_region_id: null, type: "public", locales: { "en-us": region }, links }],
        links: { self: `${apiUrl}/v3/regions`, next: null, previous: null },
      };
    }),
  );
}
