/** How far each reader of the trail in order has come. Invariant: a cursor moves forward only, from where its reader saw it. */
import type { RunSql } from "../database/run-sql";

/** Locks the cursor for the transaction, so that a reader who no longer leads waits for the one who does. @returns null where it has not begun */
export async function lockCursor(run: RunSql, name: string): Promise<bigint | null> {
  const [row] = await run<{ after: string }>("select after_id::text as after from trace_cursor where name = $1 for update", [name]);
  return row === undefined ? null : BigInt(row.after);
}

/** Begins after a number, where the reader has not begun. */
export async function beginCursor(run: RunSql, name: string, afterId: bigint): Promise<void> {
  await run("insert into trace_cursor (name, after_id, updated_at) values ($1, $2::int8, now()) on conflict (name) do nothing", [
    name,
    String(afterId),
  ]);
}

/** @returns false where it no longer stands at `from`: then it stays where it is */
export async function moveCursor(run: RunSql, name: string, from: bigint, to: bigint): Promise<boolean> {
  const moved = await run(
    "update trace_cursor set after_id = $3::int8, updated_at = now() where name = $1 and after_id = $2::int8 and $3::int8 >= $2::int8 returning name",
    [name, String(from), String(to)],
  );
  return moved.length > 0;
}
