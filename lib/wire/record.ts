/**
 * Objects on the wire ⇄ objects of the domain. The members' own codecs turn the values; here only the names change: `key_spec` is
 * `keySpec` inside unless a table of names says otherwise.
 */
import { z } from "zod";
import { held } from "./held";

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;

/** By the wire's name: the domain's, or null for what only the wire has. */
export type Names = Readonly<Record<string, string | null>>;

type NameOf<Wire extends string, N> = Wire extends keyof N ? N[Wire] : Wire extends "sequence" ? never : CamelCase<Wire>;

export type Renamed<T, N> = { [K in keyof T as NameOf<K & string, N> & string]: T[K] };

/** Sent by clients to find their own request again; nothing inside knows it. */
const WIRE_ONLY: Names = { sequence: null };

/**
 * @param shape members by their wire names
 * @param names where the domain's name is not the wire's in camel case
 * @param constants members of a reply that always say the same; `names` has null for them
 */
export function record<S extends z.core.$ZodLooseShape, const N extends Names = Record<never, never>>(
  shape: S,
  names?: N,
  constants: Readonly<Record<string, unknown>> = {},
) {
  return renamed(z.object(shape), names, constants);
}

/** The same for an object with checks of its own. */
export function renamed<T extends z.ZodObject, const N extends Names = Record<never, never>>(
  wire: T,
  names?: N,
  constants: Readonly<Record<string, unknown>> = {},
) {
  const pairs = Object.keys(wire.shape).flatMap((name) => {
    const inside = { ...WIRE_ONLY, ...names }[name];
    return inside === null ? [] : [[name, inside ?? toCamelCase(name)] as const];
  });
  type Inside = Renamed<z.output<T>, N>;
  return z.codec(wire, held<Inside>(), {
    decode: (outside) => {
      const inside: Record<string, unknown> = {};
      for (const [from, to] of pairs) {
        const value = (outside as Record<string, unknown>)[from];
        if (value !== undefined) inside[to] = value;
      }
      return inside as Inside;
    },
    encode: (inside) => {
      const outside: Record<string, unknown> = { ...constants };
      for (const [to, from] of pairs) {
        const value = (inside as Record<string, unknown>)[from];
        if (value !== undefined) outside[to] = value;
      }
      return outside as z.output<T>;
    },
  });
}

function toCamelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A reply that holds everything in one member ⇄ what is in there. */
export function within<const M extends string, T extends z.ZodType>(member: M, schema: T) {
  const wire = z.object({ [member]: schema } as { [K in M]: T });
  return z.codec(wire, held<z.output<T>>(), {
    decode: (outside) => (outside as Record<string, unknown>)[member] as z.output<T>,
    encode: (inside) => ({ [member]: inside }) as z.output<typeof wire>,
  });
}

/** The wire's side of a schema, where it is an object. */
function wireObject(schema: z.ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodPipe) return wireObject(schema.in as z.ZodType);
  return schema instanceof z.ZodObject ? schema : null;
}

/** Names of an object's members on the wire. */
export function wireMembers(schema: z.ZodType): string[] {
  return Object.keys(wireObject(schema)?.shape ?? {});
}

/** One member of an input by the domain's name, from the raw body; undefined where it is not in the right form. */
export function readMember(schema: z.ZodType, name: string, raw: Readonly<Record<string, unknown>>): unknown {
  const [member, codec] = Object.entries(wireObject(schema)?.shape ?? {}).find(([wire]) => toCamelCase(wire) === name) ?? [];
  if (member === undefined) return undefined;
  const read = z.safeDecode(codec as z.ZodType, raw[member]);
  return read.success ? read.data : undefined;
}
