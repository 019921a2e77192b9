/**
 * Links as Keystone shows them. Codecs know no host, so they write paths, which `withOrigin` completes last. What is read back from a
 * link is the IDs in its path, whatever host it names.
 */

import { z } from "zod";
import { held } from "../held";
import type { Place } from "../place";

export const links = z.object({ self: z.string() });

const listLinks = z.object({ self: z.string(), next: z.null(), previous: z.null() });

type IdsIn<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? IdsIn<Head> | IdsIn<Tail>
  : Path extends `:${infer Name}`
    ? Name
    : never;

/**
 * A list ⇄ its items beside the IDs of where it was asked for. Lists are whole: there is no other page.
 * @param path with `:name` for each ID, called as the domain calls it
 */
export function listAt<const Path extends string, const Member extends string, Item extends z.ZodType>(
  path: Path,
  member: Member,
  item: Item,
) {
  type Wire = z.ZodObject<{ [M in Member]: z.ZodArray<Item> } & { links: typeof listLinks }>;
  type Inside = { readonly [M in Member]: readonly z.output<Item>[] } & { readonly [Id in IdsIn<Path>]: string };
  const wire = z.object({ [member]: z.array(item), links: listLinks }) as unknown as Wire;
  return z.codec(wire, held<Inside>(), {
    decode: (outside) => {
      const { links: around, ...list } = outside as z.output<z.ZodObject<{ links: typeof listLinks }>>;
      return { ...list, ...idsAt(path, around.self) } as unknown as Inside;
    },
    encode: (inside) => {
      const self = path.replace(/:(\w+)/g, (_, name: string) => String(inside[name as keyof Inside]));
      return { [member]: inside[member], links: { self, next: null, previous: null } } as z.output<Wire>;
    },
  });
}

function idsAt(path: string, link: string): Record<string, string> {
  const names = path.split("/");
  const values = link.split("/").slice(-names.length);
  return Object.fromEntries(names.flatMap((name, index) => (name.startsWith(":") ? [[name.slice(1), values[index] ?? ""]] : [])));
}

/** Makes the paths in all links of a body whole. */
export function withOrigin(body: unknown, place: Place): unknown {
  if (Array.isArray(body)) return body.map((each) => withOrigin(each, place));
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, name === "links" ? wholeLinks(value, place) : withOrigin(value, place)]),
  );
}

function wholeLinks(around: { self?: string }, { apiUrl }: Place): object {
  return around.self === undefined ? around : { ...around, self: apiUrl + around.self };
}
