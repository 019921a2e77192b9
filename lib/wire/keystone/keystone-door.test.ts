import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ROLE_NAMES, ROLES } from "#lib/domain/identity/permission";
import { newHexId } from "#lib/domain/ids";
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import type { DoorRow } from "../door-row";
import { encodeOutput } from "../encode-output";
import { parseInput } from "../parse-input";
import { KEYSTONE_DOOR } from "./catalog";

type Door = typeof KEYSTONE_DOOR;
type Name = keyof Door;

const place = { apiUrl: "https://kms.example" };

const hex = (length: number) => fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const id = hex(32);
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _-]{0,40}[a-z]$/);
const description = fc.constantFrom("", "Payments", "é 🔑");
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const access = fc.stringMatching(/^[A-Z0-9]{20}$/);
const someRoles = fc.subarray([...ROLE_NAMES]);

const user = fc.record({ id, accountId: id, name, isEnabled: fc.boolean(), description });
const group = fc.record({ id, accountId: id, name, description });
const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") });
const accessKey = fc.record({
  access,
  userId: id,
  isEnabled: fc.boolean(),
  description,
  projectId: fc.option(id),
  createdAt: time,
  lastUsedAt: time,
});
const session = fc.record({
  id,
  isCurrent: fc.boolean(),
  source: fc.constantFrom("console" as const, "api" as const),
  createdAt: time,
  lastUsedAt: time,
  expiresAt: time,
  ip: fc.ipV4(),
  network: fc.ipV4(),
  agent: description,
  isMfaPresent: fc.boolean(),
});
const device = fc.record({ serialNumber: name, userId: id });
const passkey = fc.record({ id, name, createdAt: time, lastUsedAt: fc.option(time) });
const json = fc.constant({ id: "x", response: { transports: ["internal"] } });
const code = fc.stringMatching(/^[0-9]{6}$/);
const requirement = fc.record({ userId: id, isRequired: fc.boolean() });

const INPUTS: { [N in Name]: fc.Arbitrary<InputOf<N>> } = {
  createUser: fc.record({
    name,
    password: maybe(fc.constant("correct horse")),
    isEnabled: maybe(fc.boolean()),
    description: maybe(description),
    accountId: maybe(id),
  }),
  listUsers: fc.record({ name: maybe(name), isEnabled: maybe(fc.boolean()), accountId: maybe(id) }),
  getUser: fc.record({ userId: id }),
  updateUser: fc.record({
    userId: id,
    name: maybe(name),
    password: maybe(fc.constant("correct horse")),
    isEnabled: maybe(fc.boolean()),
    description: maybe(description),
  }),
  changeOwnPassword: fc.record({
    userId: id,
    originalPassword: fc.constantFrom("", "correct horse"),
    password: fc.constant("battery staple"),
  }),
  deleteUser: fc.record({ userId: id }),
  listGroupsOfUser: fc.record({ userId: id }),
  createGroup: fc.record({ name, description: maybe(description), accountId: maybe(id) }),
  listGroups: fc.record({ name: maybe(name), accountId: maybe(id) }),
  getGroup: fc.record({ groupId: id }),
  updateGroup: fc.record({ groupId: id, name: maybe(name), description: maybe(description) }),
  deleteGroup: fc.record({ groupId: id }),
  listUsersOfGroup: fc.record({ groupId: id }),
  addUserToGroup: fc.record({ groupId: id, userId: id }),
  removeUserFromGroup: fc.record({ groupId: id, userId: id }),
  createProject: fc.record({ name, description: maybe(description), accountId: maybe(id), parentId: maybe(id) }),
  listProjects: fc.record({ name: maybe(name), accountId: maybe(id) }),
  getProject: fc.record({ projectId: id }),
  listRoles: fc.record({ name: maybe(name), displayName: maybe(name) }),
  getRole: fc.record({ roleId: id }),
  listRolesInProject: fc.record({ projectId: id, groupId: id }),
  listRolesInAccount: fc.record({ accountId: id, groupId: id }),
  assignRoleInProject: fc.record({ projectId: id, groupId: id, roleId: id }),
  assignRoleInAccount: fc.record({ accountId: id, groupId: id, roleId: id }),
  unassignRoleInProject: fc.record({ projectId: id, groupId: id, roleId: id }),
  unassignRoleInAccount: fc.record({ accountId: id, groupId: id, roleId: id }),
  createAccessKey: fc.record({ userId: id, description: maybe(description.filter((text) => text !== "")), projectId: maybe(id) }),
  listAccessKeys: fc.record({ userId: maybe(id) }),
  getAccessKey: fc.record({ access }),
  updateAccessKey: fc.record({ access, isEnabled: fc.boolean(), description: maybe(description) }),
  deleteAccessKey: fc.record({ access }),
  listOwnSessions: fc.constant({}),
  endOwnSession: fc.record({ sessionId: id }),
  endOtherSessions: fc.constant({}),
  stepUp: fc.oneof(
    fc.record({ password: fc.constant("correct horse") }),
    fc.record({ passcode: hex(6) }),
    fc.record({ assertion: fc.constant({ id: "AA", response: { signature: "BB" } }) }),
  ),
  createVirtualMfa: fc.record({ userId: id, name }),
  bindMfa: fc.record({ userId: id, serialNumber: name, firstCode: code, secondCode: code }),
  confirmMfa: fc.record({ userId: id, code }),
  unbindMfa: fc.record({ userId: id, serialNumber: name, code: maybe(code) }),
  deleteVirtualMfa: fc.record({ userId: id, serialNumber: name }),
  showMfaOfUser: fc.record({ userId: id }),
  listMfas: fc.record({}),
  createRecoveryCodes: fc.record({ userId: id }),
  showRecoveryCodes: fc.record({ userId: id }),
  beginPasskey: fc.record({ userId: id }),
  addPasskey: fc.record({ userId: id, name, response: json }),
  listPasskeys: fc.record({ userId: id }),
  renamePasskey: fc.record({ userId: id, passkeyId: id, name }),
  removePasskey: fc.record({ userId: id, passkeyId: id }),
  beginAssertion: fc.record({ userId: id }),
  getSecondFactorRequired: fc.record({ userId: id }),
  setSecondFactorRequired: requirement,
};

const nothing = fc.constant(undefined);

const OUTPUTS: { [N in Name]: fc.Arbitrary<OutputOf<N>> } = {
  createUser: fc.record({ user }),
  listUsers: fc.record({ users: fc.array(user) }),
  getUser: fc.record({ user }),
  updateUser: fc.record({ user }),
  changeOwnPassword: nothing,
  deleteUser: nothing,
  listGroupsOfUser: fc.record({ userId: id, groups: fc.array(group) }),
  createGroup: fc.record({ group }),
  listGroups: fc.record({ groups: fc.array(group) }),
  getGroup: fc.record({ group }),
  updateGroup: fc.record({ group }),
  deleteGroup: nothing,
  listUsersOfGroup: fc.record({ groupId: id, users: fc.array(user) }),
  addUserToGroup: nothing,
  removeUserFromGroup: nothing,
  createProject: fc.record({ project: group }),
  listProjects: fc.record({ projects: fc.array(group) }),
  getProject: fc.record({ project: group }),
  listRoles: fc.record({ roles: someRoles }),
  getRole: fc.record({ role: fc.constantFrom(...ROLE_NAMES) }),
  listRolesInProject: fc.record({ projectId: id, groupId: id, roles: someRoles }),
  listRolesInAccount: fc.record({ accountId: id, groupId: id, roles: someRoles }),
  assignRoleInProject: nothing,
  assignRoleInAccount: nothing,
  unassignRoleInProject: nothing,
  unassignRoleInAccount: nothing,
  createAccessKey: fc.record({ accessKey: fc.tuple(accessKey, name).map(([key, secret]) => ({ ...key, secret })) }),
  listAccessKeys: fc.record({ accessKeys: fc.array(accessKey), quota: fc.nat() }),
  getAccessKey: fc.record({ accessKey }),
  updateAccessKey: fc.record({ accessKey }),
  deleteAccessKey: nothing,
  listOwnSessions: fc.record({ sessions: fc.array(session) }),
  endOwnSession: nothing,
  endOtherSessions: fc.record({ ended: fc.nat() }),
  stepUp: fc.record({ until: time }),
  createVirtualMfa: fc.record({ device: fc.record({ serialNumber: name, seed: name }) }),
  bindMfa: nothing,
  confirmMfa: nothing,
  unbindMfa: nothing,
  deleteVirtualMfa: nothing,
  showMfaOfUser: fc.record({ device }),
  listMfas: fc.record({ devices: fc.array(device) }),
  createRecoveryCodes: fc.record({ recoveryCodes: fc.array(name) }),
  showRecoveryCodes: fc.record({ left: fc.nat(), createdAt: fc.option(time) }),
  beginPasskey: fc.record({ options: json }),
  addPasskey: fc.record({ passkey }),
  listPasskeys: fc.record({ passkeys: fc.array(passkey), isPossible: fc.boolean() }),
  renamePasskey: fc.record({ passkey }),
  removePasskey: nothing,
  beginAssertion: fc.record({ options: json }),
  getSecondFactorRequired: requirement,
  setSecondFactorRequired: requirement,
};

/** What a client gets, and what goes with the call: text. */
const overTheWire = (body: unknown) => (body === undefined ? undefined : JSON.parse(JSON.stringify(body)));

describe.each(Object.keys(KEYSTONE_DOOR) as Name[])("%s", (operation) => {
  const row: DoorRow = KEYSTONE_DOOR[operation];

  test("reads what it would write of an input, and writes that again", () => {
    fc.assert(
      fc.property(INPUTS[operation] as fc.Arbitrary<object>, (input) => {
        const body = overTheWire(z.encode(row.input, input));
        const read = parseInput(operation, body);
        // Absent and undefined are the same to an optional field.
        expect(overTheWire(read)).toEqual(overTheWire(input));
        expect(overTheWire(z.encode(row.input, read))).toEqual(body);
      }),
      { numRuns: 30 },
    );
  });

  test("reads an output out of its own reply, and writes that again", () => {
    fc.assert(
      fc.property(OUTPUTS[operation] as fc.Arbitrary<unknown>, (output) => {
        const reply = overTheWire(encodeOutput(operation, output, place));
        const read = z.decode(row.output, reply);
        expect(read).toEqual(output);
        expect(JSON.stringify(encodeOutput(operation, read, place))).toBe(JSON.stringify(reply));
      }),
      { numRuns: 30 },
    );
  });
});

describe("replies are written as Keystone writes them", () => {
  const ID = "07609fb9358010e21f7bc003751c7c32";
  const ACCOUNT = "d78cbac186b744899480f25bd022f468";
  const alice = { id: ID, accountId: ACCOUNT, name: "alice", isEnabled: false, description: "Payments" };
  const payments = { id: ID, accountId: ACCOUNT, name: "eu-de_payments", description: "" };
  const written = <N extends Name>(operation: N, output: OutputOf<N>) => JSON.stringify(encodeOutput(operation, output, place));

  const ALICE =
    `{"id":"${ID}","name":"alice","domain_id":"${ACCOUNT}","enabled":false,"description":"Payments","password_expires_at":null,` +
    `"links":{"self":"https://kms.example/v3/users/${ID}"}}`;

  test("a user", () => expect(written("getUser", { user: alice })).toBe(`{"user":${ALICE}}`));

  test("a list, which names where it was asked for", () => {
    expect(written("listUsersOfGroup", { groupId: ACCOUNT, users: [alice] })).toBe(
      `{"users":[${ALICE}],"links":{"self":"https://kms.example/v3/groups/${ACCOUNT}/users","next":null,"previous":null}}`,
    );
  });

  test("a group", () => {
    expect(written("getGroup", { group: payments })).toBe(
      `{"group":{"id":"${ID}","name":"eu-de_payments","domain_id":"${ACCOUNT}","description":"",` +
        `"links":{"self":"https://kms.example/v3/groups/${ID}"}}}`,
    );
  });

  test("a project", () => {
    expect(written("getProject", { project: payments })).toBe(
      `{"project":{"id":"${ID}","name":"eu-de_payments","domain_id":"${ACCOUNT}","parent_id":"${ACCOUNT}","enabled":true,` +
        `"is_domain":false,"description":"","links":{"self":"https://kms.example/v3/projects/${ID}"}}}`,
    );
  });

  test("a role", () => {
    const viewer = ROLES["KMS Viewer"].id;
    expect(written("listRolesInAccount", { accountId: ACCOUNT, groupId: ID, roles: ["KMS Viewer"] })).toBe(
      `{"roles":[{"id":"${viewer}","name":"KMS Viewer","display_name":"KMS Viewer",` +
        `"description":"Reads keys and their settings; changes and uses none.","domain_id":null,` +
        `"links":{"self":"https://kms.example/v3/roles/${viewer}"}}],` +
        `"links":{"self":"https://kms.example/v3/domains/${ACCOUNT}/groups/${ID}/roles","next":null,"previous":null}}`,
    );
  });

  test("an access key, whose secret is in the answer that made it", () => {
    const createdAt = new Date("2026-01-02T03:04:05.678Z");
    const key = {
      access: "K".repeat(20),
      userId: ID,
      isEnabled: true,
      description: "",
      projectId: null,
      createdAt,
      lastUsedAt: createdAt,
    };
    const shown =
      `{"access":"${key.access}","user_id":"${ID}","status":"active","description":"","project_id":null,` +
      `"create_time":"2026-01-02T03:04:05.678000Z","last_use_time":"2026-01-02T03:04:05.678000Z"`;
    expect(written("createAccessKey", { accessKey: { ...key, secret: "s" } })).toBe(`{"credential":${shown},"secret":"s"}}`);
    expect(written("getAccessKey", { accessKey: key })).toBe(`{"credential":${shown}}}`);
  });

  test("and nothing but what is meant to be shown", () => {
    const more = { ...alice, passwordHash: "$argon2id$", links: { self: "https://elsewhere.example" } };
    expect(written("getUser", { user: more })).toBe(`{"user":${ALICE}}`);
  });
});

describe("requests are read as clients send them", () => {
  const groupId = newHexId();

  test.each([
    [true, true],
    ["True", true],
    ["true", true],
    ["False", false],
    ["", undefined],
    [null, undefined],
  ])("a truth value of a query, %j, as %j", (enabled, isEnabled) => {
    expect(parseInput("listUsers", { enabled })).toEqual(isEnabled === undefined ? {} : { isEnabled });
  });

  test("an empty description says that there is none, null says nothing", () => {
    expect(parseInput("updateGroup", { group_id: groupId, group: { description: "" } })).toEqual({ groupId, description: "" });
    expect(parseInput("updateGroup", { group_id: groupId, group: { description: null } })).toEqual({ groupId });
    expect(parseInput("updateGroup", { group_id: groupId, group: {} })).toEqual({ groupId });
  });

  test.each([
    ["createUser", {}, "parameterMissing", "user"],
    ["createUser", { user: { name: " " } }, "identityNameInvalid", "user.name"],
    ["createUser", { user: { name: "alice", password: "short" } }, "passwordInvalid", "user.password"],
    ["createUser", { user: { name: "alice", domain_id: "default" } }, "identityNotFound", "user.domain_id"],
    ["updateUser", { user_id: "x", user: { name: " " } }, "identityNotFound", "user_id"],
    ["createProject", { project: {} }, "parameterMissing", "project.name"],
    ["createProject", { project: { name: 1 } }, "projectNameInvalid", "project.name"],
    ["updateAccessKey", { access_key: "K".repeat(20), credential: { status: "" } }, "parameterMissing", "credential"],
    ["updateAccessKey", { access_key: "K".repeat(20), credential: { status: "off" } }, "parameterInvalid", "credential.status"],
  ] as const)("%s %j is refused with %s of %s", (operation, body, code, field) => {
    expect(() => parseInput(operation, body)).toThrow(expect.objectContaining({ code, field }));
  });
});

test("the door says what the operations say, type by type", () => {
  type Agreeing = { [N in Name]: { readonly input: z.ZodType<InputOf<N>>; readonly output: z.ZodType<OutputOf<N>> } };
  // It is tsc that checks this.
  const door: Agreeing = KEYSTONE_DOOR;
  expect(Object.keys(door).toSorted()).toEqual(Object.keys(INPUTS).toSorted());
});
