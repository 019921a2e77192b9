import type { Hsm } from "#lib/hsm/port";
import type { MakeSeal } from "./books";

/** Seals of books by this token. */
export function sealMaker(hsm: Pick<Hsm, "sealMac">): MakeSeal {
  return (data) => hsm.sealMac("book", data);
}
