/** Version discovery, without authentication (api-reference §1.5 and §1.7). */
import type { FastifyInstance } from "fastify";

export function addVersionRoutes(app: FastifyInstance, apiUrl: string): void {
  const kms = {
    id: "v1.0",
    links: [{ href: `${apiUrl}/v1.0/`, rel: "self" }],
    version: "",
    min_version: "",
    status: "CURRENT",
    updated: "2018-09-05T08:18:05Z",
  };
  const identity = {
    id: "v3.14",
    status: "stable",
    updated: "2020-04-07T00:00:00Z",
    links: [{ rel: "self", href: `${apiUrl}/v3/` }],
    "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
  };
  app.get("/", () => ({ versions: [kms] }));
  for (const path of ["/v1.0", "/v1.0/"]) app.get(path, () => ({ version: kms }));
  for (const path of ["/v3", "/v3/"]) app.get(path, () => ({ version: identity }));
}
