/** The port's methods on the mark. Writing it is one of the few moments in which a running worker writes to the token. */
import type { Hsm } from "#lib/hsm/port";
import { findMark, keepMark, MARK_MAX_BYTES, type MarkHolder } from "../long-lived/mark";
import type { Connection, Live } from "../session/connection";
import { persistentModule } from "../session/persist";
import { withWritingSession } from "../session/writing-session";

/** How often a mark is written that another process has written over meanwhile. */
const TRIES = 3;

type MarkMethods = Pick<Hsm, "readMark" | "writeMark">;

/** @param holder what keeps it; null where nothing does */
export function createMarkMethods(connection: Connection, holder: MarkHolder | null): MarkMethods {
  const read = ({ module, pool }: Live) => (holder === null ? null : findMark(persistentModule(module), pool.work, holder));

  return {
    readMark: () => connection.run(read),

    writeMark(mark: Uint8Array): void {
      if (mark.byteLength === 0 || mark.byteLength > MARK_MAX_BYTES) throw new RangeError(`a mark has 1 to ${MARK_MAX_BYTES} bytes`);
      if (holder === null) throw new RangeError("this token keeps no mark");
      connection.run((live) => {
        const isKept = () => Buffer.compare(read(live) ?? Buffer.alloc(0), mark) >= 0;
        for (let tried = 1; !isKept(); tried += 1) {
          if (tried > TRIES) throw new Error("the token does not show a mark that was written to it");
          withWritingSession(live, (session, module) => keepMark(module, session, holder, mark));
        }
      });
    },
  };
}
