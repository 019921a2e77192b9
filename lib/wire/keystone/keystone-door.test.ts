import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ACCESS_MODES } from "#lib/domain/identity/account";
import { ROLE_NAMES, ROLES } from "#lib/domain/identity/permission";
import { SERVICE_NAMES } from "#lib/domain/identity/service";
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
const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") });
const POLICY = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"] }] };
const policy = fc.record({
  id,
  accountId: id,
  name: id.map((of) => `custom_${of}_1`),
  displayName: name,
  type: fc.constantFrom("AX" as const, "XA" as const),
  description,
  document: fc.constant(POLICY),
  references: fc.nat(),
  createdAt: time,
  updatedAt: time,
});
const role = fc.oneof(
  fc.record({ kind: fc.constant("system" as const), name: fc.constantFrom(...ROLE_NAMES) }),
  fc.record({ kind: fc.constant("custom" as const), policy }),
);
const roles = fc.array(role);
const written = { displayName: name, type: fc.constantFrom("AX" as const, "XA" as const), description, document: fc.constant(POLICY) };
const assignment = fc.oneof(
  fc.record({ groupId: id, roleId: id, scope: fc.constant("project" as const), projectId: id, accountId: fc.constant(null) }),
  fc.record({
    groupId: id,
    roleId: id,
    scope: fc.constantFrom("account" as const, "allProjects" as const),
    projectId: fc.constant(null),
    accountId: id,
  }),
);
const named = fc.record({ id, name });

const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const service = fc.constantFrom(null, ...SERVICE_NAMES);
const common = { id, accountId: id, name, isEnabled: fc.boolean(), description, passwordStatus: fc.boolean(), service };
const user = fc.record({ ...common, defaultProjectId: orNull(id) });
const digits = fc.stringMatching(/^\d{0,8}$/);
const email = fc.constantFrom("", "alice@example.com");
const accessMode = fc.constantFrom(...ACCESS_MODES);
const profile = fc.record({
  ...common,
  email,
  areaCode: digits,
  phone: digits,
  accessMode,
  hasPassword: fc.boolean(),
  externalId: name.map((text) => text.replaceAll(" ", "")),
  externalType: fc.constantFrom("", "TenantIdp"),
  createdAt: date,
  updatedAt: orNull(date),
  lastSignInAt: orNull(date),
});
const listedProfile = fc
  .tuple(profile, fc.boolean(), fc.boolean())
  .map(([user, isSecondFactorRequired, hasSecondFactor]) => ({ ...user, isSecondFactorRequired, hasSecondFactor }));
const group = fc.record({ id, accountId: id, name, description, createdAt: date });
const project = fc.record({
  id,
  accountId: id,
  parentId: id,
  name,
  description,
  isEnabled: fc.boolean(),
  keyCount: orNull(fc.nat()),
});
const person = {
  password: maybe(fc.constant("correct horse")),
  isEnabled: maybe(fc.boolean()),
  description: maybe(description),
  email: maybe(email),
  areaCode: maybe(digits),
  phone: maybe(digits),
  accessMode: maybe(accessMode),
  passwordStatus: maybe(fc.boolean()),
  externalId: maybe(fc.constantFrom("", "someone")),
  externalType: maybe(fc.constantFrom("", "TenantIdp")),
  service: maybe(fc.constantFrom(...SERVICE_NAMES)),
};
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
const savedQuery = fc.record({ id, name, query: fc.constantFrom("", "range=7d&outcome=warning"), createdAt: time });
const device = fc.record({ serialNumber: name, userId: id, isBound: fc.boolean() });
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
    email: maybe(email),
    defaultProjectId: maybe(id),
    accountId: maybe(id),
  }),
  createUserWithProfile: fc.record({ name, accountId: maybe(id), ...person }),
  listUsers: fc.record({
    name: maybe(name),
    isEnabled: maybe(fc.boolean()),
    passwordExpiresAt: maybe(fc.constant("lt:2030-01-02T03:04:05Z")),
    accountId: maybe(id),
  }),
  getUserProfile: fc.record({ userId: id }),
  updateUserProfile: fc.record({ userId: id, name: maybe(name), ...person }),
  getUser: fc.record({ userId: id }),
  updateUser: fc.record({
    userId: id,
    name: maybe(name),
    password: maybe(fc.constant("correct horse")),
    isEnabled: maybe(fc.boolean()),
    description: maybe(description),
    email: maybe(email),
    passwordStatus: maybe(fc.boolean()),
    defaultProjectId: maybe(fc.oneof(id, fc.constant(""))),
  }),
  listUserProfiles: fc.record({ accountId: maybe(id) }),
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
  checkUserInGroup: fc.record({ groupId: id, userId: id }),
  removeUserFromGroup: fc.record({ groupId: id, userId: id }),
  createProject: fc.record({ name, description: maybe(description), accountId: maybe(id), parentId: maybe(id) }),
  listProjects: fc.record({
    name: maybe(name),
    accountId: maybe(id),
    parentId: maybe(id),
    isEnabled: maybe(fc.boolean()),
    isDomain: maybe(fc.boolean()),
    page: maybe(fc.integer({ min: 1 })),
    perPage: maybe(fc.integer({ min: 1, max: 5_000 })),
  }),
  getProject: fc.record({ projectId: id }),
  updateProject: fc.record({ projectId: id, name: maybe(name), description: maybe(description), isEnabled: maybe(fc.boolean()) }),
  listProjectsOfUser: fc.record({ userId: id, isEnabled: maybe(fc.boolean()) }),
  listRoles: fc.record({ name: maybe(name), displayName: maybe(name), accountId: maybe(id) }),
  getRole: fc.record({ roleId: id }),
  listRolesInProject: fc.record({ projectId: id, groupId: id }),
  listRolesInAccount: fc.record({ accountId: id, groupId: id }),
  assignRoleInProject: fc.record({ projectId: id, groupId: id, roleId: id }),
  assignRoleInAccount: fc.record({ accountId: id, groupId: id, roleId: id }),
  unassignRoleInProject: fc.record({ projectId: id, groupId: id, roleId: id }),
  unassignRoleInAccount: fc.record({ accountId: id, groupId: id, roleId: id }),
  listRolesInAllProjects: fc.record({ accountId: id, groupId: id }),
  checkRoleInProject: fc.record({ projectId: id, groupId: id, roleId: id }),
  checkRoleInAccount: fc.record({ accountId: id, groupId: id, roleId: id }),
  checkRoleInAllProjects: fc.record({ accountId: id, groupId: id, roleId: id }),
  assignRoleInAllProjects: fc.record({ accountId: id, groupId: id, roleId: id }),
  unassignRoleInAllProjects: fc.record({ accountId: id, groupId: id, roleId: id }),
  listPolicies: fc.record({
    displayName: maybe(name),
    page: maybe(fc.integer({ min: 1 })),
    perPage: maybe(fc.integer({ min: 1, max: 300 })),
  }),
  getPolicy: fc.record({ policyId: id }),
  createPolicy: fc.record(written),
  updatePolicy: fc.record({ policyId: id, displayName: maybe(name), document: maybe(fc.constant(POLICY)) }),
  deletePolicy: fc.record({ policyId: id }),
  listRoleAssignments: fc.record({ accountId: maybe(id), groupId: maybe(id), roleId: maybe(id), projectId: maybe(id) }),
  listPoliciesOfUser: fc.record({ userId: id }),
  describeRights: fc.constant({}),
  tryAccess: fc.record({
    userId: id,
    projectId: id,
    operation: fc.constantFrom("encryptData", "createKey"),
    keyId: maybe(fc.uuid()),
    source: maybe(fc.constantFrom("api" as const, "console" as const)),
    sourceIp: maybe(fc.constantFrom("192.0.2.1", "2001:db8::1")),
    isMfaPresent: maybe(fc.boolean()),
    at: maybe(time),
  }),
  createAccessKey: fc.record({ userId: id, description: maybe(description.filter((text) => text !== "")), projectId: maybe(id) }),
  listAccessKeys: fc.record({ userId: maybe(id) }),
  getAccessKey: fc.record({ access }),
  updateAccessKey: fc.record({ access, isEnabled: fc.boolean(), description: maybe(description) }),
  deleteAccessKey: fc.record({ access }),
  listOwnSessions: fc.constant({}),
  endOwnSession: fc.record({ sessionId: id }),
  endOtherSessions: fc.constant({}),
  listSavedQueries: fc.constant({}),
  saveQuery: fc.record({ name: fc.constantFrom("refused", "é 🔑"), query: fc.constantFrom("", "range=7d", "outcome=warning%2Cincident") }),
  deleteSavedQuery: fc.record({ queryId: id }),
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
  listSecondFactorsRequired: fc.record({}),
  setSecondFactorRequired: requirement,
};

const nothing = fc.constant(undefined);

const OUTPUTS: { [N in Name]: fc.Arbitrary<OutputOf<N>> } = {
  createUser: fc.record({ user }),
  createUserWithProfile: fc.record({ user: profile }),
  getUserProfile: fc.record({ user: profile }),
  updateUserProfile: fc.record({ user: profile }),
  listUsers: fc.record({ users: fc.array(user) }),
  listUserProfiles: fc.record({ users: fc.array(listedProfile) }),
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
  checkUserInGroup: nothing,
  removeUserFromGroup: nothing,
  createProject: fc.record({ project }),
  listProjects: fc.record({ projects: fc.array(project) }),
  getProject: fc.record({ project }),
  updateProject: fc.record({ project }),
  listProjectsOfUser: fc.record({ userId: id, projects: fc.array(project) }),
  listRoles: fc.record({ roles, total: fc.nat() }),
  getRole: fc.record({ role }),
  listRolesInProject: fc.record({ projectId: id, groupId: id, roles }),
  listRolesInAccount: fc.record({ accountId: id, groupId: id, roles }),
  listRolesInAllProjects: fc.record({ accountId: id, groupId: id, roles }),
  checkRoleInProject: nothing,
  checkRoleInAccount: nothing,
  checkRoleInAllProjects: nothing,
  assignRoleInAllProjects: nothing,
  unassignRoleInAllProjects: nothing,
  listPolicies: fc.record({ policies: fc.array(policy), total: fc.nat() }),
  getPolicy: fc.record({ policy }),
  createPolicy: fc.record({ policy }),
  updatePolicy: fc.record({ policy }),
  deletePolicy: nothing,
  listRoleAssignments: fc.record({ assignments: fc.array(assignment) }),
  listPoliciesOfUser: fc.record({
    userId: id,
    held: fc.array(
      fc.record({
        roleId: id,
        name,
        document: fc.constant(POLICY),
        scope: fc.constantFrom("project" as const, "allProjects" as const, "account" as const),
        project: fc.option(named, { nil: null }),
        group: named,
      }),
    ),
  }),
  describeRights: fc.record({
    permissions: fc.array(
      fc.record({
        permission: fc.constantFrom("kms:cmk:list" as const, "iam:users:list" as const),
        right: fc.constantFrom("all" as const, "some" as const),
      }),
    ),
  }),
  tryAccess: fc.record({
    decision: fc.constant({
      isAllowed: false,
      reason: { kind: "nothingAllows" as const },
      permission: "kms:cmk:get" as const,
      isLimited: false,
    }),
    groupName: fc.option(name, { nil: null }),
    findings: fc.constant([]),
  }),
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
  listSavedQueries: fc.record({ queries: fc.array(savedQuery) }),
  saveQuery: fc.record({ savedQuery }),
  deleteSavedQuery: nothing,
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
  listSecondFactorsRequired: fc.record({ required: fc.array(requirement) }),
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
  const ROOT = "5a1c".repeat(8);
  const ACCOUNT = "d78cbac186b744899480f25bd022f468";
  const whoever = {
    id: ID,
    accountId: ACCOUNT,
    name: "alice",
    isEnabled: false,
    description: "Payments",
    passwordStatus: true,
    service: null,
  };
  const alice = { ...whoever, defaultProjectId: null };
  const createdAt = new Date("2026-01-02T03:04:05.678Z");
  const operators = { id: ID, accountId: ACCOUNT, name: "operators", description: "", createdAt };
  const payments = { id: ID, accountId: ACCOUNT, parentId: ROOT, name: "eu-de_payments", description: "", isEnabled: false };
  const written = <N extends Name>(operation: N, output: OutputOf<N>) => JSON.stringify(encodeOutput(operation, output, place));

  const ALICE =
    `{"id":"${ID}","name":"alice","domain_id":"${ACCOUNT}","enabled":false,"description":"Payments",` +
    `"default_project_id":"","password_expires_at":null,"pwd_status":true,"links":{"self":"https://kms.example/v3/users/${ID}"}}`;

  test("a user", () => expect(written("getUser", { user: alice })).toBe(`{"user":${ALICE}}`));

  test("a cloud service, which says that it is one", () => {
    const obs = written("getUser", { user: { ...alice, service: "obs" } });
    expect(obs).toBe(`{"user":${ALICE.replace(',"links"', ',"service":"obs","links"')}}`);
  });

  test("a list, which names where it was asked for", () => {
    expect(written("listUsersOfGroup", { groupId: ACCOUNT, users: [alice] })).toBe(
      `{"users":[${ALICE}],"links":{"self":"https://kms.example/v3/groups/${ACCOUNT}/users","next":null,"previous":null}}`,
    );
  });

  test("a group", () => {
    expect(written("getGroup", { group: operators })).toBe(
      `{"group":{"id":"${ID}","name":"operators","domain_id":"${ACCOUNT}","description":"","create_time":1767323045678,` +
        `"links":{"self":"https://kms.example/v3/groups/${ID}"}}}`,
    );
  });

  test("a user as a person, with what there is not said in the family's words", () => {
    const person = {
      ...whoever,
      email: "alice@example.com",
      areaCode: "0049",
      phone: "123",
      accessMode: "default" as const,
      hasPassword: false,
      externalId: "",
      externalType: "",
      createdAt,
      updatedAt: null,
      lastSignInAt: null,
    };
    expect(written("getUserProfile", { user: person })).toBe(
      `{"user":{"id":"${ID}","name":"alice","domain_id":"${ACCOUNT}","enabled":false,"email":"alice@example.com","areacode":"0049",` +
        `"phone":"123","description":"Payments","access_mode":"default","pwd_status":true,"pwd_strength":"None","is_domain_owner":false,` +
        `"create_time":"2026-01-02T03:04:05.678Z","update_time":null,"last_login_time":null,"password_expires_at":null,"xuser_id":"",` +
        `"xuser_type":"","status":null,"links":{"self":"https://kms.example/v3.0/OS-USER/users/${ID}"}}}`,
    );
  });

  test("a project, with the number of its keys for whoever may see all", () => {
    const shown =
      `"id":"${ID}","name":"eu-de_payments","domain_id":"${ACCOUNT}","parent_id":"${ROOT}","enabled":false,` +
      `"is_domain":false,"description":""`;
    const self = `"links":{"self":"https://kms.example/v3/projects/${ID}"}`;
    expect(written("getProject", { project: { ...payments, keyCount: null } })).toBe(`{"project":{${shown},${self}}}`);
    expect(written("getProject", { project: { ...payments, keyCount: 2 } })).toBe(`{"project":{${shown},"key_count":2,${self}}}`);
  });

  test("a system role, by the name that clients keep", () => {
    const { id } = ROLES["Security Administrator"];
    expect(written("getRole", { role: { kind: "system", name: "Security Administrator" } })).toBe(
      `{"role":{"id":"${id}","name":"secu_admin","display_name":"Security Administrator","type":"AX",` +
        `"description":"Manages users, groups, policies and projects; has no access to keys.","catalog":"BASE","domain_id":null,` +
        `"policy":{"Version":"1.0","Statement":[{"Effect":"Allow","Action":["iam:*:*"]}],"Depends":[]},"links":{"self":"https://kms.example/v3/roles/${id}"}}}`,
    );
  });

  test("a policy of the account, as it was given, with its times as text", () => {
    const document = {
      Version: "1.1",
      Statement: [{ Effect: "Deny", Action: ["kms:*:*"], Condition: { Bool: { "g:MFAPresent": ["false"] } } }],
    };
    const made = { id: ID, accountId: ACCOUNT, name: `custom_${ACCOUNT}_1`, displayName: "no code", type: "XA" as const, description: "" };
    const policy = { ...made, document, references: 2, createdAt, updatedAt: createdAt };
    expect(written("getPolicy", { policy })).toBe(
      `{"role":{"id":"${ID}","name":"custom_${ACCOUNT}_1","display_name":"no code","type":"XA","description":"","catalog":"CUSTOMED",` +
        `"domain_id":"${ACCOUNT}","policy":${JSON.stringify(document)},"references":2,"created_time":"1767323045678",` +
        `"updated_time":"1767323045678","links":{"self":"https://kms.example/v3.0/OS-ROLE/roles/${ID}"}}}`,
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
    ["updateAccessKey", { access_key: "K".repeat(20) }, "parameterMissing", "credential"],
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
