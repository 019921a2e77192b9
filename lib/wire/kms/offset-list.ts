/** Lists that are read by count: `marker` is a count, and `next_marker` is "" on the last page (design §12). */

import { z } from "zod";
import type { OffsetOutput } from "#lib/operations/offset-list";
import { truthText } from "../codec";
import { optional, wholeNumber } from "../field";
import { held } from "../held";
import { type Names, type Renamed, record } from "../record";

/** Members of the input. */
export const offsetInput = {
  limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
  marker: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
};

/** Count, "" on the last page ⇄ count. */
export const nextMarker = z.codec(z.string(), held<number | null>(), {
  decode: (text) => (text === "" ? null : Number(text)),
  encode: (count) => (count === null ? "" : String(count)),
});

const place = { next_marker: nextMarker, truncated: truthText, total: z.number().int() };

/**
 * The reply, whose last members say where it ends.
 * @param shape the members before them
 * @param names where the domain's name is not the wire's in camel case
 */
export function offsetList<S extends z.core.$ZodLooseShape, const N extends Names = Record<never, never>>(shape: S, names?: N) {
  type Inside = Renamed<z.output<z.ZodObject<S>>, N> & OffsetOutput;
  return z.codec(record({ ...shape, ...place }, names), held<Inside>(), {
    decode: (list) => {
      const { truncated: _truncated, ...inside } = list as Record<string, unknown>;
      return inside as Inside;
    },
    encode: (inside) => ({ ...inside, truncated: inside.nextMarker !== null }) as never,
  });
}
