import NextAuth from "next-auth";
import { authOptions } from "#lib/console/server/auth-options";
import { isReadableForm } from "#lib/console/server/readable-form";
import { words } from "#lib/console/words/words";

type Context = { params: Promise<{ nextauth: string[] }> };

const handler = async (request: Request, context: Context) => {
  if (!(await isReadableForm(request))) return new Response(`${words.failures.unreadable}\n`, { status: 400 });
  return NextAuth(authOptions())(request, context);
};

export { handler as GET, handler as POST };
