/** The same echo as `bench/echo-server.ts`, as a Next route handler: what an API inside Next would begin with. */
export const dynamic = "force-dynamic";

export async function POST(request) {
  return Response.json(await request.json());
}
