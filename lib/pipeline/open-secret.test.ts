import { describe, expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import type { TraceRow } from "#lib/store/traces/traces";
import { openSecret } from "./open-secret";

const ORIGIN = { source: "api", ip: "192.0.2.1", requestId: "0".repeat(32) } as RequestOrigin;
const OWNER = { accountId: "a", userId: "u" } as Caller;
const START = Date.parse("2027-03-04T05:06:07Z");

function sealed(access: string) {
  return { access, label: `access-key/${access}`, secret: Buffer.of(1), owner: OWNER };
}

function tools(append: (row: TraceRow) => Promise<unknown>, at = START) {
  const unseal = () => {
    throw new KmsError("materialIntegrity");
  };
  return { hsm: { unseal } as never, now: () => new Date(at), traces: { append }, errorCodeOf: () => "KMS.0102" };
}

describe("an altered secret of an access key", () => {
  test("is an incident of its owner, told once for five minutes however often it is asked for", async () => {
    const rows: TraceRow[] = [];
    const keep = async (row: TraceRow) => rows.push(row);
    const ask = (access: string, at: number) =>
      expect(openSecret(tools(keep, at), sealed(access), ORIGIN)).rejects.toMatchObject({ code: "materialIntegrity" });
    for (let request = 0; request < 50; request += 1) await ask("FLOOD", START + request * 1000);
    await ask("OTHER", START);
    expect(rows.map(({ accessKey, outcome, accountId }) => [accessKey, outcome, accountId])).toEqual([
      ["FLOOD", "incident", "a"],
      ["OTHER", "incident", "a"],
    ]);
    await ask("FLOOD", START + 5 * 60 * 1000);
    expect(rows).toHaveLength(3);
  });

  test("is told by the next request where its trace could not be written", async () => {
    const rows: TraceRow[] = [];
    const away = tools(() => Promise.reject(new Error("the database is away")));
    await expect(openSecret(away, sealed("AWAY"), ORIGIN)).rejects.toThrow("away");
    await expect(
      openSecret(
        tools(async (row) => rows.push(row)),
        sealed("AWAY"),
        ORIGIN,
      ),
    ).rejects.toMatchObject({
      code: "materialIntegrity",
    });
    expect(rows).toHaveLength(1);
  });
});
