/** `/openapi.json` and its readable form `/docs`: rendered once at the start, for everybody, from this host alone. */
import type { FastifyInstance } from "fastify";
import { docsPage, docsPolicy } from "./docs/page";
import { renderDocument } from "./openapi/document";

export function addDocumentRoutes(app: FastifyInstance, apiUrl: string): void {
  const document = renderDocument(apiUrl);
  const json = Buffer.from(JSON.stringify(document));
  const page = Buffer.from(docsPage(document));
  app.get("/openapi.json", (_request, reply) => reply.type("application/json; charset=utf-8").send(json));
  app.get("/docs", (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("Content-Security-Policy", docsPolicy())
      .header("X-Frame-Options", "DENY")
      .header("Referrer-Policy", "no-referrer")
      .send(page),
  );
}
