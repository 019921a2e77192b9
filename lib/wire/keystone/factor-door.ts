/**
 * Second factors of users: OS-MFA and login-protect of this API family, and in the same manner recovery codes and passkeys, which the
 * family does not have. Codes come in bodies only, never in an address.
 */
import { z } from "zod";
import { isFactorName, ONE_TIME_CODE_PATTERN, PASSCODE_MAX_CHARACTERS } from "#lib/domain/identity/factor";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isStorable } from "#lib/domain/text";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";
import { held } from "../held";
import { record, renamed, within } from "../record";
import { envelope } from "./envelope";
import { identityId } from "./identity-field";

const factorName = z.string().refine(isFactorName, refused("identityNameInvalid"));
/** A number whose digits begin with a zero loses them on the way, so that only text is right. */
const oneTimeCode = z.string().regex(ONE_TIME_CODE_PATTERN, refused("passcodeWrong"));
const passcode = z.string().min(1).max(PASSCODE_MAX_CHARACTERS).refine(isStorable, refused("passcodeWrong"));
const serialNumber = z.string().max(255).refine(isStorable, refused("identityNotFound"));
const passkeyId = z
  .string()
  .refine((id) => HEX_ID_PATTERN.test(id), refused("identityNotFound"))
  .meta({ pattern: HEX_ID_PATTERN.source });
const webAuthnJson = z.record(z.string(), z.unknown());
const isoTime = z.codec(z.string(), held<Date>(), { decode: (text) => new Date(text), encode: (time) => time.toISOString() });

const device = record({
  serial_number: z.string(),
  user_id: z.string(),
  is_bound: z.boolean().describe("Whether its codes are asked for (extension of this product)"),
});
const passkey = record({
  id: z.string(),
  name: z.string(),
  created_at: isoTime,
  last_used_at: z.nullable(isoTime),
});

/** How the family says it: on by a code of an app, the one way that there is here; off by none. */
const protectionBody = z.object({ user_id: z.string(), enabled: z.boolean(), verification_method: z.enum(["vmfa", "none"]) });
const protection = z.codec(protectionBody, held<{ readonly userId: string; readonly isRequired: boolean }>(), {
  decode: ({ user_id: userId, enabled: isRequired }) => ({ userId, isRequired }),
  encode: ({ userId, isRequired }) => ({
    user_id: userId,
    enabled: isRequired,
    verification_method: isRequired ? ("vmfa" as const) : ("none" as const),
  }),
});
/** Codes by text message and e-mail are not offered; of a switch that is off the method says nothing. */
const protecting = z
  .object({ enabled: z.boolean(), verification_method: optional(z.string()) })
  .refine(({ enabled, verification_method: method }) => !enabled || method === undefined || method === "vmfa", {
    error: "factorMethodUnsupported",
    path: ["verification_method"],
  });

const DEVICES = "/v3.0/OS-MFA/virtual-mfa-devices";
const OF_USER = "/v3.0/OS-MFA/users/:user_id";
const PASSKEYS = `${OF_USER}/passkeys` as const;
const ofUser = record({ user_id: identityId });

export const factorDoor = {
  createVirtualMfa: {
    method: "POST",
    path: DEVICES,
    status: 201,
    input: envelope("virtual_mfa_device", record({ name: factorName, user_id: identityId })),
    output: record(
      { virtual_mfa_device: record({ serial_number: z.string(), base32_string_seed: z.string() }, { base32_string_seed: "seed" }) },
      { virtual_mfa_device: "device" },
    ),
    secretFields: ["base32_string_seed"],
    refusals: ["identityNotFound", "identityNameInvalid", "mfaBound", "serviceSignsOnly"],
    example: { virtual_mfa_device: { name: "phone", user_id: "07609fb9358010e21f7bc003751c7c32" } },
  },
  bindMfa: {
    method: "PUT",
    path: "/v3.0/OS-MFA/mfa-devices/bind",
    alsoAt: `${DEVICES}/bind`,
    status: 204,
    input: record(
      {
        user_id: identityId,
        serial_number: serialNumber,
        authentication_code_first: oneTimeCode,
        authentication_code_second: oneTimeCode,
      },
      { authentication_code_first: "firstCode", authentication_code_second: "secondCode" },
    ),
    output: noContent,
    secretFields: ["authentication_code_first", "authentication_code_second"],
    refusals: ["identityNotFound", "passcodeWrong", "mfaBound", "triesTooMany"],
    example: {
      user_id: "07609fb9358010e21f7bc003751c7c32",
      serial_number: "iam:d78cbac186b744899480f25bd022f468:mfa/phone",
      authentication_code_first: "287082",
      authentication_code_second: "081804",
    },
  },
  confirmMfa: {
    method: "PUT",
    path: `${OF_USER}/virtual-mfa-device`,
    status: 204,
    input: record({ user_id: identityId, authentication_code: oneTimeCode }, { authentication_code: "code" }),
    output: noContent,
    secretFields: ["authentication_code"],
    refusals: ["identityNotFound", "passcodeWrong", "mfaBound", "triesTooMany"],
    example: { authentication_code: "287082" },
  },
  unbindMfa: {
    method: "PUT",
    path: "/v3.0/OS-MFA/mfa-devices/unbind",
    alsoAt: `${DEVICES}/unbind`,
    status: 204,
    input: record(
      { user_id: identityId, serial_number: serialNumber, authentication_code: optional(passcode) },
      { authentication_code: "code" },
    ),
    output: noContent,
    secretFields: ["authentication_code"],
    refusals: ["identityNotFound", "passcodeWrong", "triesTooMany"],
    example: {
      user_id: "07609fb9358010e21f7bc003751c7c32",
      serial_number: "iam:d78cbac186b744899480f25bd022f468:mfa/phone",
      authentication_code: "287082",
    },
  },
  deleteVirtualMfa: {
    method: "DELETE",
    path: DEVICES,
    status: 204,
    input: record({ user_id: identityId, serial_number: serialNumber }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "mfaBound"],
    example: { user_id: "07609fb9358010e21f7bc003751c7c32", serial_number: "iam:d78cbac186b744899480f25bd022f468:mfa/phone" },
  },
  showMfaOfUser: {
    method: "GET",
    path: `${OF_USER}/virtual-mfa-device`,
    input: ofUser,
    output: record({ virtual_mfa_device: device }, { virtual_mfa_device: "device" }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  listMfas: {
    method: "GET",
    path: DEVICES,
    input: record({}),
    output: record({ virtual_mfa_devices: z.array(device) }, { virtual_mfa_devices: "devices" }),
    secretFields: [],
  },
  createRecoveryCodes: {
    method: "POST",
    path: `${OF_USER}/recovery-codes`,
    status: 201,
    input: ofUser,
    output: record({ recovery_codes: z.array(z.string()) }),
    secretFields: ["recovery_codes"],
    refusals: ["identityNotFound"],
    example: {},
  },
  showRecoveryCodes: {
    method: "GET",
    path: `${OF_USER}/recovery-codes`,
    input: ofUser,
    output: record({ left: z.int(), created_at: z.nullable(isoTime) }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  beginPasskey: {
    method: "POST",
    path: `${PASSKEYS}/challenge`,
    status: 201,
    input: ofUser,
    output: record({ options: webAuthnJson }),
    secretFields: [],
    refusals: ["passkeyImpossible", "passkeyQuotaReached"],
    example: {},
  },
  addPasskey: {
    method: "POST",
    path: PASSKEYS,
    status: 201,
    input: envelope("passkey", record({ name: factorName, response: webAuthnJson }), { user_id: identityId }),
    output: record({ passkey }),
    secretFields: [],
    refusals: ["passkeyImpossible", "passkeyRefused", "passkeyQuotaReached", "identityNameInvalid"],
    example: {
      passkey: { name: "laptop", response: { id: "…", rawId: "…", type: "public-key", response: {}, clientExtensionResults: {} } },
    },
  },
  listPasskeys: {
    method: "GET",
    path: PASSKEYS,
    input: ofUser,
    output: record({ passkeys: z.array(passkey), is_possible: z.boolean() }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  renamePasskey: {
    method: "PATCH",
    path: `${PASSKEYS}/:passkey_id`,
    input: envelope("passkey", record({ name: factorName }), { user_id: identityId, passkey_id: passkeyId }),
    output: record({ passkey }),
    secretFields: [],
    refusals: ["identityNotFound", "identityNameInvalid"],
    example: { passkey: { name: "laptop" } },
  },
  removePasskey: {
    method: "DELETE",
    path: `${PASSKEYS}/:passkey_id`,
    status: 204,
    input: record({ user_id: identityId, passkey_id: passkeyId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  beginAssertion: {
    method: "POST",
    path: `${PASSKEYS}/assertion`,
    status: 201,
    input: ofUser,
    output: record({ options: webAuthnJson }),
    secretFields: [],
    refusals: ["passkeyImpossible", "identityNotFound"],
    example: {},
  },
  getSecondFactorRequired: {
    method: "GET",
    path: "/v3.0/OS-USER/users/:user_id/login-protect",
    input: ofUser,
    output: within("login_protect", protection),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  listSecondFactorsRequired: {
    method: "GET",
    path: "/v3.0/OS-USER/login-protects",
    input: record({}),
    output: record({ login_protects: z.array(protection) }, { login_protects: "required" }),
    secretFields: [],
  },
  setSecondFactorRequired: {
    method: "PUT",
    path: "/v3.0/OS-USER/users/:user_id/login-protect",
    input: envelope("login_protect", renamed(protecting, { enabled: "isRequired", verification_method: null }), { user_id: identityId }),
    output: within("login_protect", protection),
    secretFields: [],
    refusals: ["identityNotFound", "factorMethodUnsupported", "serviceSignsOnly"],
    example: { login_protect: { enabled: true, verification_method: "vmfa" } },
  },
} as const satisfies Record<string, DoorRow>;
