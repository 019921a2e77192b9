/**
 * The one error of the product and its closed table: code → HTTP status, wire code, message (api-reference §3).
 * Invariant: whatever is not a `KmsError` is "internal" to the outside, with a request id and nothing else.
 */

type ErrorRow = { readonly status: number; readonly wire: string; readonly message: string };

/** How bytes are spelled: the end of a sentence. */
const STANDARD_BASE64 = "standard base64 (RFC 4648 §4): with + and /, with padding, without line breaks or blanks." as const;

/** Every refusal the product knows. Wire codes are the published ones and are never renumbered. */
export const ERRORS = {
  // The request itself
  requestUrlInvalid: { status: 400, wire: "KMS.0201", message: "The request URL is invalid." },
  bodyNotJson: { status: 400, wire: "KMS.0202", message: "The request body is not valid JSON. Send one JSON object in UTF-8." },
  bodyTooLong: { status: 400, wire: "KMS.0203", message: "The request body is too long." },
  contentTypeNotJson: {
    status: 400,
    wire: "KMS.0202",
    message: "The header Content-Type must say that the body is JSON. Send Content-Type: application/json.",
  },
  requestTooSlow: {
    status: 408,
    wire: "APIGW.0201",
    message: "The request did not arrive in time: headers within 10 seconds, the body within 30.",
  },
  hostUnknown: {
    status: 403,
    wire: "KMS.0307",
    message: "The header Host names no host of this service. Its operator can add names with KMS_API_NAMES.",
  },
  originForeign: {
    status: 403,
    wire: "KMS.0307",
    message: "The header Origin names a foreign site. Only the console may call from a browser.",
  },
  bodyEncoded: {
    status: 400,
    wire: "KMS.0202",
    message: "A compressed request body is not accepted. Send the JSON as it is, without Content-Encoding.",
  },
  parameterMissing: { status: 400, wire: "KMS.0204", message: "A required parameter is missing." },
  keyIdInvalid: {
    status: 400,
    wire: "KMS.0205",
    message: "Invalid key ID. A key ID has 36 characters: lower-case letters, digits and hyphens.",
  },
  sequenceInvalid: { status: 400, wire: "KMS.0206", message: "The sequence must be a UUID of 36 characters." },
  keyListInvalid: { status: 400, wire: "KMS.0308", message: "key_ids must name from 1 to 1,000 keys, each once." },
  keyNotFound: { status: 404, wire: "KMS.0207", message: "The key does not exist in this project." },
  keyDestroyed: {
    status: 404,
    wire: "KMS.0207",
    message: "The key was deleted. What was encrypted with it cannot be decrypted any more.",
  },
  encryptionContextInvalid: {
    status: 400,
    wire: "KMS.0208",
    message: "The encryption context must be an object of string pairs of at most 8,192 characters.",
  },
  methodNotAllowed: { status: 405, wire: "KMS.0215", message: "The request method is not supported for this operation." },
  operationUnknown: { status: 404, wire: "APIGW.0101", message: "The API does not exist or has not been published." },
  keysInMakingTooMany: {
    status: 429,
    wire: "APIGW.0308",
    message: "Too many of your requests wait for a key pair already. Try again when some of them are answered.",
  },
  listsTooMany: {
    status: 429,
    wire: "APIGW.0308",
    message: "Too many of your lists and searches wait already. Try again when some of them are answered.",
  },
  clientGone: { status: 408, wire: "KMS.0104", message: "The client went away before the answer was ready." },
  requestTooMany: { status: 429, wire: "APIGW.0308", message: "The request rate limit is reached. Try again after a pause." },
  parameterInvalid: { status: 400, wire: "KMS.0308", message: "A parameter is invalid." },

  // Users, groups, projects and access keys (Keystone's statuses; codes of our own, since clients read the status)
  identityNotFound: { status: 404, wire: "IAM.0004", message: "The user, group, project, role or access key could not be found." },
  identityTaken: { status: 409, wire: "IAM.0009", message: "The name is already in use in this account." },
  identityQuotaReached: { status: 400, wire: "IAM.0010", message: "A user may have two access keys at most. Delete one first." },
  identityNameInvalid: {
    status: 400,
    wire: "IAM.0012",
    message: "A name must have 1 to 64 characters, no control characters, and no blank at either end.",
  },
  passwordInvalid: {
    status: 400,
    wire: "IAM.0013",
    message: "A password must have 8 to 128 characters, no control characters, and must not contain the user's name.",
  },
  projectNameInvalid: {
    status: 400,
    wire: "IAM.0014",
    message:
      "A project is called like the region, or the region, an underscore and letters, digits, underscores or hyphens; 64 characters at most.",
  },
  roleNeedsAccount: {
    status: 400,
    wire: "IAM.0015",
    message: "The Security Administrator administers the account as a whole: assign this role under /v3/domains.",
  },
  identityProtected: { status: 403, wire: "IAM.0011", message: "You cannot delete or disable yourself." },

  // The caller
  tokenNotFound: { status: 404, wire: "IAM.0004", message: "The token could not be found." },
  notSignedIn: { status: 401, wire: "APIGW.0301", message: "The request you have made requires authentication." },
  signatureElsewhere: {
    status: 401,
    wire: "APIGW.0301",
    message: "The scope of the signature names another region or service. Sign for this region and for kms, or leave both empty.",
  },
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

  // Imported material
  importUnwrapFailed: {
    status: 400,
    wire: "KMS.0311",
    message:
      "The key material could not be unwrapped. Wrap it under the wrapping key that came with this import token, with the wrapping algorithm chosen then; a private key by AES key wrap with padding under the temporary key.",
  },
  encryptedMaterialInvalid: {
    status: 400,
    wire: "KMS.0308",
    message: `encrypted_key_material must be the 256 bytes that the wrapping key gave, in ${STANDARD_BASE64}`,
  },
  importTokenExpired: {
    status: 400,
    wire: "KMS.2601",
    message: "The import token has expired. Get a new wrapping key and import token, and wrap the key material again.",
  },
  materialExpiryInvalid: { status: 400, wire: "KMS.2602", message: "expiration_time must be a time in the future, in epoch seconds." },
  importTokenOfAnotherKey: { status: 400, wire: "KMS.2603", message: "The import token belongs to another key." },
  materialLengthInvalid: { status: 400, wire: "KMS.2604", message: "The key material must have 32 bytes (256 bits)." },
  materialWeak: {
    status: 400,
    wire: "KMS.2604",
    message: "The key material is weak: all its bytes are zero. Import 32 random bytes.",
  },
  importTokenInvalid: {
    status: 400,
    wire: "KMS.2605",
    message: "The import token is invalid. Use the one that came with the wrapping key, unchanged, in the base64 in which it came.",
  },
  materialDiffers: {
    status: 400,
    wire: "KMS.2606",
    message: "This is not the key material that the key had before. A key takes only its first key material again.",
  },
  privateKeyMissing: {
    status: 400,
    wire: "KMS.2608",
    message: "encrypted_privatekey is missing. An RSA or EC key needs its private key, wrapped under the temporary key.",
  },
  privateKeyInvalid: {
    status: 400,
    wire: "KMS.2609",
    message: "The private key must be PKCS #8 in DER, not encrypted, of this key's algorithm.",
  },
  encryptedPrivateKeyInvalid: {
    status: 400,
    wire: "KMS.2609",
    message: `encrypted_privatekey must be the private key under the temporary key, in ${STANDARD_BASE64}`,
  },
  temporaryKeyInvalid: { status: 400, wire: "KMS.2610", message: "The temporary key material must be an AES key of 32 or 16 bytes." },
  pairMaterialNotDeletable: {
    status: 400,
    wire: "KMS.2702",
    message: "The key material of an RSA or EC key cannot be deleted apart from the key. Delete the key.",
  },

  // Rotation
  externalKeyNotRotatable: {
    status: 400,
    wire: "KMS.0312",
    message: "A key with imported key material cannot be rotated. Replace the key instead.",
  },
  keyPairNotRotatable: { status: 400, wire: "KMS.0324", message: "An RSA or EC key cannot be rotated. Replace the key instead." },
  hmacKeyNotRotatable: { status: 400, wire: "KMS.0341", message: "An HMAC key cannot be rotated. Replace the key instead." },
  rotationNotEnabled: { status: 400, wire: "KMS.0313", message: "Rotation is not enabled for this key." },
  rotationNotDisabled: { status: 400, wire: "KMS.2901", message: "Rotation is enabled for this key already." },
  rotationIntervalInvalid: { status: 400, wire: "KMS.3001", message: "rotation_interval must be a whole number of days from 30 to 365." },
  aliasMoveTooEarly: {
    status: 400,
    wire: "KMS.0308",
    message: "An alias cannot be moved to a key that still waits for its key material. Move it after the import.",
  },

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

  keyNotSymmetric: { status: 400, wire: "KMS.0325", message: "This operation needs a symmetric key." },
  keyNotAsymmetric: { status: 400, wire: "KMS.0331", message: "This operation needs an RSA or EC key; this key is symmetric." },
  symmetricKeyNotHmac: { status: 400, wire: "KMS.0331", message: "This operation needs an HMAC key; this key is an AES key." },
  keyPairNotHmac: { status: 400, wire: "KMS.0325", message: "This operation needs an HMAC key; this key is an RSA or EC key." },
  hmacKeyUnsupported: { status: 400, wire: "KMS.0341", message: "An HMAC key can only make and check message authentication codes." },
  usageNotSign: { status: 400, wire: "KMS.0334", message: "The usage of the key is ENCRYPT_DECRYPT: it cannot sign or verify." },
  usageNotEncrypt: { status: 400, wire: "KMS.0335", message: "The usage of the key is SIGN_VERIFY: it cannot encrypt or decrypt." },
  ecKeyCannotEncrypt: { status: 400, wire: "KMS.1114", message: "EC keys cannot encrypt or decrypt." },

  // Grants
  grantOperationsInvalid: {
    status: 400,
    wire: "KMS.0308",
    message: "operations must name at least one of the operations that can be granted.",
  },
  createGrantAlone: { status: 400, wire: "KMS.2401", message: "create-grant cannot be the only operation of a grant." },
  principalInvalid: { status: 400, wire: "KMS.2402", message: "A principal is the ID of a user or an account: 32 hexadecimal digits." },
  grantQuotaReached: { status: 400, wire: "KMS.2404", message: "The number of grants on this key has reached its limit." },
  grantShareReached: {
    status: 400,
    wire: "KMS.2404",
    message:
      "The number of grants that grantees may create on this key has reached its limit. The key's own project can still create some.",
  },
  grantIdInvalid: { status: 400, wire: "KMS.2501", message: "The grant does not exist. A grant ID has 64 hexadecimal characters." },
  grantOfAnotherKey: { status: 400, wire: "KMS.2502", message: "The grant belongs to another key." },

  // Tags
  tagListEmpty: { status: 400, wire: "KMS.0401", message: "The list of tags is empty." },
  matchValueInvalid: { status: 400, wire: "KMS.0402", message: "The value of a match must have 1 to 255 characters." },
  matchValueNotText: {
    status: 400,
    wire: "KMS.0402",
    message: "The value of a match must be text. Put a number or a truth value in quotation marks.",
  },
  matchKeyInvalid: { status: 400, wire: "KMS.0403", message: "The key of a match must be resource_name." },
  actionInvalid: { status: 400, wire: "KMS.0404", message: "The action is invalid." },
  tagValueInvalid: {
    status: 400,
    wire: "KMS.0405",
    message: "A tag value must not contain control characters or any of * < > \\ =",
  },
  tagValueNotText: {
    status: 400,
    wire: "KMS.0405",
    message: "A tag value must be text. Put a number or a truth value in quotation marks.",
  },
  tagValuesNotList: { status: 400, wire: "KMS.0405", message: "The values of a tag must be a list of texts, in square brackets." },
  tagKeyNotText: {
    status: 400,
    wire: "KMS.0406",
    message: "A tag key must be text. Put a number or a truth value in quotation marks.",
  },
  tagKeyInvalid: {
    status: 400,
    wire: "KMS.0406",
    message: "A tag key must not contain control characters or any of * < > \\ =",
  },
  tagListTooLong: { status: 400, wire: "KMS.0407", message: "The list of tags is too long." },
  tagValuesTooMany: { status: 400, wire: "KMS.0407", message: "A search may name 100 values of tags in all at most." },
  tagQuotaReached: { status: 400, wire: "KMS.0409", message: "The number of tags of this key has reached its limit." },
  tagValueLength: { status: 400, wire: "KMS.0410", message: "A tag value may have at most 43 characters." },
  tagKeyLength: { status: 400, wire: "KMS.0411", message: "A tag key must have 1 to 36 characters." },
  tagListInvalid: { status: 400, wire: "KMS.0412", message: "The list of tags is invalid." },
  tagsInvalid: { status: 400, wire: "KMS.0414", message: "The tags are invalid." },
  matchesInvalid: { status: 400, wire: "KMS.0415", message: "The matches are invalid." },
  matchesTooMany: { status: 400, wire: "KMS.0415", message: "A search may name 100 values of tags and matches in all at most." },
  tagNotFound: { status: 404, wire: "KMS.0416", message: "The key has no such tag." },
  offsetInvalid: { status: 400, wire: "KMS.0417", message: "offset must be a whole number of at least 0." },

  // Alias objects
  aliasObjectInvalid: {
    status: 400,
    wire: "KMS.1101",
    message: "An alias is alias/ and 1 to 255 characters: letters, digits, underscores (_), hyphens (-), colons (:) and slashes (/).",
  },
  aliasObjectTaken: { status: 400, wire: "KMS.1104", message: "The alias is already used in this account and region." },
  aliasObjectNotFound: { status: 404, wire: "KMS.0207", message: "The alias does not exist." },
  aliasQuotaReached: { status: 400, wire: "KMS.1105", message: "A key may have 50 aliases at most." },

  // Lists
  tagMarkerInvalid: {
    status: 400,
    wire: "KMS.1602",
    message: "This marker is not one of this list. Take it from next_marker of the page before, or leave it away for the first page.",
  },
  limitInvalid: { status: 400, wire: "KMS.1601", message: "limit must be a positive whole number." },
  markerInvalid: { status: 400, wire: "KMS.1602", message: "marker must be a whole number of at least 0." },

  // Cryptographic operations
  plaintextInvalid: { status: 400, wire: "KMS.2101", message: "plain_text must be text of 1 to 4,096 bytes in UTF-8." },
  algorithmNotForSymmetric: {
    status: 400,
    wire: "KMS.2105",
    message: "This encryption algorithm cannot be used with a symmetric key. Use SYMMETRIC_DEFAULT.",
  },
  algorithmNotForRsa: {
    status: 400,
    wire: "KMS.2106",
    message: "This encryption algorithm cannot be used with an RSA key. Use RSAES_OAEP_SHA_256.",
  },
  rsaPlaintextTooLong: { status: 400, wire: "KMS.2108", message: "plain_text is too long for the RSA key." },
  rsaDecryptionFailed: { status: 400, wire: "KMS.0311", message: "The ciphertext could not be decrypted with this RSA key." },
  signingAlgorithmUnsupported: { status: 400, wire: "KMS.0332", message: "The key does not support this signing algorithm." },
  digestLengthInvalid: {
    status: 400,
    wire: "KMS.0329",
    message: "The length of the digest does not fit the hash of the signing algorithm. Send the digest itself, or use message_type RAW.",
  },
  messageInvalid: {
    status: 400,
    wire: "KMS.0308",
    message: `message must be 1 to 4,096 bytes in ${STANDARD_BASE64}`,
  },
  signatureInvalid: {
    status: 400,
    wire: "KMS.0308",
    message: `signature must be 1 to 4,096 bytes in ${STANDARD_BASE64}`,
  },
  macInvalid: {
    status: 400,
    wire: "KMS.0308",
    message: "mac must be 1 to 512 bytes in hexadecimal digits, two for each byte and nothing between them: not in base64.",
  },
  macAlgorithmUnsupported: { status: 400, wire: "KMS.0308", message: "The key does not support this MAC algorithm." },
  randomLengthInvalid: { status: 400, wire: "KMS.1801", message: "random_data_length must be from 8 to 8,192 bits." },
  randomLengthNotBytes: { status: 400, wire: "KMS.1802", message: "random_data_length must be a multiple of 8." },
  dataKeyLengthInvalid: { status: 400, wire: "KMS.1901", message: "datakey_length must be from 8 to 8,192 bits." },
  dataKeySpecInvalid: { status: 400, wire: "KMS.1902", message: "key_spec of a data key must be AES_256 or AES_128." },
  dataKeyPairSpecInvalid: {
    status: 400,
    wire: "KMS.1902",
    message:
      "key_spec of a data key pair must be RSA_2048, RSA_3072 or RSA_4096 (create-rsa-datakey-pair), or ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256K1, EC_P256 or EC_P384 (create-ec-datakey-pair).",
  },
  dataKeyPairSm2: {
    status: 400,
    wire: "KMS.1902",
    message: "SM2 is not offered: PKCS#11 tokens make no keys on its curve. Use ECC_NIST_P256.",
  },
  dataKeyPairCurveMissing: {
    status: 400,
    wire: "KMS.1902",
    message: "The HSM of this installation makes no keys on this curve. Use ECC_NIST_P256, ECC_NIST_P384 or ECC_NIST_P521.",
  },
  recipientUnsupported: {
    status: 400,
    wire: "KMS.0308",
    message:
      "A private key is not encrypted for a recipient or under a wrapping key of yours here: leave this parameter away, and use private_key_cipher_text.",
  },
  dataKeyLengthNotBytes: { status: 400, wire: "KMS.1903", message: "datakey_length must be a multiple of 8." },
  dataKeyPlaintextInvalid: {
    status: 400,
    wire: "KMS.2101",
    message: "plain_text must be the data key and its SHA-256, both in hexadecimal digits.",
  },
  dataKeyPlainLengthInvalid: { status: 400, wire: "KMS.2102", message: "datakey_plain_length must be from 1 to 1,024 bytes." },
  dataKeyDigestMismatch: { status: 400, wire: "KMS.2103", message: "The digest in plain_text is not the SHA-256 of the data key." },
  dataKeyPlainLengthMismatch: {
    status: 400,
    wire: "KMS.2104",
    message: "plain_text must have datakey_plain_length bytes of data key and 32 bytes of digest.",
  },
  dataKeyCipherLengthInvalid: { status: 400, wire: "KMS.2202", message: "datakey_cipher_length must be from 1 to 1,024 bytes." },
  dataKeyCipherLengthMismatch: {
    status: 400,
    wire: "KMS.2204",
    message: "datakey_cipher_length is not the length in bytes of the data key in cipher_text.",
  },
  ciphertextInvalid: {
    status: 400,
    wire: "KMS.2201",
    message: "The ciphertext is invalid, or the key, encryption context or additional authenticated data do not match it.",
  },
  // How a ciphertext is spelled tells nothing of a key, so it is told apart.
  ciphertextNotBase64: {
    status: 400,
    wire: "KMS.2201",
    message: `cipher_text must have 188 to 5,648 characters: the ciphertext in ${STANDARD_BASE64}`,
  },
  ciphertextNotHex: {
    status: 400,
    wire: "KMS.2201",
    message: "cipher_text must be the data key's ciphertext in hexadecimal digits, two for each byte: not in base64.",
  },
  ciphertextNotEncoded: {
    status: 400,
    wire: "KMS.2201",
    message: `cipher_text must have 188 to 5,648 characters: a ciphertext of encrypt-data in ${STANDARD_BASE64} One of a data key: in hexadecimal digits.`,
  },

  // Us
  internal: { status: 500, wire: "KMS.0101", message: "An internal error occurred. Quote the request ID when you report it." },
  materialIntegrity: {
    status: 500,
    wire: "KMS.0102",
    message: "The stored key material failed its integrity check and was not used. Quote the request ID when you report it.",
  },
  overloaded: { status: 503, wire: "KMS.0104", message: "The service has more requests than it can serve now. Try again after a pause." },
  tooLate: {
    status: 503,
    wire: "KMS.0104",
    message: "The request was not finished in time; whether it took effect is unknown. Check, then try again.",
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
