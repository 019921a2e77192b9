/**
 * How one protocol spells one operation: where it is asked for, what the input and output look like, and how a field is refused.
 * A door authorises nothing and knows no store and no token; what an operation is, `lib/operations` says.
 */
import { z } from "zod";
import type { ErrorCode } from "#lib/domain/errors";
import { held } from "./held";
import type { Place } from "./place";

/** A reply of any length. Its text ends where the output does; one that is cut short is cut with its connection. */
export type ReplyStream = { readonly contentType: string; readonly fileName: string; readonly parts: AsyncIterable<string> };

export type DoorRow = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Path below the host, with `:name` parameters. `:project_id` is the scope of the call; the others are fields of the
   * input, as are the members of the body and of the query.
   */
  readonly path: `/${string}`;
  /** Another path that older clients use for the same. */
  readonly alsoAt?: `/${string}`;
  /** Status of success; 200 unless said otherwise. With 204 there is no output. */
  readonly status?: 200 | 201 | 204;
  /** Wire ⇄ domain; decoded when a request is read. */
  readonly input: z.ZodType;
  /** Wire ⇄ domain; encoded when a reply is written. */
  readonly output: z.ZodType;
  /** What the encoded output still lacks, since codecs know no host. */
  readonly complete?: (body: unknown, place: Place) => unknown;
  /** Where the output is not a body of JSON but comes bit by bit: what it is, and its parts. */
  readonly stream?: { readonly contentTypes: readonly string[]; readonly open: (output: unknown) => ReplyStream };
  /** Refusals of fields that differ from `FIELD_ERRORS` in this operation alone. */
  readonly fieldErrors?: Readonly<Record<string, ErrorCode>>;
  /** Whether a body in which a member stands twice is refused: two readers that take different ones would see different rights. */
  readonly membersOnce?: true;
  /** Fields of input and output, by their wire names, that the documents mark as secret. */
  readonly secretFields: readonly string[];
  /** Refusals to be expected besides those of every call; for the documents. */
  readonly refusals?: readonly ErrorCode[];
  /** Where the documents of this door say it with a field's name; else the operation's own. */
  readonly summary?: string;
  /** A request body that works; for the documents. */
  readonly example?: Readonly<Record<string, unknown>>;
};

/** Whether its requests say everything in path and query. */
export function hasNoBody({ method }: Pick<DoorRow, "method">): boolean {
  return method === "GET" || method === "HEAD";
}

/** Output of an operation that answers 204. */
export const noContent = z.undefined();

/** Output `{}`: an empty body with status 200 breaks clients that decode it (api-reference §0.3). */
export const emptyReply = z.codec(z.object({}), held<void>(), { decode: () => undefined, encode: () => ({}) });
