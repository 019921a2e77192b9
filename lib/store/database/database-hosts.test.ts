import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PostgresHost } from "#lib/base/postgres-url";
import { DatabaseAway } from "./database-away";
import { DatabaseHosts } from "./database-hosts";

const [one, other, third] = ["one", "other", "third"].map((host) => ({ host, port: 5432 })) as [PostgresHost, PostgresHost, PostgresHost];

/** What each host does when it is asked: says its timeline, fails with a code, or hangs. */
function hostsThat(does: Record<string, number | "hangs" | string>) {
  const asked: string[] = [];
  const hosts = new DatabaseHosts([one, other, third], async ({ host }) => {
    asked.push(host);
    const what = does[host] ?? "ECONNREFUSED";
    if (typeof what === "number") return what;
    if (what === "hangs") return new Promise(() => {});
    throw Object.assign(new Error(what), { code: what });
  });
  const moves: string[] = [];
  hosts.onMove = ({ host }) => moves.push(host);
  return { hosts, asked, moves, does };
}

describe("the hosts of a database", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  test("the one that takes writes is found among all, and nobody is asked again for a second", async () => {
    const { hosts, asked, moves } = hostsThat({ one: "ECONNREFUSED", other: 1, third: "25006" });
    expect(await hosts.choose()).toBe(other);
    expect(asked).toEqual(["one", "other", "third"]);
    vi.advanceTimersByTime(999);
    expect(await hosts.choose()).toBe(other);
    expect(asked.length).toBe(3);
    vi.advanceTimersByTime(1);
    expect(await hosts.choose()).toBe(other);
    expect(asked.length).toBe(6);
    hosts.forget();
    expect(await hosts.choose()).toBe(other);
    expect([asked.length, moves]).toEqual([9, []]);
  });

  test("one that hangs is waited for no longer than a moment", async () => {
    const { hosts } = hostsThat({ one: "hangs", third: 1 });
    const choosing = hosts.choose();
    let found: PostgresHost | null = null;
    choosing.then((host) => {
      found = host;
    });
    await vi.advanceTimersByTimeAsync(99);
    expect(found).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(found).toBe(third);
  });

  test("whoever was promoted later is the one, and a move is told; of equals it is the one of before", async () => {
    const { hosts, moves, does } = hostsThat({ one: 1 });
    expect(await hosts.choose()).toBe(one);
    Object.assign(does, { third: 1 });
    hosts.forget();
    expect(await hosts.choose()).toBe(one);
    Object.assign(does, { other: 2, third: "ECONNREFUSED" });
    hosts.forget();
    expect(await hosts.choose()).toBe(other);
    // The one of before has come back and has not noticed.
    hosts.forget();
    expect(await hosts.choose()).toBe(other);
    Object.assign(does, { other: "ECONNREFUSED", third: 3 });
    hosts.forget();
    expect(await hosts.choose()).toBe(third);
    expect(moves).toEqual(["other", "third"]);
  });

  test("whoever asks at the same moment shares one look", async () => {
    const { hosts, asked } = hostsThat({ one: 1 });
    expect(await Promise.all([hosts.choose(), hosts.choose(), hosts.choose()])).toEqual([one, one, one]);
    expect(asked.length).toBe(3);
  });

  test("where none takes writes that is said, and a wrong user or database is told as it is", async () => {
    await expect(hostsThat({}).hosts.choose()).rejects.toThrow(DatabaseAway);
    await expect(hostsThat({ other: "28P01" }).hosts.choose()).rejects.toThrow("28P01");
    await expect(hostsThat({ third: "3D000" }).hosts.choose()).rejects.toThrow("3D000");
    // And the next look begins anew.
    const { hosts, does } = hostsThat({});
    await expect(hosts.choose()).rejects.toThrow("none of the hosts");
    does.third = 1;
    expect(await hosts.choose()).toBe(third);
  });
});
