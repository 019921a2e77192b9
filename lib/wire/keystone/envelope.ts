/** Keystone's requests put what is sent under the name of the thing, beside what the path names; inside it is one flat object. */

import { z } from "zod";
import { held } from "../held";
import { type Renamed, record } from "../record";

/**
 * @param member name of the thing
 * @param body codec of what is under it
 * @param path fields of the path, none of which is called like one of the body's
 * @param names of the path's fields, as `record` takes them
 */
export function envelope<
  const Member extends string,
  Body extends z.ZodType<object>,
  Path extends z.core.$ZodLooseShape = Record<never, never>,
  const Names extends Readonly<Record<string, string>> = Record<never, never>,
>(member: Member, body: Body, path?: Path, names?: Names) {
  type Ids = Renamed<z.output<z.ZodObject<Path>>, Names>;
  type Outside = z.input<z.ZodObject<Path & { [M in Member]: Body }>>;
  type Inside = Ids & z.output<Body>;
  const apart = record({ ...path, [member]: body }, { ...names, [member]: member });
  const flat = z.codec(held<Record<string, unknown>>(), held<Record<string, unknown>>(), {
    decode: ({ [member]: inner, ...ids }) => ({ ...ids, ...(inner as object) }),
    // Each of the two takes what it knows.
    encode: (inside) => ({ ...inside, [member]: inside }),
  });
  return apart.pipe(flat as unknown as z.ZodType<object, z.output<typeof apart>>) as unknown as z.ZodType<Inside, Outside>;
}
