/**
 * The one error of the product and its closed table: code → HTTP status, wire code, message (api-reference §3).
 * Invariant: whatever is not a `KmsError` is "internal" to the outside, with a request id and nothing else.
 */

type ErrorRow = { readonly status: number; readonly wire: string; readonly message: string };

/** Every refusal the product knows. Wire codes are the published ones and are never renumbered. */
export const ERRORS = {
  // The request itself
  requestUrlInvalid: { status: 400, wire: "KMS.0201", message: "The request URL is invalid." },
  bodyNotJson: { status: 400, wire: "KMS.0202", message: "The request body is not valid JSON. Send one JSON object in UTF-8." },
  bodyTooLong: { status: 400, wire: "KMS.0203", message: "The request body is too long." },
  parameterMissing: { status: 400, wire: "KMS.0204", message: "A required parameter is missing." },
  keyIdInvalid: {
    status: 400,
    wire: "KMS.0205",
    message: "Invalid key ID. A key ID has 36 characters: lower-case letters, digits and hyphens.",
  },
  sequenceInvalid: { status: 400, wire: "KMS.0206", message: "The sequence must be a UUID of 36 characters." },
  keyNotFound: { status: 404, wire: "KMS.0207", message: "The key does not exist in this project." },
  encryptionContextInvalid: {
    status: 400,
    wire: "KMS.0208",
    message: "The encryption context must be an object of string pairs of at most 8,192 characters.",
  },
  methodNotAllowed: { status: 405, wire: "KMS.0215", message: "The request method is not supported for this operation." },
  operationUnknown: { status: 404, wire: "APIGW.0101", message: "The API does not exist or has not been published." },
  requestTooMany: { status: 429, wire: "APIGW.0308", message: "The request rate limit is reached. Try again after a pause." },
  parameterInvalid: { status: 400, wire: "KMS.0308", message: "A parameter is invalid." },

  // The caller
  tokenNotFound: { status: 404, wire: "IAM.0004", message: "The token could not be found." },
  notSignedIn: { status: 401, wire: "APIGW.0301", message: "The request you have made requires authentication." },
  notPermitted: { status: 403, wire: "KMS.0307", message: "You do not have permission to perform this operation." },

  // The key and its state
  keyDisabled: { status: 400, wire: "KMS.0209", message: "The key is disabled. Enable it first." },
  keyPendingDeletion: { status: 400, wire: "KMS.0210", message: "The key is pending deletion. Cancel the deletion first." },
  defaultKeyProtected: { status: 400, wire: "KMS.0211", message: "This operation is not allowed on default master keys." },
  keyNotDisabled: { status: 400, wire: "KMS.1201", message: "The key is not disabled." },
  keyNotEnabled: { status: 400, wire: "KMS.1301", message: "The key is not enabled." },
  keyAlreadyPendingDeletion: { status: 400, wire: "KMS.1402", message: "The key is already pending deletion." },
  keyNotPendingDeletion: { status: 400, wire: "KMS.1501", message: "The key is not pending deletion." },
  keyNotExternal: { status: 400, wire: "KMS.0309", message: "This operation needs a key with imported key material." },
  keyNotPendingImport: { status: 400, wire: "KMS.0310", message: "The key is not pending import." },
  materialNotDeletable: { status: 400, wire: "KMS.2701", message: "Key material can be deleted only from an enabled or disabled key." },

  // Key attributes
  aliasInvalid: {
    status: 400,
    wire: "KMS.1101",
    message:
      "The alias must have 1 to 255 characters: letters, digits, underscores (_), hyphens (-), colons (:) and slashes (/), and must not end in /default.",
  },
  descriptionInvalid: { status: 400, wire: "KMS.1103", message: "The description must be text of at most 255 characters." },
  aliasTaken: { status: 400, wire: "KMS.1104", message: "The alias is already used by another key in this project." },
  keyQuotaReached: { status: 400, wire: "KMS.1105", message: "The key quota of this project is reached." },
  keySpecInvalid: { status: 400, wire: "KMS.1110", message: "The key algorithm is not supported." },
  keystoreUnsupported: { status: 400, wire: "KMS.0340", message: "Custom keystores are not supported. Use keystore_id 0." },
  pendingDaysInvalid: { status: 400, wire: "KMS.1401", message: "pending_days must be a whole number from 7 to 1096." },

  // Lists
  limitInvalid: { status: 400, wire: "KMS.1601", message: "limit must be a positive whole number." },
  markerInvalid: { status: 400, wire: "KMS.1602", message: "marker must be a whole number of at least 0." },

  // Cryptographic operations
  plaintextInvalid: { status: 400, wire: "KMS.2101", message: "plain_text must be text of 1 to 4,096 bytes in UTF-8." },
  algorithmNotForSymmetric: {
    status: 400,
    wire: "KMS.2105",
    message: "This encryption algorithm cannot be used with a symmetric key. Use SYMMETRIC_DEFAULT.",
  },
  ciphertextInvalid: {
    status: 400,
    wire: "KMS.2201",
    message: "The ciphertext is invalid, or the key, encryption context or additional authenticated data do not match it.",
  },

  // Us
  internal: { status: 500, wire: "KMS.0101", message: "An internal error occurred. Quote the request ID when you report it." },
  materialIntegrity: {
    status: 500,
    wire: "KMS.0102",
    message: "The stored key material failed its integrity check and was not used. Quote the request ID when you report it.",
  },
  unavailable: { status: 503, wire: "KMS.0104", message: "The service is not available at the moment. Try again." },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The only error that use-cases, the HSM port and the store throw on purpose. Holds no secret, ever. */
export class KmsError extends Error {
  readonly code: ErrorCode;
  /** Input field the refusal is about (wire name), where there is one. */
  readonly field: string | undefined;

  /**
   * @param code row of `ERRORS`
   * @param options.message a sentence more exact than the table's; must not repeat input bytes of a secret field
   * @param options.cause kept for the log, never sent
   */
  constructor(code: ErrorCode, options: { message?: string; field?: string; cause?: unknown } = {}) {
    super(options.message ?? ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KmsError";
    this.code = code;
    this.field = options.field;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get wire(): string {
    return ERRORS[this.code].wire;
  }
}

/** The same error, or "internal" with the original as its cause. */
export function toKmsError(error: unknown): KmsError {
  return error instanceof KmsError ? error : new KmsError("internal", { cause: error });
}
