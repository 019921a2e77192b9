/** What "Try it" is asked with: names that somebody has typed become what the service knows. */

import { parseInstant } from "#lib/domain/policy/instant";
import { parseIpAddress } from "#lib/domain/policy/ip-address";

export type TryDraft = {
  readonly person: string;
  readonly operation: string;
  readonly project: string;
  readonly key: string;
  readonly source: "api" | "console";
  readonly address: string;
  readonly at: string;
  readonly hasSecondFactor: boolean;
};

export const NEW_TRY: TryDraft = {
  person: "",
  operation: "encryptData",
  project: "",
  key: "",
  source: "api",
  address: "",
  at: "",
  hasSecondFactor: false,
};

type Named = { readonly id: string; readonly name: string };
type Key = { readonly id: string; readonly aliases: readonly string[] };

const KEY_ID = /^[0-9a-zA-Z]{8}(?:-[0-9a-zA-Z]{4}){3}-[0-9a-zA-Z]{12}$/;

/** By name, else by ID, which may be written in upper case; null where there is none such. */
export function findPerson(people: readonly Named[], typed: string): Named | null {
  const wanted = typed.trim();
  return people.find(({ name }) => name === wanted) ?? people.find(({ id }) => id === wanted.toLowerCase()) ?? null;
}

/** ID of a key by one of its aliases, or an ID as it stands; null where the project shows none such. */
export function findKeyId(keys: readonly Key[], typed: string): string | null {
  const wanted = typed.trim();
  return keys.find(({ aliases }) => aliases.includes(wanted))?.id ?? (KEY_ID.test(wanted) ? wanted.toLowerCase() : null);
}

export type TryFault = "personMissing" | "personUnknown" | "keyUnknown" | "addressWrong" | "atWrong" | "projectMissing";

/** What is wrong, by field; nothing where it can be asked. */
export function tryFaults(draft: TryDraft, people: readonly Named[], keyId: string | null): Partial<Record<keyof TryDraft, TryFault>> {
  return {
    ...(draft.person.trim() === "" && { person: "personMissing" }),
    ...(draft.person.trim() !== "" && findPerson(people, draft.person) === null && { person: "personUnknown" }),
    ...(draft.project === "" && { project: "projectMissing" }),
    ...(draft.key.trim() !== "" && keyId === null && { key: "keyUnknown" }),
    ...(draft.address.trim() !== "" && parseIpAddress(draft.address.trim()) === null && { address: "addressWrong" }),
    ...(draft.at.trim() !== "" && parseInstant(draft.at.trim()) === null && { at: "atWrong" }),
  } as Partial<Record<keyof TryDraft, TryFault>>;
}
