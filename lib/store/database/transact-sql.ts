/** A transaction of plain statements, on a connection of its own. Invariant: one on which not even the rollback works is thrown away. */
import type pg from "pg";
import type { RunSql } from "./run-sql";

type Work<T> = (run: RunSql) => Promise<T>;

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws.
 * @param nameOf under which a statement stays prepared; undefined for one that does not
 * @throws whatever `work` throws
 */
export async function transactSql<T>(
  pool: pg.Pool,
  work: Work<T>,
  nameOf: (text: string) => string | undefined = () => undefined,
): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  // The pool listens only to connections that are idle; one that breaks in use would end the process, and fails its statement anyway.
  const note = (error: Error) => {
    fault = error;
  };
  client.on("error", note);
  try {
    await client.query("begin");
    const result = await work(async <R>(text: string, values: readonly unknown[]) => {
      const name = nameOf(text);
      return (await client.query({ ...(name !== undefined && { name }), text, values: [...values] })).rows as R[];
    });
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((broken: Error) => {
      fault = broken;
    });
    throw error;
  } finally {
    client.off("error", note);
    client.release(fault);
  }
}
