import { shareOf } from "#lib/console/browser/chart/bars";

/** Something that happens to a key at a known moment. */
export type LaneEvent = {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly href?: string;
};

/** One mark in a lane, of one event or of several that are too near each other to have a name each. */
export type LaneMark = {
  readonly events: readonly LaneEvent[];
  /** 0 to 1 of the lane's width. */
  readonly place: number;
  /** As many characters of the name as there is room for beside the mark. */
  readonly room: number;
};

/** The narrowest that lanes are drawn, in pixels: below, there is a list instead (overview.css). */
export const LANE_PX = 900;
/** The last label needs room too: time ends before the lane does. */
export const LANE_SHARE = 0.86;
/** Mark, gap and "3 keys 10–12 Dec". */
const LEAST_PX = 124;
const MARK_PX = 26;
/** " 29 Nov" */
const DATE_PX = 50;
/** Of text at 12 px, on the wide side: capitals and digits are wider than small letters. */
const LETTER_PX = 6.3;

/**
 * Marks of a lane that do not lie on each other, whatever there is: events nearer than a label is wide share a mark and are counted.
 * Reckoned for the narrowest lane, so that server and browser draw the same, and wider ones only have more space.
 */
export function marksOf(events: readonly LaneEvent[], from: number, to: number): readonly LaneMark[] {
  const groups: { events: LaneEvent[]; place: number }[] = [];
  for (const event of events.toSorted((one, other) => one.at - other.at)) {
    const place = shareOf(event.at, from, to) * LANE_SHARE;
    const last = groups.at(-1);
    if (last && (place - last.place) * LANE_PX < LEAST_PX) last.events.push(event);
    else groups.push({ events: [event], place });
  }
  return groups.map((group, at) => {
    const end = groups[at + 1]?.place ?? 1;
    return { ...group, room: Math.max(4, Math.floor(((end - group.place) * LANE_PX - MARK_PX - DATE_PX) / LETTER_PX)) };
  });
}

/** A name with its middle cut out, so that it has at most so many characters and keeps its end. */
export function cutName(name: string, room: number): string {
  const letters = [...name];
  if (letters.length <= room) return name;
  const kept = Math.max(2, room - 1);
  const head = Math.ceil(kept / 2);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (kept - head)).join("")}`;
}
