/** What many callers ask of a tenant, each with an answer that can be held against the twin's. */
import { createPublicKey, verify } from "node:crypto";
import type { Reply } from "../harness/api-client";
import { type Answer, toAnswer } from "./answers";
import { type Caller, MESSAGE, trySignIn, type World } from "./world";

export type Question = {
  readonly name: string;
  /** Whether its answer is another after a change that the product makes meanwhile. */
  readonly changes?: boolean;
  /** Why what it tells is not held against the twin, but only whether it tells anything: nobody is let in by it. */
  readonly shown?: string;
  ask(world: World): Promise<Answer>;
};

const CALLERS = ["admin", "viewer", "limited", "guarded", "nobody", "grantee", "signed", "stranger", "disabled", "removed"];
/** Of whom nobody honest would hear again. */
const GONE = ["leaving", "expired", "idle", "signed by a disabled key"];

function callerOf(world: World, name: string): Caller {
  const caller = world.callers[name];
  if (caller === undefined) throw new Error(`there is no ${name}`);
  return caller;
}

function kms(caller: string, name: string, verb: string, input: (world: World) => object, changes = false): Question {
  return {
    name: `${caller}: ${name}`,
    changes,
    ask: async (world) => toAnswer(world, await callerOf(world, caller).call(verb, input(world))),
  };
}

/** The ciphertext that comes of it is decrypted by whoever may, so that it is seen under which key it is. */
function encrypt(caller: string, key: string): Question {
  return {
    name: `${caller}: encrypt under ${key}`,
    ask: async (world) => {
      const key_id = world.keys[key] ?? key;
      const reply = await callerOf(world, caller).call("encrypt-data", { key_id, plain_text: "fresh" });
      if (reply.status !== 200) return toAnswer(world, reply);
      const { cipher_text, ...said } = reply.body;
      const opened = await world.home.client.call("decrypt-data", { cipher_text });
      // Whoever may decrypt may be refused for a reason of their own; under which key it is was said already.
      const inside = opened.status === 200 ? opened.body : { key_id: said.key_id, plain_text: "fresh", plain_text_base64: "ZnJlc2g=" };
      return toAnswer(world, { ...reply, body: { ...said, ...inside } });
    },
  };
}

function decrypt(caller: string, what: string): Question {
  return kms(caller, `decrypt ${what}`, "decrypt-data", ({ ciphertexts }) => ({ cipher_text: ciphertexts[what] }));
}

function show(caller: string, key: string): Question {
  return kms(caller, `describe ${key}`, "describe-key", ({ keys }) => ({ key_id: keys[key] }), key === "changing");
}

function sign(caller: string): Question {
  return {
    name: `${caller}: sign`,
    ask: async (world) => {
      const input = { key_id: world.keys.signing, ...MESSAGE, signing_algorithm: "ECDSA_SHA_256" };
      const reply = await callerOf(world, caller).call("sign", input);
      if (reply.status !== 200) return toAnswer(world, reply);
      const { signature, ...rest } = reply.body;
      const key = createPublicKey(world.publicKey);
      const isRight = verify("sha256", Buffer.from(MESSAGE.message, "base64"), key, Buffer.from(signature, "base64"));
      return toAnswer(world, { ...reply, body: { ...rest, isRight } });
    },
  };
}

/** What must be the same as when it was made, and is another for the twin. */
function same(caller: string, verb: string, member: string, input: (world: World) => object, expected: (world: World) => string): Question {
  return {
    name: `${caller}: ${verb}`,
    ask: async (world) => {
      const reply = await callerOf(world, caller).call(verb, input(world));
      if (reply.status !== 200) return toAnswer(world, reply);
      return toAnswer(world, { ...reply, body: { ...reply.body, [member]: reply.body[member] === expected(world) } });
    },
  };
}

/** @param what is asked for, in words · @param place its path, with what is sent there */
function rest(caller: string, what: string, place: (world: World) => readonly [path: string, body?: object]): Question {
  return {
    name: `${caller}: ${what}`,
    changes: true,
    ask: async (world) => {
      const [path, body] = place(world);
      const asked = callerOf(world, caller);
      return toAnswer(world, await (body === undefined ? asked.send("GET", path) : asked.send("POST", path, JSON.stringify(body))));
    },
  };
}

function signInAs(name: string, passwordOf: string): Question {
  // What the answer says of roles is only said; every call with the token looks at what its holder has.
  const given = (reply: Reply) => ({ ...reply, body: reply.status === 201 ? { token: { ...reply.body.token, roles: null } } : null });
  return {
    name: `sign-in of ${name} with the password of ${passwordOf}`,
    changes: true,
    ask: async (world) => toAnswer(world, given(await trySignIn(world, name, world.people[passwordOf]?.password ?? ""))),
  };
}

const everybody = (question: (caller: string) => Question) => CALLERS.map(question);
const MESSAGE_MAC = { message: MESSAGE.message, mac_algorithm: "HMAC_SHA_256" };

const COMPARED: readonly Question[] = [
  ...everybody((caller) => encrypt(caller, "main")),
  ...everybody((caller) => decrypt(caller, "main")),
  ...everybody((caller) => show(caller, "main")),
  ...["limited", "guarded", "stranger", "grantee"].flatMap((caller) => [encrypt(caller, "second"), show(caller, "second")]),
  ...["admin", "limited"].flatMap((caller) =>
    ["alias/app", "alias/second", "alias/moved", "resting", "due", "turned"].map((key) => encrypt(caller, key)),
  ),
  ...["second", "resting", "due", "turned", "turned anew"].map((what) => decrypt("admin", what)),
  ...["grantee", "viewer"].flatMap((caller) => [encrypt(caller, "turned"), decrypt(caller, "turned"), decrypt(caller, "turned anew")]),
  ...["second", "resting", "due", "turned", "signing", "mac", "changing"].map((key) => show("viewer", key)),
  ...["admin", "viewer", "signed", "nobody"].map(sign),
  ...["admin", "grantee"].map((caller) =>
    same(
      caller,
      "get-publickey",
      "public_key",
      ({ keys }) => ({ key_id: keys.signing }),
      ({ publicKey }) => publicKey,
    ),
  ),
  same(
    "admin",
    "generate-mac",
    "mac",
    ({ keys }) => ({ key_id: keys.mac, ...MESSAGE_MAC }),
    ({ mac }) => mac,
  ),
  ...GONE.map((caller) => encrypt(caller, "main")),
  ...["closed", "stranger"].map((caller) => encrypt(caller, "closed")),
  kms("viewer", "destroyed keys", "list-deleted-keys", () => ({})),
  ...["main", "second", "turned", "changing"].flatMap((key) => [
    kms("admin", `grants of ${key}`, "list-grants", ({ keys }) => ({ key_id: keys[key] }), true),
    rest("viewer", `tags of ${key}`, ({ home, keys }) => [`/v1.0/${home.projectId}/kms/${keys[key]}/tags`]),
  ]),
  kms("viewer", "rotation", "get-key-rotation-status", ({ keys }) => ({ key_id: keys.turned })),
  ...["changing", "nobody"].map((caller) => rest(caller, "own rights", () => ["/v3.0/OS-PERMISSION/rights"])),
  encryptUnderChanging("admin"),
  encryptUnderChanging("grantee"),
  signInAs("viewer", "viewer"),
  signInAs("viewer", "nobody"),
  signInAs("disabled", "disabled"),
  signInAs("careful", "careful"),
];

/** Lists of a project tell of keys by their rows, of which a page has fifty; whatever is done with one of them afterwards looks at all of its rows. */
const LISTED = "leads to a key that is looked at when it is used";
const LISTS: readonly Question[] = [
  kms("changing", "list", "list-keys", () => ({}), true),
  ...["admin", "viewer", "nobody", "stranger"].map((caller) => kms(caller, "list", "list-keys", () => ({}), true)),
  kms("viewer", "search", "search-keys", () => ({}), true),
  kms("stranger", "retirable grants", "list-retirable-grants", () => ({}), true),
  rest("viewer", "aliases", ({ home }) => [`/v1.0/${home.projectId}/kms/aliases`]),
  rest("viewer", "all tags", ({ home }) => [`/v1.0/${home.projectId}/kms/tags`]),
];

/** Whoever looks after people and keys sees the rows as they are; what follows from them is decided on rows that are verified. */
const SEEN_BY_ADMINISTRATORS = "shows rows to whoever looks after them, and lets nobody in";
const SHOWN: readonly Question[] = [
  ...["nobody", "security"].map((caller) => rest(caller, "project", ({ home }) => [`/v3/projects/${home.projectId}`])),
  kms("admin", "access to main", "list-key-access", ({ keys }) => ({ key_id: keys.main }), true),
  kms("admin", "access to changing", "list-key-access", ({ keys }) => ({ key_id: keys.changing }), true),
  ...["/v3/users", "/v3/groups", "/v3/projects", "/v3.0/OS-ROLE/roles", "/v3.0/OS-PERMISSION/role-assignments", "/v3.0/OS-USER/users"].map(
    (path) => rest("security", path, () => [path]),
  ),
  rest("security", "second factors", () => ["/v3.0/OS-MFA/virtual-mfa-devices"]),
  rest("security", "members", ({ groups }) => [`/v3/groups/${groups.viewers}/users`]),
  rest("security", "groups of guarded", ({ people }) => [`/v3/users/${people.guarded?.id}/groups`]),
  rest("security", "user disabled", ({ people }) => [`/v3/users/${people.disabled?.id}`]),
  rest("security", "policies of guarded", ({ people }) => [`/v3.0/OS-PERMISSION/users/${people.guarded?.id}/policies`]),
  rest("security", "access keys", ({ people }) => [`/v3.0/OS-CREDENTIAL/credentials?user_id=${people.signer?.id}`]),
  ...["guarded", "limited", "removed"].map((name) =>
    rest("security", `whether ${name} may`, ({ people, home, keys }) => [
      "/v3.0/OS-PERMISSION/decisions",
      { user_id: people[name]?.id, project_id: home.projectId, operation: "encryptData", key_id: keys.main },
    ]),
  ),
];

export const QUESTIONS: readonly Question[] = [
  ...COMPARED,
  ...LISTS.map((question) => ({ ...question, shown: LISTED })),
  ...SHOWN.map((question) => ({ ...question, shown: SEEN_BY_ADMINISTRATORS })),
];

/** The key's state is another after each change. */
function encryptUnderChanging(caller: string): Question {
  return { ...encrypt(caller, "changing"), changes: true };
}
