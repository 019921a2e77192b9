/** What two twins answer, said in the same words, and whether one's answer gives nothing that the other's does not. */
import type { Reply } from "../harness/api-client";
import type { World } from "./world";

export type Answer = { readonly status: number; readonly code: string; readonly body: unknown };

/** Refusals that tell nothing and let nobody do anything, those of a machine that is busy too. */
const REFUSALS = [401, 403, 404, 429, 503];
/** Of what was altered, and of whatever cannot be decrypted, for whatever reason. */
const REFUSED = ["KMS.0102", "KMS.2201"];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Members that only tell what happened lately, or count; of none of them anything follows. */
const SHOWN_ONLY: Readonly<Record<string, string>> = {
  request_id: "is another one each time",
  last_used_at: "tells when something was used",
  last_login_time: "tells when somebody signed in",
  last_use_time: "tells when something was used",
};
/** How many there are of something, which gives nobody anything: a list that has less says fewer, and a count of keys is one of its own. */
const COUNTS = /^(?:total|total_num|total_number|current_count|references|existTagsNum|key_count|used|matching)$/;

export function toAnswer(world: World, { status, code, body }: Reply): Answer {
  return { status, code, body: status < 300 ? inSameWords(world, body) : null };
}

/** IDs by what they are called, times roughly, since the twin was made. */
export function inSameWords(world: World, value: unknown, member = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => inSameWords(world, each, member));
  if (value !== null && typeof value === "object") {
    const shown = Object.entries(value).filter(([name]) => SHOWN_ONLY[name] === undefined);
    return Object.fromEntries(shown.map(([name, each]) => [inSameWords(world, name), inSameWords(world, each, name)]));
  }
  if (typeof value === "number" && value > 1e12) return roughly(world, value);
  if (typeof value !== "string") return value;
  const named = value.replace(namesOf(world), (name) => world.labels.get(name) ?? name);
  if (/^1\d{12}$/.test(named)) return roughly(world, Number(named));
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(named)) return roughly(world, Date.parse(named));
  return named.replace(/[0-9a-f]{32,}/g, "<unknown>");
}

/** Whatever has a label, by its tenant; made anew when there are more. */
const names = new WeakMap<World, { readonly count: number; readonly pattern: RegExp }>();

function namesOf(world: World): RegExp {
  const known = names.get(world);
  if (known?.count === world.labels.size) return known.pattern;
  // A longer one first, of which another may be a part.
  const sorted = [...world.labels.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(sorted.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|"), "g");
  names.set(world, { count: world.labels.size, pattern });
  return pattern;
}

/** The twins are made a little after each other, so no unit is one of whose bounds a time may come near in a run of hours. */
function roughly({ madeAt }: World, time: number): string {
  const hours = (time - madeAt.getTime()) / HOUR_MS;
  if (time > Date.now() + MINUTE_MS) return `<day ${Math.round(hours / 24)}>`;
  return hours < -0.5 ? `<hour ${Math.round(hours)}>` : "<since then>";
}

/** What whoever got `given` has got beyond what the honest answer gives, in words; nothing where it is the same, or less. */
export function beyond(honest: Answer, given: Answer): string[] {
  if (REFUSALS.includes(given.status) || REFUSED.includes(given.code)) return [];
  const says = ({ status, code, body }: Answer) => `${status} ${code} ${JSON.stringify(body)}`;
  if (honest.status !== given.status || honest.code !== given.code) return [`${says(given)} instead of ${says(honest)}`];
  return differences(honest.body, given.body, "");
}

export function isAlike(honest: Answer, given: Answer): boolean {
  const isSame = honest.status === given.status && honest.code === given.code;
  return isSame && beyond(honest, given).length === 0 && beyond(given, honest).length === 0;
}

function differences(honest: unknown, given: unknown, place: string): string[] {
  const member = place.slice(place.lastIndexOf(".") + 1);
  const other = `${place}: ${JSON.stringify(given)} instead of ${JSON.stringify(honest)}`;
  if (Array.isArray(honest) && Array.isArray(given)) {
    // Of a policy nothing may be missing: it may be what forbids.
    if (member === "Statement") return JSON.stringify(honest) === JSON.stringify(given) ? [] : [other];
    const left = [...honest];
    return given.flatMap((each) => {
      const at = left.findIndex((one) => differences(one, each, place).length === 0);
      if (at >= 0) left.splice(at, 1);
      return at >= 0 ? [] : [`${place}: ${JSON.stringify(each)} is not in ${JSON.stringify(left)}`];
    });
  }
  if (isRecord(honest) && isRecord(given)) {
    const names = new Set([...Object.keys(honest), ...Object.keys(given)]);
    return [...names].flatMap((name) => differences(honest[name], given[name], `${place}.${name}`));
  }
  if (COUNTS.test(member) && typeof honest === "number" && typeof given === "number") return [];
  return honest === given ? [] : [other];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
