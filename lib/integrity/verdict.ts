/** What the mark in the token says about the database. */
import { isBefore, type Mark } from "./mark";

/** The mark as the database has it. */
export type MarkInDatabase = {
  readonly mark: Mark;
  /** Whether the token has authenticated it. */
  readonly isAuthentic: boolean;
  /** The last number that was drawn for a change; a database that says less than its own mark was put together from two. */
  readonly drawn: bigint;
};

/**
 * `fresh`: as new as the token knows, or newer. `unmarked`: neither has a mark yet. `unknownToToken`: only the database has one, as when
 * the token was replaced or put back. All others are a database that is older than the token knows, or was tampered with to look newer.
 */
export type Verdict = "fresh" | "unmarked" | "unknownToToken" | "older" | "missing" | "notAuthentic";

const OLDER: ReadonlySet<Verdict> = new Set<Verdict>(["older", "missing", "notAuthentic"]);

export function isOlder(verdict: Verdict): boolean {
  return OLDER.has(verdict);
}

/**
 * @param inToken read before the database was: what is committed there before the token is told can then never be missed
 * @param inDatabase null where there is no row
 */
export function judge(inToken: Mark | null, inDatabase: MarkInDatabase | null): Verdict {
  // Without a mark in the token nothing is known against the database, whatever its row says.
  if (inToken === null) return inDatabase?.isAuthentic ? "unknownToToken" : "unmarked";
  if (inDatabase === null) return "missing";
  if (!inDatabase.isAuthentic) return "notAuthentic";
  return isBefore(inDatabase.mark, inToken) || inDatabase.drawn < inDatabase.mark.number ? "older" : "fresh";
}
