/** What is said of a person, as far as one part of it asks for another. */
import { KmsError } from "#lib/domain/errors";
import type { UserProfile } from "#lib/domain/identity/account";
import type { InputOf } from "#lib/operations/catalog";
import type { UserChange } from "#lib/store/identity/users";

type Said = Partial<
  Pick<InputOf<"updateUserProfile">, "email" | "areaCode" | "phone" | "accessMode" | "passwordStatus" | "externalId" | "externalType">
>;
type Kept = Pick<UserProfile, "areaCode" | "phone" | "externalId" | "externalType">;

const NOTHING: Kept = { areaCode: "", phone: "", externalId: "", externalType: "" };

/**
 * @param kept what is known of a user who exists
 * @returns what is to be stored; what was not said is absent
 * @throws KmsError `phoneInvalid`, `parameterInvalid` where one half of a pair would be without the other
 */
export function toProfileChange(said: Said, kept: Kept = NOTHING): UserChange {
  const { email, accessMode, passwordStatus, areaCode, phone, externalId, externalType } = said;
  const after = { ...kept, ...present({ areaCode, phone, externalId, externalType }) };
  if ((after.areaCode === "") !== (after.phone === "")) throw new KmsError("phoneInvalid", { field: "phone" });
  if ((after.externalId === "") !== (after.externalType === "")) {
    throw new KmsError("parameterInvalid", { field: "xuser_id", message: "xuser_id and xuser_type come together, or both are empty." });
  }
  return { ...present({ email: email?.toLowerCase(), accessMode, passwordStatus, areaCode, phone, externalId, externalType }) };
}

/** Without what is undefined. */
export function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
