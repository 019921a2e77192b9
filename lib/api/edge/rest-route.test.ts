/** What a route does with an answer that its client does not wait for any more. */
import Fastify from "fastify";
import { expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { findSystemPolicy, type SystemPolicy } from "#lib/domain/policy/system-policies";
import { newToken } from "#lib/iam/token";
import type { Performer } from "#lib/pipeline/call";
import type { RequestGate } from "./request-gate";
import { addRestRoute } from "./rest-route";
import { Shares } from "./shares";

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

test("an answer that comes when its client has been told that it took too long is wiped", async () => {
  const secret = Buffer.alloc(32, 7);
  const found = {
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
  const store = { hot: { knows: () => true, find: async () => found, guess: () => null }, heldTo: () => store };
  const nothing = () => {};
  const performer = {
    store,
    hsm: { randomBytes: () => secret },
    now: () => new Date(),
    traces: { append: async () => true },
    admit: nothing,
    onFault: nothing,
    onStep: nothing,
    errorCodeOf: String,
  } as unknown as Performer;
  let work: Promise<unknown> = Promise.resolve();
  const pass = (_passage: unknown, begin: (isLate: () => boolean) => Promise<unknown>) => {
    work = begin(() => false);
    return Promise.reject(new KmsError("tooLate"));
  };
  const app = Fastify();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  const originOf = () => ({ requestId: "r", source: "api", ip: "127.0.0.1", agent: "", isBackground: false }) as const;
  addRestRoute(app, "genRandom", { performer, gate: { pass } as unknown as RequestGate, shares: new Shares(), originOf });
  const reply = await app.inject({
    method: "POST",
    url: `/v1.0/${CALLER.projectId}/kms/gen-random`,
    headers: { "x-auth-token": newToken(), "content-type": "application/json" },
    payload: '{"random_data_length":"256"}',
  });
  expect(reply.statusCode).toBe(500);
  await work;
  expect(secret).toEqual(Buffer.alloc(32));
});
