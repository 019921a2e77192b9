/** `/openapi.json` and its readable form `/docs`: rendered when first asked for, once, for everybody, from this host alone. */
import type { FastifyInstance } from "fastify";
import { docsPage, docsPolicy } from "./docs/page";
import { renderDocument } from "./openapi/document";

export function addDocumentRoutes(app: FastifyInstance, apiUrl: string): void {
  let rendered: { readonly json: Buffer; readonly page: Buffer } | undefined;
  // A tenth of a second, by which each start would be later.
  const documents = () => {
    if (rendered === undefined) {
      const document = renderDocument(apiUrl);
      rendered = { json: Buffer.from(JSON.stringify(document)), page: Buffer.from(docsPage(document)) };
    }
    return rendered;
  };
  app.get("/openapi.json", (_request, reply) => reply.type("application/json; charset=utf-8").send(documents().json));
  app.get("/docs", (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("Content-Security-Policy", docsPolicy())
      .header("X-Frame-Options", "DENY")
      .header("Referrer-Policy", "no-referrer")
      .send(documents().page),
  );
}
