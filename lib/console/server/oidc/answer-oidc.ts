/**
 * The two requests of a sign-in with OpenID Connect, around next-auth: leaving for the provider, and coming back. Where they lead is decided
 * here, from what was sealed into this browser at its beginning; nothing of the provider's answer is shown, kept or led to.
 */
import "server-only";
import NextAuth from "next-auth";
import type { Configuration } from "openid-client";
import { confirmedPath, type OidcRefusal, oidcRefusalPath } from "../../oidc";
import { toLocalPath } from "../../sign-in-path";
import { authOptions } from "../auth-options";
import { findSession } from "../session";
import { type OidcSettings, ownCookieName, publicOrigin } from "../settings";
import { OidcRefused, signInWithCode } from "./attempt";
import { authorizationParameters } from "./authorization";
import { dropFlow, type Flow, flowCookies, keepFlow, readFlow } from "./flow";
import { askProvider } from "./identity-provider";
import { OIDC, oidcProvider } from "./oidc-provider";
import { tellOperator } from "./tell-operator";

export type AuthContext = { params: Promise<{ nextauth: string[] }> };

/** As long as a code, a state and what else a provider adds may be together. */
const LONGEST_QUERY = 8_192;

/** A longer path is not come back to: browsers drop a cookie of more than four thousand characters, and the flow with it. */
const LONGEST_PATH = 2_000;

/** What `POST signin/oidc` is asked with. */
type Wish = { readonly next: string; readonly isConfirming: boolean };

/** @returns null for what is no request of such a sign-in */
export async function answerOidc(request: Request, context: AuthContext, settings: OidcSettings): Promise<Response | null> {
  const [action, provider, ...rest] = (await context.params).nextauth;
  if (provider !== OIDC || rest.length > 0) return null;
  if (action === "signin" && request.method === "POST") return leave(request, context, settings);
  if (action === "callback") return request.method === "GET" ? comeBack(request, context, settings) : new Response(null, { status: 405 });
  return null;
}

/** @returns JSON with the address to go to: the provider's, or the sign-in page's that says why not */
async function leave(request: Request, context: AuthContext, settings: OidcSettings): Promise<Response> {
  const { next, isConfirming } = await readWish(request);
  // What stands in the address would become part of the request to the provider.
  if (new URL(request.url).search !== "") return refuse("lost", next);
  const config = await findProvider(settings);
  if (config === null) return refuse("down", next);
  const session = isConfirming ? await findSession() : null;
  const params = authorizationParameters(settings, config.serverMetadata(), session !== null);
  const options = withProvider(config, params, () => Promise.reject(new OidcRefused("lost")));
  if (options === null) return refuse("refused", next);
  const answer = await NextAuth(options)(request, context);
  const { url } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { url?: string };
  // Without the token against foreign pages next-auth leads to its own page.
  if (!url || new URL(url, publicOrigin()).origin === publicOrigin()) return refuse("lost", next);
  const state = new URL(url).searchParams.get("state") ?? "";
  await keepFlow({ state, next, confirms: session?.userId ?? null, begunAt: Math.floor(Date.now() / 1000) });
  return answer;
}

async function readWish(request: Request): Promise<Wish> {
  const form = await request
    .clone()
    .formData()
    .catch(() => new FormData());
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const next = toLocalPath(text("next"));
  return { next: next.length > LONGEST_PATH ? "/" : next, isConfirming: text("confirm") === "true" };
}

function refuse(refusal: OidcRefusal, next: string): Response {
  return Response.json({ url: publicOrigin() + oidcRefusalPath(refusal, next) }, { headers: { "Cache-Control": "no-store" } });
}

async function comeBack(request: Request, context: AuthContext, settings: OidcSettings): Promise<Response> {
  const begun = await readFlow();
  // Nothing is done for what this browser did not begin, and what it did begin meanwhile goes on.
  const flow = new URL(request.url).searchParams.get("state") === begun?.state ? begun : null;
  if (flow === null) return goTo(oidcRefusalPath("lost", begun?.next ?? "/"));
  const outcome = await tryAll(request, context, settings, flow);
  await dropFlow();
  return outcome instanceof Response ? goTo(placeAfter(flow, null), outcome) : goTo(placeAfter(flow, outcome));
}

/** @param answer of next-auth, of which the new session's cookie is passed on */
function goTo(path: string, answer?: Response): Response {
  const headers = new Headers({ "Cache-Control": "no-store", Location: publicOrigin() + path });
  for (const cookie of answer?.headers.getSetCookie() ?? []) {
    if (cookie.startsWith(ownCookieName("session"))) headers.append("Set-Cookie", cookie);
  }
  return new Response(null, { status: 303, headers });
}

function placeAfter({ next, confirms }: Flow, refusal: OidcRefusal | null): string {
  if (confirms !== null) return confirmedPath(next, refusal);
  return refusal === null ? next : oidcRefusalPath(refusal, next);
}

/** @returns next-auth's answer with the session's cookie, or why there is none */
async function tryAll(request: Request, context: AuthContext, settings: OidcSettings, flow: Flow): Promise<Response | OidcRefusal> {
  const { search, searchParams } = new URL(request.url);
  if (search.length > LONGEST_QUERY) return "lost";
  if (searchParams.has("error")) return "refused";
  const config = await findProvider(settings);
  if (config === null) return "down";
  const cameBackTo = new URL(`/api/auth/callback/${OIDC}${search}`, publicOrigin());
  let refusal: OidcRefusal | null = "lost";
  const options = withProvider(config, {}, async (checks) => {
    try {
      const signedIn = await signInWithCode(config, cameBackTo, checks, flow);
      refusal = null;
      return signedIn;
    } catch (error) {
      refusal = error instanceof OidcRefused ? error.refusal : "unavailable";
      throw error;
    }
  });
  if (options === null) return "refused";
  const answer = await NextAuth(options)(request, context);
  return refusal ?? answer;
}

function withProvider(config: Configuration, params: Record<string, string>, signIn: Parameters<typeof oidcProvider>[2]) {
  try {
    const options = authOptions();
    return { ...options, cookies: { ...options.cookies, ...flowCookies() }, providers: [oidcProvider(config, params, signIn)] };
  } catch {
    return null;
  }
}

/** @returns null where it does not answer */
async function findProvider(settings: OidcSettings): Promise<Configuration | null> {
  try {
    return await askProvider(settings);
  } catch (error) {
    tellOperator("discovery", error);
    return null;
  }
}
