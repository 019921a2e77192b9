/** Operations on one's own sessions: an extension of this product, spelled like the others of its kind (OS-SESSION). */
import { z } from "zod";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isStorable } from "#lib/domain/text";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";
import { held } from "../held";
import { record, renamed } from "../record";

const sessionId = z
  .string()
  .refine((id) => HEX_ID_PATTERN.test(id), refused("sessionNotFound"))
  .meta({ pattern: HEX_ID_PATTERN.source });
/** ISO 8601 in UTC with milliseconds. */
const isoTime = z.codec(z.string(), held<Date>(), { decode: (text) => new Date(text), encode: (time) => time.toISOString() });

const session = record({
  id: z.string(),
  is_current: z.boolean(),
  source: z.enum(["console", "api"]),
  created_at: isoTime,
  last_used_at: isoTime,
  expires_at: isoTime,
  ip: z.string(),
  network: z.string(),
  agent: z.string(),
  is_mfa_present: z.boolean(),
});

/** Longer than any of them is. */
const PROOF_MAX_CHARACTERS = 1024;
const proof = z.string().min(1).max(PROOF_MAX_CHARACTERS).refine(isStorable);

const shown = z
  .object({ password: optional(proof), passcode: optional(proof), assertion: optional(z.record(z.string(), z.unknown())) })
  .refine((given) => Object.values(given).some((value) => value !== undefined), refused("parameterMissing"))
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length < 2);

const ALL = "/v3.0/OS-SESSION/sessions";

export const sessionDoor = {
  listOwnSessions: {
    method: "GET",
    path: ALL,
    input: record({}),
    output: record({ sessions: z.array(session) }),
    secretFields: [],
  },
  endOwnSession: {
    method: "DELETE",
    path: `${ALL}/:session_id`,
    status: 204,
    input: record({ session_id: sessionId }),
    output: noContent,
    secretFields: [],
    refusals: ["sessionNotFound"],
  },
  endOtherSessions: {
    method: "DELETE",
    path: `${ALL}/others`,
    input: record({}),
    output: record({ ended: z.int() }),
    secretFields: [],
  },
  stepUp: {
    method: "POST",
    path: "/v3.0/OS-SESSION/step-up",
    input: renamed(shown),
    output: record({ until: isoTime }),
    secretFields: ["password", "passcode", "assertion"],
    refusals: ["parameterMissing", "userNeeded", "passwordWrong", "passcodeWrong", "passkeyRefused", "triesTooMany", "requestTooMany"],
    example: { password: "correct horse battery staple" },
  },
} as const satisfies Record<string, DoorRow>;
