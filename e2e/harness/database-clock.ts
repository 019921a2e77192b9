/**
 * The database's clock, moved by hand: a function of PostgreSQL's own name in a schema that the database of the test looks into first.
 * It holds for connections that are made afterwards.
 */
import { connect } from "./database";

export type DatabaseClock = {
  /** Stands still at this time. */
  set(time: Date): Promise<void>;
  /** Goes on from now, so many days ahead. */
  shift(days: number): Promise<void>;
  close(): Promise<void>;
};

export async function takeDatabaseClock(dataDir: string): Promise<DatabaseClock> {
  const client = await connect(dataDir);
  for (const statement of [
    "create schema if not exists test_clock",
    "create table if not exists test_clock.hand (at timestamptz, ahead interval not null)",
    "insert into test_clock.hand (at, ahead) select null, '0' where not exists (select 1 from test_clock.hand)",
    `create or replace function test_clock.clock_timestamp() returns timestamptz language sql volatile as
      'select coalesce(at, pg_catalog.clock_timestamp()) + ahead from test_clock.hand'`,
    "grant usage on schema test_clock to kms",
    "grant select on test_clock.hand to kms",
    "alter database kms set search_path = test_clock, pg_catalog, public",
  ]) {
    await client.query(statement);
  }
  return {
    set: async (time) => void (await client.query("update test_clock.hand set at = $1, ahead = '0'", [time])),
    shift: async (days) => void (await client.query("update test_clock.hand set at = null, ahead = $1", [`${days} days`])),
    close: () => client.end(),
  };
}
