/** What the store's clients are told. */
import { KeyServiceError } from "../shared/key-service.mjs";
import { DamagedError } from "../shared/sealed-file.mjs";

export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @param {string} userId of the service, for whom a grant would be */
export function refusalOf(error, userId) {
  if (error instanceof Refusal) return error;
  if (error instanceof DamagedError) return new Refusal(500, "ObjectDamaged", error.message);
  if (error instanceof KeyServiceError) return ofKeyService(error, userId);
  if (error.code === "ENOSPC") return new Refusal(507, "NoSpaceLeft", "The store's disk is full.");
  return new Refusal(500, "InternalError", "The store has failed.");
}

function ofKeyService({ kind, code, message }, userId) {
  if (kind === "denied") {
    const grant = `create-datakey and decrypt-datakey to the user ${userId}`;
    return new Refusal(403, "KeyAccessDenied", `The store may not use this key. Its owner must grant ${grant}. (${code} ${message})`);
  }
  if (kind === "absent") return new Refusal(400, "KeyNotFound", `There is no such key in the bucket's project. (${code})`);
  if (kind === "off") return new Refusal(400, "KeyUnusable", `The key cannot be used now. (${code} ${message})`);
  if (kind === "invalid") return new Refusal(400, "KeyRefused", `The key service refuses this. (${code} ${message})`);
  if (kind === "unopenable") return new Refusal(500, "ObjectDamaged", `What is stored is not what was uploaded. (${code} ${message})`);
  return new Refusal(503, "KeyServiceUnavailable", message);
}
