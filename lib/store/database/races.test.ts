/** Transactions that meet on a real PostgreSQL: none of them fails with a fault that is nobody's, and none does half of what it should. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import type { KeyEvent } from "#lib/domain/key-state";
import type { HeldScope } from "#lib/domain/policy/held-policy";
import {
  addAdministrator,
  type Household,
  makeHousehold,
  makeKey,
  openScratchStore,
  type ScratchStore,
} from "../../../e2e/harness/scratch-store";
import { changeAdministration, makeAdministrator } from "../identity/administrators";
import { deleteGroup, insertGroup, removeMember } from "../identity/groups";
import { assignRole, unassignRole } from "../identity/role-assignments";
import { insertSession } from "../identity/sessions";
import { deleteUser, insertUser, updateUser } from "../identity/users";
import { transitionKey, updateKeyText } from "../keys/keys";
import { isDatabaseUnavailable, isTransactionLost } from "./faults";
import type { Transaction } from "./transaction";

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
});
afterAll(() => scratch.stop());

/** Two who wait until both have come. */
function rendezvous(): () => Promise<void> {
  let come = () => {};
  const both = new Promise<void>((resolve) => {
    come = resolve;
  });
  let there = 0;
  return () => {
    there += 1;
    if (there === 2) come();
    return both;
  };
}

const codesOf = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((outcome) => (outcome.status === "fulfilled" ? "done" : ((outcome.reason as KmsError).code ?? String(outcome.reason))));

describe("a transaction that loses against another one runs again, and only what was committed has happened", () => {
  beforeAll(async () => {
    await scratch.sql("create table counter (name text primary key, n integer not null)");
    await scratch.sql("grant select, insert, update on counter to kms");
    await scratch.sql("insert into counter values ('a', 0), ('b', 0)");
  });
  const countUp = "update counter set n = n + 1 where name = $1";
  const counters = async () => (await scratch.sql<{ n: number }>("select n from counter order by name")).map(({ n }) => n);
  type Run = (text: string, values: unknown[]) => Promise<unknown>;
  const ways: [string, (work: (run: Run) => Promise<void>) => Promise<void>][] = [
    ["by Prisma", (work) => scratch.store.transact((tx) => work((text, values) => tx.$executeRawUnsafe(text, ...values)))],
    ["by plain statements", (work) => scratch.store.transactSql((run) => work((text, values) => run(text, values)))],
  ];

  test.each(ways)("a deadlock, %s", async (_way, transact) => {
    const [a, b] = (await counters()) as [number, number];
    const meet = rendezvous();
    let runs = 0;
    const both = (first: string, second: string) => {
      let isFirstRun = true;
      return transact(async (run) => {
        runs += 1;
        await run(countUp, [first]);
        if (isFirstRun) await meet();
        isFirstRun = false;
        await run(countUp, [second]);
      });
    };
    await Promise.all([both("a", "b"), both("b", "a")]);
    expect(await counters()).toEqual([a + 2, b + 2]);
    // One of them at least was the victim.
    expect(runs).toBeGreaterThan(2);
  });

  test.each(ways)("a serialization failure, %s", async (_way, transact) => {
    const [a, b] = (await counters()) as [number, number];
    let runs = 0;
    await transact(async (run) => {
      runs += 1;
      await run("set transaction isolation level repeatable read", []);
      await run("select n from counter where name = $1", ["b"]);
      if (runs === 1) await scratch.sql(countUp, ["a"]);
      await run(countUp, ["a"]);
    });
    expect(runs).toBe(2);
    expect(await counters()).toEqual([a + 2, b]);
  });

  test.each(ways)("one that loses only at its commit, %s", async (_way, transact) => {
    await scratch.sql("create sequence tries");
    await scratch.sql("grant usage on sequence tries to kms");
    await scratch.sql(`create function loses_twice() returns trigger language plpgsql as $$ begin
      if nextval('tries') < 3 then raise exception 'lost' using errcode = '40P01'; end if;
      return null;
    end $$`);
    await scratch.sql(
      "create constraint trigger counter_loses after update on counter deferrable initially deferred for each row execute function loses_twice()",
    );
    try {
      const [a] = (await counters()) as [number, number];
      let runs = 0;
      await transact(async (run) => {
        runs += 1;
        await run(countUp, ["a"]);
      });
      expect(runs).toBe(3);
      expect((await counters())[0]).toBe(a + 1);
    } finally {
      await scratch.sql("drop trigger counter_loses on counter");
      await scratch.sql("drop function loses_twice()");
      await scratch.sql("drop sequence tries");
    }
  });

  test.each(ways)("six times at most; then it counts as a database that is too busy, %s", async (_way, transact) => {
    let runs = 0;
    const outcome = transact(async (run) => {
      runs += 1;
      await run("do $$ begin raise exception 'lost' using errcode = '40001'; end $$", []);
    });
    const error = await outcome.catch((reason: unknown) => reason);
    expect(isTransactionLost(error)).toBe(true);
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(runs).toBe(6);
  });

  test.each(ways)("but not where it failed for another reason, %s", async (_way, transact) => {
    let runs = 0;
    const outcome = transact(async (run) => {
      runs += 1;
      await run("insert into counter values ('a', 0)", []);
    });
    await expect(outcome).rejects.toThrow();
    expect(runs).toBe(1);
  });
});

/** A transaction in which somebody else does something just after the first conditional update of a key has changed nothing. */
function interrupted(tx: Transaction, meanwhile: () => Promise<unknown>): Transaction {
  let isFirst = true;
  const key = new Proxy(tx.key, {
    get(target, name) {
      if (name !== "updateManyAndReturn") return Reflect.get(target, name);
      return async (...parts: Parameters<typeof tx.key.updateManyAndReturn>) => {
        const rows = await target.updateManyAndReturn(...parts);
        if (isFirst && rows.length === 0) await meanwhile();
        isFirst = false;
        return rows;
      };
    },
  });
  return new Proxy(tx, { get: (target, name) => (name === "key" ? key : Reflect.get(target, name)) });
}

describe("a key whose state is changed by others meanwhile", () => {
  const setState = (id: string, state: string) => scratch.sql("update cmk set state = $2 where id = $1", [id, state]);

  test("changes where the table allows it after all, when the first look found otherwise", async () => {
    const of = await makeHousehold(scratch);
    const key = await makeKey(scratch, of);
    await setState(key.id, "disabled");
    const after = await scratch.store.transact((tx) =>
      transitionKey(
        interrupted(tx, () => setState(key.id, "enabled")),
        key,
        "disable",
      ),
    );
    expect(after.state).toBe("disabled");
  });

  test("has the table's refusal for the state that it is in at the last look", async () => {
    const of = await makeHousehold(scratch);
    const key = await makeKey(scratch, of);
    await setState(key.id, "disabled");
    const due = "update cmk set state = 'pendingDeletion', scheduled_deletion_at = now() where id = $1";
    const outcome = scratch.store.transact((tx) =>
      transitionKey(
        interrupted(tx, () => scratch.sql(due, [key.id])),
        key,
        "disable",
      ),
    );
    await expect(outcome).rejects.toMatchObject({ code: "keyPendingDeletion" });
  });

  test("is not there any more where it is gone at the last look", async () => {
    const of = await makeHousehold(scratch);
    const key = await makeKey(scratch, of);
    await setState(key.id, "disabled");
    const outcome = scratch.store.transact((tx) =>
      transitionKey(
        interrupted(tx, () => scratch.sql("delete from cmk where id = $1", [key.id])),
        key,
        "disable",
      ),
    );
    await expect(outcome).rejects.toMatchObject({ code: "keyNotFound" });
  });

  test("never fails with a fault, however many change it back and forth", async () => {
    const of = await makeHousehold(scratch);
    const key = await makeKey(scratch, of);
    const dates = (event: KeyEvent) =>
      event === "scheduleDeletion" ? { scheduledDeletionAt: new Date() } : event === "cancelDeletion" ? { scheduledDeletionAt: null } : {};
    const events: KeyEvent[] = ["disable", "enable", "scheduleDeletion", "cancelDeletion"];
    const change = (event: KeyEvent) => scratch.store.transact((tx) => transitionKey(tx, key, event, dates(event)));
    const describeIt = () => scratch.store.transact((tx) => updateKeyText(tx, key, { description: "changed" }));
    for (let round = 0; round < 20; round += 1) {
      const settled = await Promise.allSettled([...events, ...events].map(change).concat([describeIt() as never]));
      const refusals = ["keyNotDisabled", "keyNotEnabled", "keyPendingDeletion", "keyNotPendingDeletion", "keyAlreadyPendingDeletion"];
      for (const code of codesOf(settled)) expect(["done", ...refusals]).toContain(code);
    }
  });
});

describe("administrators who take each other's right away at once", () => {
  type Removal = (tx: Transaction, of: Household, victim: string) => Promise<unknown>;
  const removals: Record<string, Removal> = {
    "remove from the group": (tx, { accountId, groupId }, victim) => removeMember(tx, accountId, groupId, victim),
    delete: (tx, { accountId }, victim) => deleteUser(tx, accountId, victim),
    disable: (tx, { accountId }, victim) => updateUser(tx, accountId, victim, { isEnabled: false }),
  };
  const administratorsOf = async ({ accountId }: Household) =>
    (
      await scratch.sql<{ id: string }>(
        `select distinct u.id from iam_user u join group_member m on m.user_id = u.id join iam_group g on g.id = m.group_id
           join role_assignment r on r.group_id = g.id
         where u.account_id = $1 and u.enabled and g.account_id = $1 and r.role = 'Security Administrator' and r.project_id is null`,
        [accountId],
      )
    ).map(({ id }) => id);

  const pairs = Object.keys(removals).flatMap((one) => Object.keys(removals).map((other) => [one, other] as const));
  test.each(pairs)("%s and %s: one of them wins, and the other is told that it may not", async (one, other) => {
    const of = await makeHousehold(scratch);
    const [first, second] = [of.userId, await addAdministrator(scratch, of)];
    const meet = rendezvous();
    const remove = (by: string, how: string, victim: string) =>
      scratch.store.transact(async (tx) => {
        // Both have begun before either does anything.
        await tx.$executeRaw`select 1`;
        await meet();
        return changeAdministration(tx, { accountId: of.accountId, userId: by }, () => (removals[how] as Removal)(tx, of, victim));
      });
    const settled = await Promise.allSettled([remove(first, one, second), remove(second, other, first)]);
    expect(codesOf(settled).sort()).toEqual(["done", "notPermitted"]);
    expect(await administratorsOf(of)).toEqual([settled[0]?.status === "fulfilled" ? first : second]);
  });

  test("of many who disable each other in a circle, somebody stays", async () => {
    const of = await makeHousehold(scratch);
    const all = [of.userId];
    while (all.length < 6) all.push(await addAdministrator(scratch, of));
    const settled = await Promise.allSettled(
      all.map((by, at) =>
        scratch.store.transact((tx) =>
          changeAdministration(tx, { accountId: of.accountId, userId: by }, () =>
            updateUser(tx, of.accountId, all[(at + 1) % all.length] as string, { isEnabled: false }),
          ),
        ),
      ),
    );
    expect(new Set(codesOf(settled))).toEqual(new Set(["done", "notPermitted"]));
    expect((await administratorsOf(of)).length).toBeGreaterThan(0);
  });

  test("nobody takes the right from themselves, neither by the group nor by its role", async () => {
    const of = await makeHousehold(scratch);
    await addAdministrator(scratch, of);
    const place = (scope: HeldScope) => ({ accountId: of.accountId, groupId: of.groupId, scope, projectId: null });
    const unassign = async (tx: Transaction) => {
      for (const scope of ["account", "allProjects"] as const) await unassignRole(tx, place(scope), { role: "Security Administrator" });
    };
    for (const [change, says] of [
      [(tx: Transaction) => removeMember(tx, of.accountId, of.groupId, of.userId), "another one can"],
      [async (tx: Transaction) => void (await deleteGroup(tx, of.accountId, of.groupId)), "its last Security Administrator"],
      [unassign, "its last Security Administrator"],
    ] as const) {
      await expect(scratch.store.transact((tx) => changeAdministration(tx, of, () => change(tx)))).rejects.toMatchObject({
        code: "identityProtected",
        message: expect.stringContaining(says),
      });
    }
    expect(await administratorsOf(of)).toHaveLength(2);
  });
});

describe("an operator who makes an administrator while others change who is one", () => {
  test.each([
    ["is disabled", (tx: Transaction, of: Household, victim: string) => updateUser(tx, of.accountId, victim, { isEnabled: false })],
    ["is removed", (tx: Transaction, of: Household, victim: string) => removeMember(tx, of.accountId, of.groupId, victim)],
  ])("comes before or after: whoever %s meanwhile, somebody stays, and nothing fails with a fault", async (_how, remove) => {
    for (let round = 0; round < 5; round += 1) {
      const of = await makeHousehold(scratch);
      const victim = await addAdministrator(scratch, of);
      const meet = rendezvous();
      const begin = async (tx: Transaction) => {
        await tx.$executeRaw`select 1`;
        await meet();
      };
      const settled = await Promise.allSettled([
        scratch.store.transact(async (tx) => {
          await begin(tx);
          return changeAdministration<unknown>(tx, of, () => remove(tx, of, victim));
        }),
        scratch.store.transact(async (tx) => {
          await begin(tx);
          return makeAdministrator(tx, { accountId: of.accountId, userId: victim }, new Date());
        }),
      ]);
      expect(codesOf(settled)).toEqual(["done", "done"]);
      expect(await scratch.store.transact((tx) => changeAdministration(tx, of, async () => "still one"))).toBe("still one");
    }
  });

  test("gives no group whose role is held in a project, where it makes nobody an administrator", async () => {
    const of = await makeHousehold(scratch);
    await scratch.sql("delete from role_assignment where group_id = $1 and scope = 'account'", [of.groupId]);
    await scratch.sql("update role_assignment set scope = 'project', project_id = $2 where group_id = $1", [of.groupId, of.projectId]);
    await scratch.sql("delete from role_assignment where group_id = $1 and role <> 'Security Administrator'", [of.groupId]);
    const made = await scratch.store.transact((tx) => makeAdministrator(tx, of, new Date()));
    expect(made.group?.isNew).toBe(true);
    expect(await scratch.store.transact((tx) => changeAdministration(tx, of, async () => "still one"))).toBe("still one");
  });

  test("makes one group where two operators do it at once", async () => {
    const of = await makeHousehold(scratch);
    const users = [];
    for (let count = 0; count < 4; count += 1) {
      const userId = `${count}`.repeat(4) + of.accountId.slice(4);
      await scratch.sql("insert into iam_user (id, account_id, name, password_hash, created_at) values ($1, $2, $1, '', now())", [
        userId,
        of.accountId,
      ]);
      users.push({ accountId: of.accountId, userId });
    }
    const made = await Promise.all(users.map((user) => scratch.store.transact((tx) => makeAdministrator(tx, user, new Date()))));
    expect(new Set(made.map(({ group }) => group?.id)).size).toBe(1);
    expect(made.filter(({ group }) => group?.isNew)).toHaveLength(1);
  });
});

test("of names that look alike one is given, however many ask at once, also while older users have no skeleton yet", async () => {
  const of = await makeHousehold(scratch);
  const insert = (name: string, at: number) =>
    scratch.store.transact((tx) =>
      insertUser(tx, {
        id: `${at}${of.accountId.slice(1)}`,
        accountId: of.accountId,
        name,
        passwordHash: "",
        isEnabled: true,
        createdAt: new Date(),
      }),
    );
  const settled = await Promise.allSettled(["alice", "аlice", "aІice", "alicе", "ａlice", "alice"].map(insert));
  expect(codesOf(settled).sort()).toEqual(["done", ...Array.from({ length: 5 }, () => "identityTaken")]);
  expect(await scratch.sql("select 1 from iam_user where account_id = $1 and name_skeleton is null", [of.accountId])).toEqual([]);
});

test("a role that is given to a group while somebody deletes it is given to nobody, without a fault", async () => {
  const of = await makeHousehold(scratch);
  for (let round = 0; round < 20; round += 1) {
    const group = { id: String(round).padStart(32, "0"), accountId: of.accountId, name: `group-${round}`, description: "" };
    await scratch.store.transact((tx) => insertGroup(tx, { ...group, createdAt: new Date() }));
    const place = { accountId: of.accountId, groupId: group.id, scope: "allProjects", projectId: null } as const;
    const settled = await Promise.allSettled([
      scratch.store.transact((tx) => assignRole(tx, place, { role: "KMS Viewer" })),
      scratch.store.transact((tx) => deleteGroup(tx, of.accountId, group.id)),
      scratch.store.transact((tx) => assignRole(tx, place, { role: "KMS Administrator" })),
    ]);
    for (const code of codesOf(settled)) expect(["done", "identityNotFound"]).toContain(code);
  }
});

test("a session that is begun while its user is disabled is begun by nobody, whatever showed who it is", async () => {
  for (const [isByIdToken, passwordHash] of [
    [true, null],
    [false, ""],
  ] as const) {
    const { accountId, userId } = await makeHousehold(scratch);
    const now = new Date();
    const times = { createdAt: now, lastUsedAt: now, expiresAt: new Date(now.getTime() + 60_000), idleUntil: null, steppedUpAt: null };
    const session = { id: newHexId(), accountId, userId, source: "api", ip: "::1", agent: "", isMfaPresent: false, ...times } as const;
    const begin = () => scratch.store.transact((tx) => insertSession(tx, { ...session, isByIdToken, federated: null }, passwordHash));
    const [begun] = await scratch.store.transact(async (tx) => {
      await updateUser(tx, accountId, userId, { isEnabled: false, updatedAt: now });
      // It waits for this transaction, which does not wait for it.
      return [Promise.allSettled([begin()])];
    });
    expect(codesOf(await begun)).toEqual(["notSignedIn"]);
    expect(await scratch.sql("select 1 from session where user_id = $1", [userId])).toEqual([]);
  }
});
