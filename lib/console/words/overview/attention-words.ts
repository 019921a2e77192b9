/** What needs somebody, in sentences. */
import { JOBS, type JobName } from "#lib/domain/job";
import type { KeyNeedKind } from "#lib/domain/overview/overview";
import { count, noun, plural } from "../plural";
import { relativeTime } from "../relative-time";

/** What a sentence is made from. */
export type Attention = { readonly id: string } & (
  | {
      readonly kind: KeyNeedKind;
      readonly keyId: string;
      readonly alias: string;
      /** Epoch milliseconds, as the wire gives them; "" where it is not known. */
      readonly at: string;
      readonly lastCallAt: string;
      readonly lastCaller: string;
    }
  | { readonly kind: "more"; readonly of: KeyNeedKind; readonly keys: number }
  | { readonly kind: "token" | "database" | "softwareToken" }
  | { readonly kind: "auditLog"; readonly isBroken: boolean; readonly faults: number }
  | { readonly kind: "job"; readonly name: JobName; readonly at: string; readonly failure: string; readonly inARow: number }
  | { readonly kind: "forwarding"; readonly name: string; readonly at: string; readonly failure: string; readonly inARow: number }
  | { readonly kind: "quota"; readonly used: number; readonly quota: number; readonly daysLeft: number | null }
  | { readonly kind: "unused"; readonly keys: number; readonly isExact: boolean }
);

const DAY_MS = 86_400_000;
const at = (milliseconds: string) => new Date(Number(milliseconds));

/** A sentence whose beginning is what it is about. */
export type Said = { readonly about: string; readonly rest: string };

const MORE: Readonly<Record<KeyNeedKind, (keys: number) => string>> = {
  deletion: (keys) => `${noun(keys, "is", "are")} destroyed within 7 days`,
  materialExpiry: (keys) => `${noun(keys, "loses its", "lose their")} imported material within 7 days`,
  rotation: () => "should have been rotated",
  import: (keys) => `${noun(keys, "waits for its", "wait for their")} key material`,
};

/** @param now epoch milliseconds that times are relative to */
export function attentionWords(one: Attention, now: number): Said {
  switch (one.kind) {
    case "deletion": {
      const called = one.lastCallAt
        ? `, and was called ${relativeTime(at(one.lastCallAt), now)}${one.lastCaller ? ` by ${one.lastCaller}` : ""}`
        : "";
      return { about: one.alias, rest: ` is destroyed ${relativeTime(at(one.at), now, true)}${called}` };
    }
    case "materialExpiry":
      return { about: one.alias, rest: ` loses its imported material ${relativeTime(at(one.at), now, true)}` };
    case "rotation":
      return { about: one.alias, rest: ` should have been rotated ${relativeTime(at(one.at), now)}` };
    case "import":
      return {
        about: one.alias,
        rest: one.at
          ? ` has waited for its key material for ${plural(Math.max(1, Math.floor((now - Number(one.at)) / DAY_MS)), "day")}`
          : " waits for its key material",
      };
    case "more":
      return { about: `${count(one.keys)} more ${noun(one.keys, "key")}`, rest: ` ${MORE[one.of](one.keys)}` };
    case "token":
      return { about: "The HSM token", rest: " does not answer: no key can be used" };
    case "database":
      return { about: "The database", rest: " does not answer" };
    case "auditLog":
      return {
        about: "The audit log",
        rest: one.isBroken
          ? " is not what was sealed: nothing more is sealed until that is cleared up"
          : ` has ${plural(one.faults, "entry", "entries")} that somebody else has changed`,
      };
    case "job":
      return {
        about: JOBS[one.name].label,
        rest:
          one.inARow > 0
            ? ` failed ${one.inARow === 1 ? "the last time" : `${count(one.inARow)} times in a row`}${one.failure ? `: ${one.failure}` : ""}`
            : " has not run when it should have",
      };
    case "forwarding":
      return { about: `Forwarding of traces to the ${one.name}`, rest: ` fails${one.failure ? `: ${one.failure}` : ""}` };
    case "quota":
      return { about: `${count(one.used)} of ${plural(one.quota, "key")}`, rest: ` are used${paceWords(one.daysLeft)}` };
    case "unused":
      return { about: `${one.isExact ? "" : "At least "}${plural(one.keys, "key")}`, rest: " without use for 90 days" };
    case "softwareToken":
      return { about: "Software token", rest: ": for trying, not for keys that matter" };
  }
}

function paceWords(days: number | null): string {
  if (days === null) return "";
  if (days === 0) return "; the quota is full";
  const time = days < 14 ? plural(days, "day") : days < 90 ? plural(Math.round(days / 7), "week") : null;
  return time === null ? "" : `; at this pace the quota is full in ${time}`;
}
