/** A secret that nobody is going to get is zero when the call has ended: whatever kept the answer from leaving. */
import { expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { findSystemPolicy, type SystemPolicy } from "#lib/domain/policy/system-policies";
import type { Performer, PerformRequest, Reading } from "./call";
import { perform } from "./perform";

const KMS_ADMINISTRATOR = (findSystemPolicy("KMS Administrator") as SystemPolicy).compiled;
const CALLER = {
  accountId: "a".repeat(32),
  accountName: "default",
  userId: "b".repeat(32),
  userName: "anna",
  service: null,
  projectId: "c".repeat(32),
  projectName: "eu-de",
  held: [{ policy: KMS_ADMINISTRATOR, scope: "allProjects", groupId: "0".repeat(32) }],
  accessKey: null,
  sessionId: null,
  signedInFrom: "api" as const,
  isMfaPresent: false,
  isSteppedUp: false,
};
const KNOWN = {
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

const REQUEST: PerformRequest<"genRandom"> = {
  operation: "genRandom",
  showCredential: () => ({ kind: "token", hash: Buffer.alloc(32), claimedProjectId: null, claimedAccountId: null }),
  projectId: CALLER.projectId,
  readInput: () => ({ about: {}, input: { bits: 256 } }) as Reading<"genRandom">,
  origin: { requestId: "r", source: "api", ip: "127.0.0.1", agent: "", isBackground: false },
  isLate: () => false,
  gone: () => new AbortController().signal,
};

type Append = Performer["traces"]["append"];

/** A performer whose token keeps what it gave. */
function performerThatGives(given: Buffer[], { isGuessed, append }: { isGuessed: boolean; append: Append }): Performer {
  const randomBytes = (length: number) => {
    const bytes = Buffer.alloc(length, 7);
    given.push(bytes);
    return bytes;
  };
  const guess = () => (isGuessed ? { caller: CALLER, key: null, material: null, proof: {} } : null);
  const store = { hot: { knows: () => true, find: async () => KNOWN, guess, forget: () => {} }, heldTo: () => store };
  const nothing = () => {};
  const tools = { store, hsm: { randomBytes }, now: () => new Date(), admit: nothing, onFault: nothing, onStep: nothing };
  return { ...tools, traces: { append }, errorCodeOf: (code: string) => code } as unknown as Performer;
}

const WIPED = Buffer.alloc(32);

test("what was made on a guess that turns out wrong is wiped, and what is made after it is given", async () => {
  const given: Buffer[] = [];
  const append: Append = async (_row, proof) => proof === undefined;
  const { randomData } = await perform(performerThatGives(given, { isGuessed: true, append }), REQUEST);
  expect(given).toHaveLength(2);
  expect(given[0]).toEqual(WIPED);
  expect(randomData).toBe(given[1]);
  expect(randomData).not.toEqual(WIPED);
});

test.each([true, false])("an answer that cannot leave, since its trace cannot be written, is wiped (on a guess: %s)", async (isGuessed) => {
  const given: Buffer[] = [];
  const append: Append = () => Promise.reject(new KmsError("unavailable"));
  const performer = performerThatGives(given, { isGuessed, append });
  await expect(perform(performer, REQUEST)).rejects.toMatchObject({ code: "unavailable" });
  expect(given).toEqual([WIPED]);
});
