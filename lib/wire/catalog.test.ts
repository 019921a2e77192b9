import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { InputOf, OperationName, OutputOf } from "#lib/operations/catalog";
import type { DecodedInput, REST_DOORS } from "./catalog";

type Door = typeof REST_DOORS;
/** Replies in which words of closed sets are documented as any text. */
type OfLooseWords = "describeKey" | "listDeletedKeys" | "reEncrypt" | "searchKeys";

/** Operations whose door reads something else than they take. */
type Misread = { [N in OperationName]: DecodedInput<N> extends InputOf<N> ? never : N }[OperationName];
/** Operations whose door spells something else than they give. */
type Misspelled = { [N in OperationName]: z.output<Door[N]["output"]> extends OutputOf<N> ? never : N }[OperationName];

test("every door reads what its operation takes, and spells what it gives: the types say so", () => {
  expectTypeOf<Misread>().toEqualTypeOf<never>();
  expectTypeOf<Exclude<Misspelled, OfLooseWords>>().toEqualTypeOf<never>();
});
