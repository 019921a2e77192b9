/**
 * How often a call counts against a rate limit: once for its caller, and where strangers may come once for their address, before all else;
 * and whether it counts as a use of its session.
 */
import { describe, expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { findSystemPolicy, type SystemPolicy } from "#lib/domain/policy/system-policies";
import type { HeldCredential } from "#lib/iam/credential";
import { hashToken, newToken } from "#lib/iam/token";
import { TokenGuesses } from "#lib/iam/token-guesses";
import type { TraceRow } from "#lib/store/traces/traces";
import type { Performer, PerformRequest, Reading } from "./call";
import { perform } from "./perform";

const KMS_ADMINISTRATOR = (findSystemPolicy("KMS Administrator") as SystemPolicy).compiled;
const TOKEN = newToken();
const USER = "b".repeat(32);
const PROJECT = "c".repeat(32);
const ELSEWHERE = "d".repeat(32);
const SESSION = "f".repeat(32);
const CALLER = {
  accountId: "a".repeat(32),
  accountName: "default",
  userId: USER,
  userName: "anna",
  service: null,
  projectId: PROJECT,
  projectName: "eu-de",
  held: [{ policy: KMS_ADMINISTRATOR, scope: "allProjects", groupId: "0".repeat(32) }],
  accessKey: null,
  sessionId: SESSION,
  signedInFrom: "api" as const,
  isMfaPresent: false,
  isSteppedUp: false,
};
const ADDRESS = "address 192.0.2.1";

type Told = { admitted: string[]; refused: TraceRow[]; looked: number; used: string[] };

function performerOf({
  isGuessed = false,
  isProven = true,
  isFull = false,
  isKnown = false,
  isSomebodys = true,
} = {}): Performer & { told: Told } {
  const told: Told = { admitted: [], refused: [], looked: 0, used: [] };
  const known = {
    caller: CALLER,
    accessKey: null,
    key: null,
    material: null,
    shadow: null,
    wasDestroyed: false,
    alterations: [],
    alteredCaller: null,
    grants: [],
  };
  const guess = () => (isGuessed ? { caller: CALLER, key: null, material: null, proof: {} } : null);
  const { accountId, userId, projectId } = CALLER;
  const row = {
    id: "e".repeat(32),
    accountId,
    userId,
    projectId,
    scope: "project",
    parentId: null,
    sessionId: SESSION,
    session: { isMfaPresent: false },
    source: "api",
  };
  const token = { ...row, account: { name: "default" }, user: { name: "anna" }, project: { id: PROJECT, name: "eu-de" } };
  const store = {
    hot: {
      knows: () => isKnown,
      find: async () => {
        told.looked += 1;
        return isSomebodys ? known : { ...known, caller: null };
      },
      guess,
      forget: () => {},
    },
    prisma: { authToken: { findFirst: async () => ({ ...token, issuedAt: new Date(), expiresAt: new Date(Date.now() + 60_000) }) } },
    heldTo: () => store,
    runSql: async () => [],
  };
  return {
    told,
    store,
    hsm: { randomBytes: (length: number) => Buffer.alloc(length, 7) },
    now: () => new Date(),
    traces: { append: async (_row: TraceRow, proof: unknown) => proof === undefined || isProven },
    refusals: {
      countStranger: () => {},
      count: async (row: TraceRow) => {
        told.refused.push(row);
        return false;
      },
    },
    admit: (whom: string) => {
      told.admitted.push(whom);
      if (isFull) throw new KmsError("requestTooMany");
    },
    sessionUses: { note: (id: string) => told.used.push(id) },
    tokenGuesses: new TokenGuesses({ atOnce: 2, perSecond: 0 }),
    identityProvider: {
      accountName: "default",
      prove: async () => {
        told.looked += 1;
        return null;
      },
      explain: () => {},
    },
    onFault: () => {},
    onStep: () => {},
    errorCodeOf: (code: string) => code,
  } as unknown as Performer & { told: Told };
}

const held: HeldCredential = {
  kind: "token",
  hash: hashToken(TOKEN) as Buffer,
  claimedProjectId: null,
  claimedAccountId: null,
};

const SIGNATURE: HeldCredential = {
  kind: "signature",
  accessKey: "A".repeat(20),
  place: { region: "", service: "" },
  isSignedWith: () => false,
  claimedProjectId: null,
  claimedAccountId: null,
};

function requestOf<N extends PerformRequest["operation"]>(
  operation: N,
  input: unknown,
  more: Partial<PerformRequest<N>> = {},
): PerformRequest<N> {
  return {
    operation,
    showCredential: () => held,
    projectId: "",
    readInput: () => ({ about: {}, input }) as Reading<N>,
    origin: { requestId: "r", source: "api", ip: "192.0.2.1", agent: "", isBackground: false },
    isLate: () => false,
    gone: () => new AbortController().signal,
    ...more,
  };
}

test.each([
  ["without a guess", { isGuessed: false }],
  ["on a guess", { isGuessed: true }],
  ["on a guess that is wrong", { isGuessed: true, isProven: false }],
])("a call counts once for its caller, %s", async (_, settings) => {
  const performer = performerOf(settings);
  await perform(performer, requestOf("genRandom", { bits: 256 }, { projectId: PROJECT }));
  expect(performer.told.admitted).toEqual([USER]);
});

test.each(["describeToken", "deleteToken"] as const)("%s counts once for its address, and then once for its caller", async (operation) => {
  const performer = performerOf();
  await expect(perform(performer, requestOf(operation, { subject: null }))).rejects.toMatchObject({ code: "tokenNotFound" });
  expect(performer.told.admitted).toEqual([ADDRESS, USER]);
});

test.each(["createToken", "describeToken", "deleteToken"] as const)(
  "of an address over its limit nothing is read: %s",
  async (operation) => {
    const performer = performerOf({ isFull: true });
    const read = () => {
      throw new Error("read");
    };
    const request = requestOf(operation, {}, { showCredential: read, readInput: read });
    await expect(perform(performer, request)).rejects.toMatchObject({ code: "requestTooMany" });
    expect(performer.told.admitted).toEqual([ADDRESS]);
  },
);

test("a refused exchange counts for its address and its user, and is counted as a refused createToken of that user", async () => {
  const performer = performerOf();
  const scope = { project: { id: ELSEWHERE } };
  const showCredential = () => ({ kind: "signIn", proof: { method: "token", token: TOKEN }, scope }) as const;
  await expect(perform(performer, requestOf("createToken", {}, { showCredential }))).rejects.toMatchObject({ code: "notPermitted" });
  expect(performer.told.admitted).toEqual([ADDRESS, USER]);
  expect(performer.told.refused).toMatchObject([
    {
      traceName: "createToken",
      callerKind: "user",
      callerId: USER,
      projectId: null,
      errorCode: "notPermitted",
      details: { method: "token" },
    },
  ]);
});

test.each(["describeToken", "deleteToken", "describeCatalog"] as const)(
  "a project that a request claims and that is not its token's is refused where the path names none: %s",
  async (operation) => {
    const showCredential = () => ({ ...held, claimedProjectId: ELSEWHERE });
    const request = requestOf(operation, { subject: hashToken(TOKEN) }, { showCredential });
    await expect(perform(performerOf(), request)).rejects.toMatchObject({ code: "notPermitted" });
  },
);

test.each([
  ["without a guess", { isGuessed: false }],
  ["on a guess", { isGuessed: true }],
])("a call uses its session, and one that a page makes by itself does not, %s", async (_, settings) => {
  const performer = performerOf(settings);
  const request = requestOf("genRandom", { bits: 256 }, { projectId: PROJECT });
  await perform(performer, { ...request, origin: { ...request.origin, isBackground: true } });
  expect(performer.told.used).toEqual([]);
  await perform(performer, request);
  expect(performer.told.used).toEqual([SESSION]);
});

test("an exchange uses the session of its token, and one for a page that asks by itself does not", async () => {
  const performer = performerOf();
  const scope = { project: { id: ELSEWHERE } };
  const showCredential = () => ({ kind: "signIn", proof: { method: "token", token: TOKEN }, scope }) as const;
  const request = requestOf("createToken", {}, { showCredential });
  for (const isBackground of [true, false]) {
    await perform(performer, { ...request, origin: { ...request.origin, isBackground } }).catch(() => {});
    expect(performer.told.used).toEqual(isBackground ? [] : [SESSION]);
  }
});

describe("of an address that has shown too many tokens that are nobody's", () => {
  const random = () => requestOf("genRandom", { bits: 256 }, { projectId: PROJECT });
  const exchange = () =>
    requestOf(
      "createToken",
      {},
      { showCredential: () => ({ kind: "signIn", proof: { method: "token", token: TOKEN }, scope: null }) as const },
    );

  const signed = () => requestOf("genRandom", { bits: 256 }, { projectId: PROJECT, showCredential: () => SIGNATURE });

  const byIdToken = () => {
    const proof = { method: "mapped", idToken: "forged", nonce: undefined } as const;
    return requestOf("createToken", {}, { showCredential: () => ({ kind: "signIn", proof, scope: null }) as const });
  };

  test.each([
    ["shown with a call", random],
    ["shown to be exchanged", exchange],
    ["an ID token", byIdToken],
    ["an access key that a request is signed with", signed],
  ])("no more are looked up: %s", async (_, request) => {
    const performer = performerOf({ isSomebodys: false });
    for (let number = 0; number < 2; number += 1)
      await expect(perform(performer, request())).rejects.toMatchObject({ code: "notSignedIn" });
    await expect(perform(performer, request())).rejects.toMatchObject({ code: "requestTooMany" });
    expect(performer.told.looked).toBe(2);
  });

  test("a token that was seen in use is served all the same, and other addresses too", async () => {
    const performer = performerOf({ isSomebodys: false });
    for (let number = 0; number < 2; number += 1) await perform(performer, random()).catch(() => {});
    const { tokenGuesses } = performer;
    await perform({ ...performerOf({ isKnown: true }), tokenGuesses }, random());
    // The look of an exchange finds it; what is to be exchanged is another matter.
    await perform({ ...performerOf({ isKnown: true }), tokenGuesses }, exchange()).catch(({ code }) => expect(code).toBe("notPermitted"));
    const elsewhere = { requestId: "r", source: "api", ip: "192.0.2.2", agent: "", isBackground: false } as const;
    await perform({ ...performerOf(), tokenGuesses }, { ...random(), origin: elsewhere });
    await expect(perform({ ...performerOf(), tokenGuesses }, random())).rejects.toMatchObject({ code: "requestTooMany" });
  });
});
