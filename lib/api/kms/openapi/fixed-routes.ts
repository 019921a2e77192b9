/** The routes that are no operations of the catalog: signing in, discovery, health, and this document itself. */
import type { z } from "zod";
import type { ErrorCode } from "#lib/domain/errors";
import { idTokenRequest, tokenRequest } from "#lib/wire/keystone/token-request";
import * as reply from "./fixed-schemas";

/** Media types of answers that are not JSON. */
export type TextType = "text/html" | "text/plain";

export type FixedRoute = {
  readonly operationId: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** As the router knows it. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly isPublic?: boolean;
  /** Names of query parameters; all may be left out. */
  readonly query?: readonly string[];
  /** Headers that must be there, with what each says. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a signature does as well as a token. */
  readonly maySign?: boolean;
  /** Whether the token that the call is about is named by `X-Subject-Token`. */
  readonly subjectToken?: "required" | "optional";
  /** Whether the answer carries `X-Subject-Token`. */
  readonly givesToken?: boolean;
  readonly request?: { readonly schema: z.ZodType; readonly example: unknown; readonly secretFields: readonly string[] };
  /** Status and body of success; a text is a media type other than JSON, null is no body. */
  readonly success: { readonly status: 200 | 201 | 204; readonly body: z.ZodType | TextType | null };
  /** A further answer with a body of its own. */
  readonly otherwise?: { readonly status: 503; readonly body: z.ZodType };
  /** Besides those of the HTTP edge. */
  readonly refusals: readonly ErrorCode[];
};

const ok = (body: z.ZodType | TextType) => ({ status: 200, body }) as const;
const PUBLIC = { method: "GET", isPublic: true, refusals: [] } as const;
const BY_CALLER = {
  method: "GET",
  maySign: true,
  refusals: ["notSignedIn", "notPermitted", "projectDisabled", "materialIntegrity"],
} as const;
const ON_A_TOKEN = { subjectToken: "required", refusals: ["notSignedIn", "tokenNotFound", "materialIntegrity"] } as const;

const SIGN_IN_EXAMPLE = {
  auth: {
    identity: { methods: ["password"], password: { user: { name: "admin", password: "PASSWORD", domain: { name: "default" } } } },
    scope: { project: { name: "eu-de" } },
  },
};

const ID_TOKEN_EXAMPLE = { auth: { id_token: { id: "ID_TOKEN" }, scope: { project: { name: "eu-de" } } } };

const SIGN_IN = {
  method: "POST",
  isPublic: true,
  query: ["nocatalog"],
  givesToken: true,
  success: { status: 201, body: reply.tokenReply },
} as const;
const SIGN_IN_REFUSALS = [
  "bodyNotJson",
  "bodyTooLong",
  "bodyEncoded",
  "contentTypeNotJson",
  "notSignedIn",
  "projectDisabled",
  "materialIntegrity",
] as const;

export const FIXED_ROUTES: readonly FixedRoute[] = [
  {
    operationId: "createToken",
    path: "/v3/auth/tokens",
    summary: "Sign in with a password, or exchange a token for another scope; the token is in X-Subject-Token",
    request: { schema: tokenRequest, example: SIGN_IN_EXAMPLE, secretFields: ["password"] },
    refusals: [...SIGN_IN_REFUSALS, "notPermitted"],
    ...SIGN_IN,
  },
  {
    operationId: "createTokenByIdToken",
    path: "/v3.0/OS-AUTH/id-token/tokens",
    summary: "Sign in with an ID token of the OpenID Connect provider; the token is in X-Subject-Token",
    headers: { "X-Idp-Id": "The identity provider: oidc" },
    request: { schema: idTokenRequest, example: ID_TOKEN_EXAMPLE, secretFields: ["id"] },
    refusals: [...SIGN_IN_REFUSALS, "parameterMissing", "identityNotFound", "secondFactorAtProvider", "identityProviderUnavailable"],
    ...SIGN_IN,
  },
  {
    operationId: "showToken",
    method: "GET",
    path: "/v3/auth/tokens",
    summary: "Show what one of your tokens is good for",
    query: ["nocatalog"],
    givesToken: true,
    success: ok(reply.tokenReply),
    ...ON_A_TOKEN,
    subjectToken: "optional",
    refusals: [...ON_A_TOKEN.refusals, "projectDisabled"],
  },
  {
    operationId: "revokeToken",
    method: "DELETE",
    path: "/v3/auth/tokens",
    summary: "Revoke one of your tokens: sign out",
    success: { status: 204, body: null },
    ...ON_A_TOKEN,
    refusals: ["bodyTooLong", ...ON_A_TOKEN.refusals],
  },
  {
    operationId: "showCatalog",
    path: "/v3/auth/catalog",
    summary: "Show where the services are",
    success: ok(reply.catalogReply),
    ...BY_CALLER,
  },
  {
    operationId: "listOwnProjects",
    path: "/v3/auth/projects",
    summary: "List the projects in which the caller holds a role",
    success: ok(reply.ownProjectsReply),
    ...BY_CALLER,
  },
  {
    operationId: "listOwnAccounts",
    path: "/v3/auth/domains",
    summary: "Show the caller's account",
    query: ["name"],
    success: ok(reply.ownAccountsReply),
    ...BY_CALLER,
  },
  {
    operationId: "listRegions",
    path: "/v3/regions",
    summary: "Show the region of this installation",
    success: ok(reply.regionsReply),
    ...BY_CALLER,
  },
  { operationId: "listVersions", path: "/", summary: "List the versions of the KMS API", success: ok(reply.kmsVersionsReply), ...PUBLIC },
  { operationId: "showVersion", path: "/v1.0", summary: "Show version 1.0 of the KMS API", success: ok(reply.kmsVersionReply), ...PUBLIC },
  { operationId: "showVersionOfRoot", path: "/v1.0/", summary: "The same", success: ok(reply.kmsVersionReply), ...PUBLIC },
  {
    operationId: "showIdentityVersion",
    path: "/v3",
    summary: "Show the identity API's version",
    success: ok(reply.identityVersionReply),
    ...PUBLIC,
  },
  { operationId: "showIdentityVersionOfRoot", path: "/v3/", summary: "The same", success: ok(reply.identityVersionReply), ...PUBLIC },
  { operationId: "checkAlive", path: "/healthz", summary: "Tell that the process is alive", success: ok(reply.aliveReply), ...PUBLIC },
  {
    operationId: "checkReady",
    path: "/readyz",
    summary: "Tell whether database and HSM answer, and traces can be written",
    success: ok(reply.readyReply),
    otherwise: { status: 503, body: reply.readyReply },
    ...PUBLIC,
  },
  { operationId: "showMetrics", path: "/metrics", summary: "Tell Prometheus how the jobs fare", success: ok("text/plain"), ...PUBLIC },
  { operationId: "showOpenApi", path: "/openapi.json", summary: "Give this document", success: ok(reply.documentReply), ...PUBLIC },
  { operationId: "showDocs", path: "/docs", summary: "Show this document as a page", success: ok("text/html"), ...PUBLIC },
];
