/**
 * The one error of the product and its closed table: code → kind and message. How a protocol spells a code is its door's matter.
 * Invariant: whatever is not a `KmsError` is "internal" to the outside, with a request id and nothing else.
 */

/** What a caller can do about it: `fault` and `unavailable` are ours, all others the caller's. */
export type ErrorKind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "notFound"
  | "unsupported"
  | "tooSlow"
  | "taken"
  | "tooMany"
  | "fault"
  | "unavailable";

type ErrorRow = { readonly kind: ErrorKind; readonly message: string };

/** How bytes are spelled: the end of a sentence. */
const STANDARD_BASE64 = "standard base64 (RFC 4648 §4): with + and /, with padding, without line breaks or blanks." as const;

/** Every refusal the product knows. */
export const ERRORS = {
  // The request itself
  requestUrlInvalid: { kind: "invalid", message: "The request URL is invalid." },
  bodyNotJson: { kind: "invalid", message: "The request body is not valid JSON. Send one JSON object in UTF-8." },
  bodyTooLong: { kind: "invalid", message: "The request body is too long." },
  contentTypeNotJson: {
    kind: "invalid",
    message: "The header Content-Type must say that the body is JSON. Send Content-Type: application/json.",
  },
  requestTooSlow: {
    kind: "tooSlow",
    message: "The request did not arrive in time: headers within 10 seconds, the body within 30.",
  },
  hostUnknown: {
    kind: "forbidden",
    message: "The header Host names no host of this service. Its operator can add names with KMS_API_NAMES.",
  },
  originForeign: {
    kind: "forbidden",
    message: "The header Origin names a foreign site. Only the console may call from a browser.",
  },
  bodyEncoded: {
    kind: "invalid",
    message: "A compressed request body is not accepted. Send the JSON as it is, without Content-Encoding.",
  },
  parameterMissing: { kind: "invalid", message: "A required parameter is missing." },
  keyIdInvalid: {
    kind: "invalid",
    message: "Invalid key ID. A key ID has 36 characters: lower-case letters, digits and hyphens.",
  },
  sequenceInvalid: { kind: "invalid", message: "The sequence must be a UUID of 36 characters." },
  keyListInvalid: { kind: "invalid", message: "key_ids must name from 1 to 1,000 keys, each once." },
  keyNotFound: { kind: "notFound", message: "The key does not exist in this project." },
  keyDestroyed: {
    kind: "notFound",
    message: "The key was deleted. What was encrypted with it cannot be decrypted any more.",
  },
  encryptionContextInvalid: {
    kind: "invalid",
    message: "The encryption context must be an object of string pairs of at most 8,192 characters.",
  },
  methodNotAllowed: { kind: "unsupported", message: "The request method is not supported for this operation." },
  operationUnknown: { kind: "notFound", message: "The API does not exist or has not been published." },
  keysInMakingTooMany: {
    kind: "tooMany",
    message: "Too many of your requests wait for a key pair already. Try again when some of them are answered.",
  },
  exportsTooMany: {
    kind: "tooMany",
    message: "Three exports of this account are under way already. Try again when one of them has ended.",
  },
  traceNotFound: { kind: "notFound", message: "There is no such trace among those that you may see." },
  traceNotSealed: {
    kind: "unavailable",
    message: "This is not sealed in the audit log yet, which takes about a second. Try again after a pause.",
  },
  logNotAsSealed: {
    kind: "fault",
    message:
      "The trace, or the audit log, is not what was sealed, so nothing of it can be vouched for. Quote the request ID when you report it.",
  },
  sinceBeyondLog: {
    kind: "invalid",
    message:
      "since must be the size of a checkpoint: a whole number, no larger than the log is now. A log that has become smaller was rolled back.",
  },
  traceMarkerInvalid: { kind: "invalid", message: "The marker is not one of this list. Start from the first page." },
  traceTimesInvalid: {
    kind: "invalid",
    message: "from and to must be whole numbers of milliseconds since 1970, and from must be before to.",
  },
  listsTooMany: {
    kind: "tooMany",
    message: "Too many of your lists and searches wait already. Try again when some of them are answered.",
  },
  clientGone: { kind: "tooSlow", message: "The client went away before the answer was ready." },
  requestTooMany: { kind: "tooMany", message: "The request rate limit is reached. Try again after a pause." },
  parameterInvalid: { kind: "invalid", message: "A parameter is invalid." },

  // Users, groups, projects and access keys
  identityNotFound: { kind: "notFound", message: "The user, group, project, role or access key could not be found." },
  identityTaken: { kind: "taken", message: "The name is already in use in this account." },
  // Clients know it by this word.
  identityQuotaReached: {
    kind: "invalid",
    message: "akSkNumExceed: the user has as many access keys as a user may have. Delete one first.",
  },
  identityNameInvalid: {
    kind: "invalid",
    message: "A name must have 1 to 64 characters, no control, invisible or direction-changing characters, and no blank at either end.",
  },
  emailInvalid: { kind: "invalid", message: "An e-mail address has 255 characters at most, one @, and no blanks." },
  phoneInvalid: {
    kind: "invalid",
    message: "A phone number has 32 digits at most, and comes together with its country code, of 8 digits at most.",
  },
  accessModeInvalid: { kind: "invalid", message: "access_mode must be default, programmatic or console." },
  passwordInvalid: {
    kind: "invalid",
    message:
      "A password must have 8 to 128 characters, no control characters, must not be the user's name, forwards or backwards, and must not be one that many people use.",
  },
  passwordUnchanged: { kind: "invalid", message: "The new password is the current one. Choose another one." },
  passwordWrong: { kind: "invalid", message: "The current password is wrong. Type the password that you sign in with now." },
  triesTooMany: { kind: "tooMany", message: "There were too many wrong tries. Wait a quarter of an hour at most, then try again." },
  projectNameInvalid: {
    kind: "invalid",
    message:
      "A project is called like the region, or the region, an underscore and letters, digits, underscores or hyphens; 64 characters at most.",
  },
  roleNeedsAccount: {
    kind: "invalid",
    message: "The Security Administrator administers the account as a whole: assign this role under /v3/domains.",
  },
  policyInvalid: { kind: "invalid", message: "This is not a policy. See its language in the documents of the API." },
  policyQuotaReached: { kind: "invalid", message: "An account may have 200 policies at most. Delete one first." },
  savedQueryInvalid: {
    kind: "invalid",
    message:
      "A saved filter has a name of 1 to 64 characters, and a query of up to 2,000 that holds filters of the audit traces and nothing else.",
  },
  savedQueryQuotaReached: { kind: "invalid", message: "A user may keep 50 filters at most. Delete one first." },
  sessionNotFound: { kind: "notFound", message: "The session could not be found. It may have ended already." },
  serviceInvalid: {
    kind: "invalid",
    message: "service is obs, evs or ims, and absent for a person. It is said when a user is created, and never changed.",
  },
  serviceSignsOnly: {
    kind: "invalid",
    message: "A cloud service signs its requests with access keys: it has no password and no second factor, and is in no group.",
  },
  identityProtected: { kind: "forbidden", message: "You cannot delete or disable yourself." },

  userNeeded: {
    kind: "forbidden",
    message:
      "You have no user here: the identity provider has told who you are and in which groups. What belongs to a user of one's own, such as a password, access keys and second factors, is not for you; ask an administrator for a user.",
  },

  // Second factors
  secondFactorAtProvider: {
    kind: "forbidden",
    message:
      "A second factor is required of this user. Sign in at the identity provider with a second factor, or here with password and second factor.",
  },
  passcodeWrong: {
    kind: "invalid",
    message: "The one-time code is wrong, or was used already. Enter the one that the authenticator shows now.",
  },
  mfaBound: { kind: "taken", message: "A virtual MFA device is bound to the user. Unbind it first." },
  passkeyRefused: { kind: "invalid", message: "The passkey was not accepted. Begin again, at the console's own address." },
  passkeyImpossible: {
    kind: "invalid",
    message:
      "Browsers refuse passkeys at an IP address, and without TLS. KMS_CONSOLE_URL must name localhost, or a host name with https, and the console be opened there.",
  },
  passkeyQuotaReached: { kind: "invalid", message: "A user may have ten passkeys at most. Remove one first." },
  factorMethodUnsupported: {
    kind: "invalid",
    message: "Codes by text message and e-mail are not offered: verification_method must be vmfa.",
  },
  secondFactorUnset: {
    kind: "forbidden",
    message: "An administrator requires a second factor of you. Set up one-time codes or a passkey in the console before anything else.",
  },

  // The caller
  projectDisabled: {
    kind: "forbidden",
    message: "The project is disabled. Nobody can work in it until an administrator enables it again.",
  },
  secondFactorNeeded: {
    kind: "unauthenticated",
    message: "The password is right. Sign in with a second factor too: a one-time code, a recovery code or a passkey.",
  },
  tokenNotFound: { kind: "notFound", message: "The token could not be found." },
  notSignedIn: { kind: "unauthenticated", message: "The request you have made requires authentication." },
  signatureElsewhere: {
    kind: "unauthenticated",
    message: "The scope of the signature names another region or service. Sign for this region and for kms, or leave both empty.",
  },
  stepUpNeeded: {
    kind: "forbidden",
    message: "Show once more who you are: by password, one-time code or passkey. That is good for five minutes of this session.",
  },
  notPermitted: { kind: "forbidden", message: "You do not have permission to perform this operation." },

  // The key and its state
  keyDisabled: { kind: "invalid", message: "The key is disabled. Enable it first." },
  keyPendingDeletion: { kind: "invalid", message: "The key is pending deletion. Cancel the deletion first." },
  // Guide Tables 2-11 and 3-2, and the constraints of §2.4 to §2.8.
  defaultKeyProtected: {
    kind: "invalid",
    message:
      "This is not allowed on default master keys, which KMS creates for cloud services: they cannot be disabled, deleted, rotated, tagged, renamed, described anew or granted, and take no aliases and no key material.",
  },
  keyNotDisabled: { kind: "invalid", message: "The key is not disabled." },
  keyNotEnabled: { kind: "invalid", message: "The key is not enabled." },
  keyAlreadyPendingDeletion: { kind: "invalid", message: "The key is already pending deletion." },
  keyNotPendingDeletion: { kind: "invalid", message: "The key is not pending deletion." },
  keyNotExternal: { kind: "invalid", message: "This operation needs a key with imported key material." },
  keyNotPendingImport: { kind: "invalid", message: "The key is not pending import." },
  materialNotDeletable: { kind: "invalid", message: "Key material can be deleted only from an enabled or disabled key." },

  // Imported material
  importUnwrapFailed: {
    kind: "invalid",
    message:
      "The key material could not be unwrapped. Wrap it under the wrapping key that came with this import token, with the wrapping algorithm chosen then; a private key by AES key wrap with padding under the temporary key.",
  },
  encryptedMaterialInvalid: {
    kind: "invalid",
    message: `encrypted_key_material must be the 256 bytes that the wrapping key gave, in ${STANDARD_BASE64}`,
  },
  importTokenExpired: {
    kind: "invalid",
    message: "The import token has expired. Get a new wrapping key and import token, and wrap the key material again.",
  },
  materialExpiryInvalid: { kind: "invalid", message: "expiration_time must be a time in the future, in epoch seconds." },
  importTokenOfAnotherKey: { kind: "invalid", message: "The import token belongs to another key." },
  materialLengthInvalid: { kind: "invalid", message: "The key material must have 32 bytes (256 bits)." },
  materialWeak: {
    kind: "invalid",
    message: "The key material is weak: all its bytes are zero. Import 32 random bytes.",
  },
  importTokenInvalid: {
    kind: "invalid",
    message: "The import token is invalid. Use the one that came with the wrapping key, unchanged, in the base64 in which it came.",
  },
  materialDiffers: {
    kind: "invalid",
    message: "This is not the key material that the key had before. A key takes only its first key material again.",
  },
  privateKeyMissing: {
    kind: "invalid",
    message: "encrypted_privatekey is missing. An RSA or EC key needs its private key, wrapped under the temporary key.",
  },
  privateKeyInvalid: {
    kind: "invalid",
    message: "The private key must be PKCS #8 in DER, not encrypted, of this key's algorithm.",
  },
  encryptedPrivateKeyInvalid: {
    kind: "invalid",
    message: `encrypted_privatekey must be the private key under the temporary key, in ${STANDARD_BASE64}`,
  },
  temporaryKeyInvalid: { kind: "invalid", message: "The temporary key material must be an AES key of 32 or 16 bytes." },
  pairMaterialNotDeletable: {
    kind: "invalid",
    message: "The key material of an RSA or EC key cannot be deleted apart from the key. Delete the key.",
  },

  // Rotation
  externalKeyNotRotatable: {
    kind: "invalid",
    message: "A key with imported key material cannot be rotated. Replace the key instead.",
  },
  keyPairNotRotatable: { kind: "invalid", message: "An RSA or EC key cannot be rotated. Replace the key instead." },
  hmacKeyNotRotatable: { kind: "invalid", message: "An HMAC key cannot be rotated. Replace the key instead." },
  rotationNotEnabled: { kind: "invalid", message: "Rotation is not enabled for this key." },
  rotationNotDisabled: { kind: "invalid", message: "Rotation is enabled for this key already." },
  rotationIntervalInvalid: { kind: "invalid", message: "rotation_interval must be a whole number of days from 30 to 365." },
  aliasMoveTooEarly: {
    kind: "invalid",
    message: "An alias cannot be moved to a key that still waits for its key material. Move it after the import.",
  },

  // Key attributes
  aliasInvalid: {
    kind: "invalid",
    message:
      "The alias must have 1 to 255 characters: letters, digits, underscores (_), hyphens (-), colons (:) and slashes (/), and must not end in /default.",
  },
  descriptionInvalid: { kind: "invalid", message: "The description must be text of at most 255 characters." },
  aliasTaken: { kind: "invalid", message: "The alias is already used by another key in this project." },
  keyQuotaReached: { kind: "invalid", message: "The key quota of this project is reached." },
  keySpecInvalid: { kind: "invalid", message: "The key algorithm is not supported." },
  keystoreUnsupported: { kind: "invalid", message: "Custom keystores are not supported. Use keystore_id 0." },
  pendingDaysInvalid: { kind: "invalid", message: "pending_days must be a whole number from 7 to 1096." },

  keyNotSymmetric: { kind: "invalid", message: "This operation needs a symmetric key." },
  keyNotAsymmetric: { kind: "invalid", message: "This operation needs an RSA or EC key; this key is symmetric." },
  symmetricKeyNotHmac: { kind: "invalid", message: "This operation needs an HMAC key; this key is an AES key." },
  keyPairNotHmac: { kind: "invalid", message: "This operation needs an HMAC key; this key is an RSA or EC key." },
  hmacKeyUnsupported: { kind: "invalid", message: "An HMAC key can only make and check message authentication codes." },
  usageNotSign: { kind: "invalid", message: "The usage of the key is ENCRYPT_DECRYPT: it cannot sign or verify." },
  usageNotEncrypt: { kind: "invalid", message: "The usage of the key is SIGN_VERIFY: it cannot encrypt or decrypt." },
  ecKeyCannotEncrypt: { kind: "invalid", message: "EC keys cannot encrypt or decrypt." },

  // Grants
  grantOperationsInvalid: {
    kind: "invalid",
    message: "operations must name at least one of the operations that can be granted.",
  },
  createGrantAlone: { kind: "invalid", message: "create-grant cannot be the only operation of a grant." },
  principalInvalid: { kind: "invalid", message: "A principal is the ID of a user or an account: 32 hexadecimal digits." },
  grantQuotaReached: { kind: "invalid", message: "The number of grants on this key has reached its limit." },
  grantShareReached: {
    kind: "invalid",
    message:
      "The number of grants that grantees may create on this key has reached its limit. The key's own project can still create some.",
  },
  grantIdInvalid: { kind: "invalid", message: "The grant does not exist. A grant ID has 64 hexadecimal characters." },
  grantOfAnotherKey: { kind: "invalid", message: "The grant belongs to another key." },

  // Tags
  tagListEmpty: { kind: "invalid", message: "The list of tags is empty." },
  matchValueInvalid: { kind: "invalid", message: "The value of a match must have 1 to 255 characters." },
  matchValueNotText: {
    kind: "invalid",
    message: "The value of a match must be text. Put a number or a truth value in quotation marks.",
  },
  matchKeyInvalid: { kind: "invalid", message: "The key of a match must be resource_name." },
  actionInvalid: { kind: "invalid", message: "The action is invalid." },
  tagValueInvalid: {
    kind: "invalid",
    message: "A tag value must not contain control characters or any of * < > \\ =",
  },
  tagValueNotText: {
    kind: "invalid",
    message: "A tag value must be text. Put a number or a truth value in quotation marks.",
  },
  tagValuesNotList: { kind: "invalid", message: "The values of a tag must be a list of texts, in square brackets." },
  tagKeyNotText: {
    kind: "invalid",
    message: "A tag key must be text. Put a number or a truth value in quotation marks.",
  },
  tagKeyInvalid: {
    kind: "invalid",
    message: "A tag key must not contain control characters or any of * < > \\ =",
  },
  tagListTooLong: { kind: "invalid", message: "The list of tags is too long." },
  tagValuesTooMany: { kind: "invalid", message: "A search may name 100 values of tags in all at most." },
  tagQuotaReached: { kind: "invalid", message: "The number of tags of this key has reached its limit." },
  tagValueLength: { kind: "invalid", message: "A tag value may have at most 43 characters." },
  tagKeyLength: { kind: "invalid", message: "A tag key must have 1 to 36 characters." },
  tagListInvalid: { kind: "invalid", message: "The list of tags is invalid." },
  tagsInvalid: { kind: "invalid", message: "The tags are invalid." },
  matchesInvalid: { kind: "invalid", message: "The matches are invalid." },
  matchesTooMany: { kind: "invalid", message: "A search may name 100 values of tags and matches in all at most." },
  tagNotFound: { kind: "notFound", message: "The key has no such tag." },
  offsetInvalid: { kind: "invalid", message: "offset must be a whole number of at least 0." },

  // Alias objects
  aliasObjectReserved: {
    kind: "invalid",
    message: "Aliases that end in /default are those of default master keys, which cloud services have. Choose another one.",
  },
  aliasObjectInvalid: {
    kind: "invalid",
    message: "An alias is alias/ and 1 to 255 characters: letters, digits, underscores (_), hyphens (-), colons (:) and slashes (/).",
  },
  aliasObjectTaken: { kind: "invalid", message: "The alias is already used in this account and region." },
  aliasObjectNotFound: { kind: "notFound", message: "The alias does not exist." },
  aliasQuotaReached: { kind: "invalid", message: "A key may have 50 aliases at most." },

  // Lists
  tagMarkerInvalid: {
    kind: "invalid",
    message: "This marker is not one of this list. Take it from next_marker of the page before, or leave it away for the first page.",
  },
  limitInvalid: { kind: "invalid", message: "limit must be a positive whole number." },
  markerInvalid: { kind: "invalid", message: "marker must be a whole number of at least 0." },

  // Cryptographic operations
  plaintextInvalid: { kind: "invalid", message: "plain_text must be text of 1 to 4,096 bytes in UTF-8." },
  plaintextNotBase64: { kind: "invalid", message: `plain_text_base64 must be 1 to 4,096 bytes in ${STANDARD_BASE64}` },
  plaintextTwice: { kind: "invalid", message: "Give the plaintext once: as plain_text, or its bytes as plain_text_base64." },
  algorithmNotForSymmetric: {
    kind: "invalid",
    message: "This encryption algorithm cannot be used with a symmetric key. Use SYMMETRIC_DEFAULT.",
  },
  algorithmNotForRsa: {
    kind: "invalid",
    message: "This encryption algorithm cannot be used with an RSA key. Use RSAES_OAEP_SHA_256.",
  },
  rsaPlaintextTooLong: { kind: "invalid", message: "plain_text is too long for the RSA key." },
  rsaDecryptionFailed: { kind: "invalid", message: "The ciphertext could not be decrypted with this RSA key." },
  signingAlgorithmUnsupported: { kind: "invalid", message: "The key does not support this signing algorithm." },
  digestLengthInvalid: {
    kind: "invalid",
    message: "The length of the digest does not fit the hash of the signing algorithm. Send the digest itself, or use message_type RAW.",
  },
  messageInvalid: {
    kind: "invalid",
    message: `message must be 1 to 4,096 bytes in ${STANDARD_BASE64}`,
  },
  signatureInvalid: {
    kind: "invalid",
    message: `signature must be 1 to 4,096 bytes in ${STANDARD_BASE64}`,
  },
  macInvalid: {
    kind: "invalid",
    message: "mac must be 1 to 512 bytes in hexadecimal digits, two for each byte and nothing between them: not in base64.",
  },
  macAlgorithmUnsupported: { kind: "invalid", message: "The key does not support this MAC algorithm." },
  randomLengthInvalid: { kind: "invalid", message: "random_data_length must be from 8 to 8,192 bits." },
  randomLengthNotBytes: { kind: "invalid", message: "random_data_length must be a multiple of 8." },
  dataKeyLengthInvalid: { kind: "invalid", message: "datakey_length must be from 8 to 8,192 bits." },
  dataKeySpecInvalid: { kind: "invalid", message: "key_spec of a data key must be AES_256 or AES_128." },
  dataKeyPairSpecInvalid: {
    kind: "invalid",
    message:
      "key_spec of a data key pair must be RSA_2048, RSA_3072 or RSA_4096 (create-rsa-datakey-pair), or ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256K1, EC_P256 or EC_P384 (create-ec-datakey-pair).",
  },
  dataKeyPairSm2: {
    kind: "invalid",
    message: "SM2 is not offered: PKCS#11 tokens make no keys on its curve. Use ECC_NIST_P256.",
  },
  dataKeyPairCurveMissing: {
    kind: "invalid",
    message: "The HSM of this installation makes no keys on this curve. Use ECC_NIST_P256, ECC_NIST_P384 or ECC_NIST_P521.",
  },
  recipientUnsupported: {
    kind: "invalid",
    message:
      "A private key is not encrypted for a recipient or under a wrapping key of yours here: leave this parameter away, and use private_key_cipher_text.",
  },
  dataKeyLengthNotBytes: { kind: "invalid", message: "datakey_length must be a multiple of 8." },
  dataKeyPlaintextInvalid: {
    kind: "invalid",
    message: "plain_text must be the data key and its SHA-256, both in hexadecimal digits.",
  },
  dataKeyPlainLengthInvalid: { kind: "invalid", message: "datakey_plain_length must be from 1 to 1,024 bytes." },
  dataKeyDigestMismatch: { kind: "invalid", message: "The digest in plain_text is not the SHA-256 of the data key." },
  dataKeyPlainLengthMismatch: {
    kind: "invalid",
    message: "plain_text must have datakey_plain_length bytes of data key and 32 bytes of digest.",
  },
  dataKeyCipherLengthInvalid: { kind: "invalid", message: "datakey_cipher_length must be from 1 to 1,024 bytes." },
  dataKeyCipherLengthMismatch: {
    kind: "invalid",
    message: "datakey_cipher_length is not the length in bytes of the data key in cipher_text.",
  },
  ciphertextInvalid: {
    kind: "invalid",
    message: "The ciphertext is invalid, or the key, encryption context or additional authenticated data do not match it.",
  },
  // How a ciphertext is spelled tells nothing of a key, so it is told apart.
  ciphertextNotBase64: {
    kind: "invalid",
    message: `cipher_text must have 188 to 5,648 characters: the ciphertext in ${STANDARD_BASE64}`,
  },
  ciphertextNotHex: {
    kind: "invalid",
    message: "cipher_text must be the data key's ciphertext in hexadecimal digits, two for each byte: not in base64.",
  },
  ciphertextNotEncoded: {
    kind: "invalid",
    message: `cipher_text must have 188 to 5,648 characters: a ciphertext of encrypt-data in ${STANDARD_BASE64} One of a data key: in hexadecimal digits.`,
  },

  // Us
  internal: { kind: "fault", message: "An internal error occurred. Quote the request ID when you report it." },
  materialIntegrity: {
    kind: "fault",
    message: "The stored key material failed its integrity check and was not used. Quote the request ID when you report it.",
  },
  overloaded: { kind: "unavailable", message: "The service has more requests than it can serve now. Try again after a pause." },
  tooLate: {
    kind: "unavailable",
    message: "The request was not finished in time; whether it took effect is unknown. Check, then try again.",
  },
  unavailable: { kind: "unavailable", message: "The service is not available at the moment. Try again." },
  databaseOlder: {
    kind: "unavailable",
    message:
      "The database is older than the mark in the token, so nothing is answered. Whoever operates the service must put the newest database back, or accept this one.",
  },
  identityProviderUnavailable: {
    kind: "unavailable",
    message: "The identity provider does not answer at the moment. Try again, or sign in with a password.",
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The only error that use-cases, the HSM port and the store throw on purpose. Holds no secret, ever. */
export class KmsError extends Error {
  readonly code: ErrorCode;
  /** Input field that the refusal is about, where there is one. */
  readonly field: string | undefined;
  /** After how many seconds it may go better; what the door says by the status where there is none. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param code row of `ERRORS`
   * @param options.message a sentence more exact than the table's; must not repeat input bytes of a secret field
   * @param options.cause kept for the log, never sent
   */
  constructor(code: ErrorCode, options: { message?: string; field?: string; retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(options.message ?? ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KmsError";
    this.code = code;
    this.field = options.field;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }

  /** Whether it is ours: an incident, and not a refusal. */
  get isFault(): boolean {
    return this.kind === "fault" || this.kind === "unavailable";
  }
}

/** The same error, or "internal" with the original as its cause. */
export function toKmsError(error: unknown): KmsError {
  return error instanceof KmsError ? error : new KmsError("internal", { cause: error });
}
