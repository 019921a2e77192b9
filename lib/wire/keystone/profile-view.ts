/** A user as the family's extension OS-USER shows a person. Where it wants what there is not, the reply says so by its own words. */
import { z } from "zod";
import { ACCESS_MODES, type ListedUser, type UserProfile } from "#lib/domain/identity/account";
import { held } from "../held";
import { shownService } from "./identity-view";
import { links } from "./links";

/** ISO 8601 in UTC with milliseconds. */
const time = z.string();

const profileBody = z.object({
  id: z.string(),
  name: z.string(),
  domain_id: z.string(),
  enabled: z.boolean(),
  email: z.string(),
  areacode: z.string(),
  phone: z.string(),
  description: z.string(),
  access_mode: z.enum(ACCESS_MODES),
  pwd_status: z.boolean(),
  /** Passwords are not graded: what the rules let pass is strong. */
  pwd_strength: z.enum(["Strong", "None"]),
  is_domain_owner: z.literal(false),
  create_time: time,
  update_time: time.nullable(),
  last_login_time: time.nullable(),
  password_expires_at: z.null(),
  xuser_id: z.string(),
  xuser_type: z.string(),
  status: z.null(),
  service: shownService,
  links,
});

type ProfileBody = z.infer<typeof profileBody>;

function toUser(body: ProfileBody): UserProfile {
  return {
    id: body.id,
    accountId: body.domain_id,
    name: body.name,
    isEnabled: body.enabled,
    description: body.description,
    email: body.email,
    areaCode: body.areacode,
    phone: body.phone,
    accessMode: body.access_mode,
    passwordStatus: body.pwd_status,
    hasPassword: body.pwd_strength !== "None",
    externalId: body.xuser_id,
    externalType: body.xuser_type,
    createdAt: new Date(body.create_time),
    updatedAt: toDate(body.update_time),
    lastSignInAt: toDate(body.last_login_time),
    service: body.service ?? null,
  };
}

function toBody(user: UserProfile): ProfileBody {
  return {
    id: user.id,
    name: user.name,
    domain_id: user.accountId,
    enabled: user.isEnabled,
    email: user.email,
    areacode: user.areaCode,
    phone: user.phone,
    description: user.description,
    access_mode: user.accessMode,
    pwd_status: user.passwordStatus,
    pwd_strength: user.hasPassword ? ("Strong" as const) : ("None" as const),
    is_domain_owner: false as const,
    create_time: user.createdAt.toISOString(),
    update_time: user.updatedAt?.toISOString() ?? null,
    last_login_time: user.lastSignInAt?.toISOString() ?? null,
    password_expires_at: null,
    xuser_id: user.externalId,
    xuser_type: user.externalType,
    status: null,
    ...(user.service !== null && { service: user.service }),
    links: { self: `/v3.0/OS-USER/users/${user.id}` },
  };
}

export const profile = z.codec(profileBody, held<UserProfile>(), { decode: toUser, encode: toBody });

const listedBody = profileBody.extend({ second_factor_required: z.boolean(), has_second_factor: z.boolean() });

/** As the list of all has a user: with what a password alone is not enough for. */
export const listedProfile = z.codec(listedBody, held<ListedUser>(), {
  decode: ({ second_factor_required: isSecondFactorRequired, has_second_factor: hasSecondFactor, ...body }) => ({
    ...toUser(body),
    isSecondFactorRequired,
    hasSecondFactor,
  }),
  encode: ({ isSecondFactorRequired, hasSecondFactor, ...user }) => ({
    ...toBody(user),
    second_factor_required: isSecondFactorRequired,
    has_second_factor: hasSecondFactor,
  }),
});

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
