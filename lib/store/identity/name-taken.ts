/** A unique name that is in use already. */
import { KmsError } from "#lib/domain/errors";
import { Prisma } from "../generated/client";

/** For `catch`: the refusal of a name that somebody else has by now; any other error as it was. */
export function toNameTaken(error: unknown): never {
  const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
  throw isTaken ? new KmsError("identityTaken", { field: "name", cause: error }) : error;
}
