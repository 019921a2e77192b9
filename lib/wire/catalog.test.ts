import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import type { DecodedInput, REST_DOORS, RestOperationName } from "./catalog";

type Door = typeof REST_DOORS;
type Whole = Date | Uint8Array | number | boolean | null | undefined;
/** Words of closed sets, which replies document as any text, as texts. */
type Worded<T> = T extends string
  ? string
  : T extends Whole
    ? T
    : T extends readonly (infer Each)[]
      ? readonly Worded<Each>[]
      : { [M in keyof T]: Worded<T[M]> };

/** Operations whose door reads something else than they take. */
type Misread = { [N in RestOperationName]: DecodedInput<N> extends InputOf<N> ? never : N }[RestOperationName];
/** Operations whose door spells something else than they give. */
type Misspelled = {
  [N in RestOperationName]: Worded<z.output<Door[N]["output"]>> extends Worded<OutputOf<N>> ? never : N;
}[RestOperationName];

test("every door reads what its operation takes, and spells what it gives: the types say so", () => {
  expectTypeOf<Misread>().toEqualTypeOf<never>();
  expectTypeOf<Misspelled>().toEqualTypeOf<never>();
});
