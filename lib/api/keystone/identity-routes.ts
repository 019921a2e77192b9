/** One route for each row of Keystone's door that is about people and their rights. */
import type { FastifyInstance } from "fastify";
import type { RestOperationName } from "#lib/wire/catalog";
import { KEYSTONE_DOOR } from "#lib/wire/keystone/catalog";
import { addRestRoute, type DoorParts } from "../edge/rest-route";

export function addIdentityRoutes(app: FastifyInstance, parts: DoorParts): void {
  for (const name of Object.keys(KEYSTONE_DOOR) as RestOperationName[]) addRestRoute(app, name, parts);
}
