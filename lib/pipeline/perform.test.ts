import { expect, test, vi } from "vitest";
import type { KmsError } from "#lib/domain/errors";
import { findSystemPolicy, type SystemPolicy } from "#lib/domain/policy/system-policies";
import type { Performer, PerformRequest } from "./call";
import { perform } from "./perform";

const KMS_ADMINISTRATOR = (findSystemPolicy("KMS Administrator") as SystemPolicy).compiled;
const PROJECT = "a".repeat(32);
const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const CALLER = {
  accountId: "b".repeat(32),
  accountName: "default",
  userId: "c".repeat(32),
  userName: "admin",
  service: null,
  projectId: PROJECT,
  projectName: "eu-de",
  held: [{ policy: KMS_ADMINISTRATOR, scope: "allProjects", groupId: "0".repeat(32) }],
  accessKey: null,
  sessionId: null,
  signedInFrom: "api" as const,
  isMfaPresent: false,
  isSteppedUp: false,
};
const EXPIRED = {
  id: KEY_ID,
  accountId: CALLER.accountId,
  projectId: PROJECT,
  alias: "orders",
  spec: "AES_256",
  usage: "ENCRYPT_DECRYPT",
  origin: "external",
  state: "enabled",
  isDefault: false,
  materialExpiresAt: new Date(0),
};

/** A pipeline whose database answers as told, and remembers what it was asked to change. */
function pipeline(caller: typeof CALLER | null, { guess = null as unknown, append = async () => true } = {}) {
  const transact = vi.fn(async () => ({ expired: [] }));
  const hot = {
    knows: () => true,
    guess: () => guess,
    forget: vi.fn(),
    find: async () => ({
      caller,
      accessKey: null,
      key: EXPIRED,
      material: null,
      shadow: null,
      wasDestroyed: false,
      alterations: [],
      alteredCaller: null,
      grants: [],
    }),
  };
  const store = { hot, transact, heldTo: () => store } as unknown as Performer["store"];
  const steps: string[] = [];
  const admit = vi.fn();
  const performer = {
    store,
    hsm: {},
    now: () => new Date(),
    traces: { append },
    refusals: {},
    admit,
    onFault: () => {},
    errorCodeOf: (code: string) => code,
    onStep: (step: string) => steps.push(step),
  } as unknown as Performer;
  const readInput = vi.fn(() => ({ about: {}, input: { key: { keyId: KEY_ID }, plaintext: Buffer.from("secret") } }));
  const request = {
    operation: "encryptData",
    showCredential: () => ({ kind: "token", hash: Buffer.alloc(32), claimedProjectId: null, claimedAccountId: null }),
    projectId: PROJECT,
    readInput,
    origin: { source: "api", requestId: "r", ip: "127.0.0.1", agent: "", isBackground: false },
    isLate: () => false,
    gone: () => new AbortController().signal,
  } as unknown as PerformRequest<"encryptData">;
  return { performer, request, transact, hot, steps, admit, readInput };
}

const refusalOf = (call: Promise<unknown>): Promise<KmsError> =>
  call.then(
    () => Promise.reject(new Error("it went through")),
    (error) => error,
  );

test("expired material is not destroyed for a caller who is no longer one", async () => {
  const revoked = pipeline(null);
  expect((await refusalOf(perform(revoked.performer, revoked.request))).code).toBe("notSignedIn");
  expect(revoked.transact).not.toHaveBeenCalled();
  const proven = pipeline(CALLER);
  await refusalOf(perform(proven.performer, proven.request));
  expect(proven.transact).toHaveBeenCalled();
});

test("nothing of the input of somebody who shows no credential is read", async () => {
  const { performer, request, readInput } = pipeline(CALLER);
  const refusal = await refusalOf(perform(performer, { ...request, showCredential: () => null }));
  expect([refusal.code, readInput.mock.calls.length]).toEqual(["notSignedIn", 0]);
});

test("a guess whose run threw is forgotten, counts once against the caller's limit, and tells nothing", async () => {
  const guess = { caller: { ...CALLER, held: [] }, key: { ...EXPIRED, materialExpiresAt: null }, material: null, proof: { of: "guess" } };
  const { performer, request, hot, admit } = pipeline(CALLER, { guess });
  await refusalOf(perform(performer, request));
  expect(hot.forget).toHaveBeenCalledWith(guess.proof);
  expect(admit).toHaveBeenCalledTimes(1);
});

test("secrets that came with a call are wiped when it has ended, and each step has been timed in its order", async () => {
  const { performer, request, readInput, steps } = pipeline(CALLER);
  await refusalOf(perform(performer, request));
  const reading = readInput.mock.results[0]?.value as { input: { plaintext: Buffer } };
  expect(reading.input.plaintext.every((byte) => byte === 0)).toBe(true);
  expect(steps.slice(0, 5)).toEqual(["identify", "parse", "load", "identify", "load"]);
});
