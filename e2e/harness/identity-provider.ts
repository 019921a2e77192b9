/**
 * A real OpenID Connect provider on a free port of loopback, for journeys: with people whose claims a test chooses, a page to sign in that
 * asks for a name alone, and one to sign out. A test in another process steers it over HTTP (`steer`).
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const CLIENT_ID = "kms-console";
/** Names the groups of a person. */
export const GROUPS_CLAIM = "groups";

export type PersonAtProvider = {
  readonly claims: Readonly<Record<string, unknown>>;
  /** How it says that it was seen who they are (RFC 8176). */
  readonly amr?: readonly string[];
};

export type Order =
  | { readonly person: string; readonly is: PersonAtProvider }
  /** `hang` leaves every request without an answer from now on, `well` ends that. */
  | { readonly mode: "hang" | "well" }
  /** Signs with another key from now on; the old one is published no more. */
  | { readonly rotate: true };

export type IdentityProvider = {
  readonly issuer: string;
  readonly clientSecret: string;
  stop(): Promise<void>;
};

const STEERING = "/steering";
const SIGN_IN = /^\/interaction\/([\w-]+)$/;

/** @param consoleUrl of the one client that it has */
export async function startIdentityProvider(consoleUrl: string): Promise<IdentityProvider> {
  const people = new Map<string, PersonAtProvider>();
  const clientSecret = randomBytes(24).toString("base64url");
  let isHanging = false;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // By a name, so that coming back is a navigation from another site.
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const open = () => new Provider(issuer, configuration(consoleUrl, clientSecret, people));
  let provider = open();
  let handle = provider.callback();

  const obey = (order: Order) => {
    if ("person" in order) people.set(order.person, order.is);
    else if ("mode" in order) isHanging = order.mode === "hang";
    else {
      provider = open();
      handle = provider.callback();
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    if (path === STEERING) {
      obey(JSON.parse(await textOf(request)));
      response.end();
      return;
    }
    if (isHanging) return;
    if (!SIGN_IN.test(path)) return handle(request, response);
    if (request.method !== "POST") {
      await provider.interactionDetails(request, response);
      response.setHeader("content-type", "text/html").end(SIGN_IN_PAGE);
      return;
    }
    const accountId = new URLSearchParams(await textOf(request)).get("login") ?? "";
    if (accountId === "") {
      await provider.interactionFinished(request, response, { error: "access_denied", error_description: "<b>stranger's words</b>" });
      return;
    }
    const { amr } = people.get(accountId) ?? {};
    await provider.interactionFinished(request, response, { login: { accountId, ...(amr && { amr }) } });
  };
  return {
    issuer,
    clientSecret,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Steers a provider that runs in another process. */
export async function steer(issuer: string, order: Order): Promise<void> {
  const reply = await fetch(issuer + STEERING, { method: "POST", body: JSON.stringify(order) });
  if (!reply.ok) throw new Error(`The identity provider did not obey: ${reply.status}`);
}

const SIGN_IN_PAGE = page("Sign in at the provider", '<label>Who are you? <input name="login" autofocus></label><button>Continue</button>');

function page(title: string, fields: string, form = '<form method="post">'): string {
  return `<!doctype html><title>${title}</title><h1>${title}</h1>${form}${fields}</form>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

type Context = {
  body: unknown;
  oidc: { client: { clientId: string }; session: { accountId: string }; provider: { Grant: new (of: object) => Grant } };
};
type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> };

/** What is configured: a client that must show PKCE, claims in the ID token, and no question for consent. */
function configuration(consoleUrl: string, clientSecret: string, people: ReadonlyMap<string, PersonAtProvider>): object {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: "jwk" }), kid: randomBytes(8).toString("hex"), use: "sig", alg: "RS256" };
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: [`${consoleUrl}/api/auth/callback/oidc`],
        post_logout_redirect_uris: [`${consoleUrl}/sign-in`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub", "amr"], profile: ["preferred_username", GROUPS_CLAIM], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    jwks: { keys: [jwk] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: Context, form: string) => {
          const leave = '<button form="op.logoutForm" name="logout" value="yes">Sign out</button>';
          context.body = page("Sign out at the provider", leave, form.replace("</form>", ""));
        },
      },
    },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ ...people.get(accountId)?.claims, sub: accountId }),
    }),
    async loadExistingGrant({ oidc }: Context) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  };
}
