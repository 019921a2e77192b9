import NextAuth from "next-auth";
import { authOptions } from "#lib/console/server/auth-options";
import { isReadableForm } from "#lib/console/server/readable-form";
import { isSameOrigin } from "#lib/console/server/same-origin";
import { publicOrigin } from "#lib/console/server/settings";
import { words } from "#lib/console/words/words";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Its own token against foreign pages is in a cookie; that the page is ours is asked besides, as of every action. */
const handler = async (request: Request, context: Context) => {
  if (request.method !== "GET" && !isSameOrigin(request.headers.get("origin"))) {
    return new Response(`${words.failures.wrongAddress(publicOrigin())}\n`, { status: 403 });
  }
  if (!(await isReadableForm(request))) return new Response(`${words.failures.unreadable}\n`, { status: 400 });
  return NextAuth(authOptions())(request, context);
};

export { handler as GET, handler as POST };
