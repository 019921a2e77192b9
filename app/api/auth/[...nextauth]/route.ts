import NextAuth from "next-auth";
import { authOptions } from "#lib/console/server/auth-options";
import { type AuthContext, answerOidc } from "#lib/console/server/oidc/answer-oidc";
import { isReadableForm } from "#lib/console/server/readable-form";
import { isSameOrigin } from "#lib/console/server/same-origin";
import { oidcSettings, publicOrigin } from "#lib/console/server/settings";
import { words } from "#lib/console/words/words";

/** Its own token against foreign pages is in a cookie; that the page is ours is asked besides, as of every action. */
const handler = async (request: Request, context: AuthContext) => {
  if (request.method !== "GET" && !isSameOrigin(request.headers.get("origin"))) {
    return new Response(`${words.failures.wrongAddress(publicOrigin())}\n`, { status: 403 });
  }
  if (!(await isReadableForm(request))) return new Response(`${words.failures.unreadable}\n`, { status: 400 });
  const settings = oidcSettings();
  const answered = settings && (await answerOidc(request, context, settings));
  return answered ?? NextAuth(authOptions())(request, context);
};

export { handler as GET, handler as POST };
