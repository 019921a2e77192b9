/**
 * Objects on the wire ⇄ objects of the domain. The members' own codecs turn the values; here only the names change: `key_spec` is
 * `keySpec` inside unless a table of names says otherwise.
 */
import { z } from "zod";
import { held } from "./held";

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;

/** By the wire's name: the domain's, or null for what only the wire has. */
type Names = Readonly<Record<string, string | null>>;

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

/** Names of an object's members on the wire, as its codec reads them. */
export function wireMembers(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodPipe) return wireMembers(schema.in as z.ZodType);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
