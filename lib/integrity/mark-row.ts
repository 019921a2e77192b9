/** The mark as a row of the database, and back. Invariant: a row that the token has not made is never taken for one. */
import type { Hsm } from "#lib/hsm/port";
import type { MarkLook, MarkRow } from "#lib/store/installation/integrity-mark";
import { encodeMark, type Mark } from "./mark";
import type { MarkInDatabase } from "./verdict";

export type MarkSeal = Pick<Hsm, "sealMac" | "isSealMac">;

const PURPOSE = "integrity_mark";
/** The row does not say of which format it is. */
const FORMATS = [2, 1] as const;

/** @throws KmsError `unavailable` */
export function toRow(hsm: MarkSeal, mark: Mark): MarkRow {
  return { ...mark, mac: hsm.sealMac(PURPOSE, encodeMark(mark)) };
}

/** @returns null where there is no row @throws KmsError `unavailable` */
export function fromRow(hsm: MarkSeal, { row, drawn }: MarkLook): MarkInDatabase | null {
  if (row === null) return null;
  const { incarnation, number, at, mac } = row;
  const mark = { incarnation, number, at };
  return { mark, isAuthentic: isEncodable(mark) && FORMATS.some((format) => hsm.isSealMac(PURPOSE, encodeMark(mark, format), mac)), drawn };
}

/** The columns hold more than a mark can be. */
function isEncodable({ incarnation, number, at }: Mark): boolean {
  return incarnation >= 0 && number >= 0n && at.getTime() >= 0;
}
