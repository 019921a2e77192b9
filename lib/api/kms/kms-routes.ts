/** One route for each row of the KMS door. */
import type { FastifyInstance } from "fastify";
import type { RestOperationName } from "#lib/wire/catalog";
import { KMS_DOOR } from "#lib/wire/kms/catalog";
import { addRestRoute, type DoorParts } from "../edge/rest-route";

export function addKmsRoutes(app: FastifyInstance, parts: DoorParts): void {
  for (const name of Object.keys(KMS_DOOR) as RestOperationName[]) addRestRoute(app, name, parts);
}
