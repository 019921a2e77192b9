/**
 * The forbidden matrix: every operation of the catalog × every kind of caller. The operations come from the catalog, so a new one
 * without a line here fails; what each caller may do is typed by hand from the guide (Tables 1-5, 1-6 and 2-13) and design §4.
 */

import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wrapForImport } from "#lib/hsm/testing/wrap-for-import";
import { codeAtStep, stepAt } from "#lib/iam/one-time-code/one-time-code";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { REST_DOORS, REST_OPERATION_NAMES } from "#lib/wire/catalog";
import { ApiClient, type Reply } from "../harness/api-client";
import { ConsoleSide } from "../harness/console-side";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { type Product, startProduct } from "../harness/product";
import { makeService, type Service } from "../harness/services";
import { SignedClient } from "../harness/signed-client";
import { makeTenant, type Tenant } from "../harness/tenant";

/** Columns of the table, in this order. */
const CALLERS = [
  "owner", // KMS Administrator who made the key
  "administrator", // another KMS Administrator of the project
  "viewer", // KMS Viewer of the project
  "security", // Security Administrator of the account
  "nobody", // user of the account without a role
  "grantee", // the same, with a grant of every operation
  "otherGrantee", // the same, with a grant of every operation but this one
  "revoked", // the same, whose grant was revoked
  "otherProject", // KMS Administrator of another project of the account, at the own project's URL
  "intruder", // the same, at the key's project's URL
  "otherAccount", // KMS Administrator of another account, at the own project's URL
  "otherSecurity", // Security Administrator of another account
] as const;
type CallerName = (typeof CALLERS)[number];

/** y: done · f: 403 · k: 404, no such key · c: 400 KMS.2201, one of all failed decryptions · n: 404, no such user, group … */
type Outcome = "y" | "f" | "k" | "c" | "n";

// One letter a caller: owner administrator viewer security nobody grantee otherGrantee revoked otherProject intruder otherAccount otherSecurity
const ON_PROJECT = "y y f f f f f f y f y f";
const READ_PROJECT = "y y y f f f f f y f y f";
/** Of the project, or of the account: an administrator of either reads a trail. */
const READ_TRAIL = "y y f y f f f f y f y y";
const ON_KEY = "y y f f f f f f k f k f";
const READ_KEY = "y y y f f f f f k f k f";
const GRANTABLE = "y y f f f y f f k f k f";
const DECRYPTING = "y y f f f y f f c f c f";
const ON_ACCOUNT = "f f f y f f f f f f f y";
const ON_IDENTITY = "f f f y f f f f f f f n";
/** One that is not there, or is of another account, is nobody's: not found. */
const ON_ACCESS_KEY = "f f f y f f f f f f n n";
/** For the user alone, who is none of these. */
const ONESELF_ONLY = "f f f f f f f f f f f f";
/** Of what is somebody's own, for all others. */
const NOT_OWN = "f f f f f f f f f f f f";
const ANYBODY = "y y y y y y y y y y y y";
/** At the URL of one's own project. */
const ANYBODY_THERE = "y y y y y y y y y f y y";
/** Of what is not there. */
const NOT_THERE = "n n n n n n n n n n n n";

type Line = readonly [expected: string, request: (fixture: Fixture) => Call];
type Call = { readonly body?: object; readonly path?: Record<string, string>; readonly query?: string };

const key = ({ keyId }: Fixture): Call => ({ body: { key_id: keyId } });
const context = { encryption_context: { matrix: "1" } };
const MESSAGE = { message: "bWF0cml4", message_type: "RAW" };
const fresh = () => `m-${randomBytes(5).toString("hex")}`;

const inProject = ({ projectId: project_id, groupId: group_id }: Fixture) => ({ project_id, group_id, role_id: ADMINISTRATOR_ROLE });
const inAccount = ({ accountId: domain_id, groupId: group_id }: Fixture) => ({ domain_id, group_id, role_id: ADMINISTRATOR_ROLE });
const POLICY = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"] }] };

/** Wire name of each operation → who may, and a request that works for those. */
const LINES: Record<string, Line> = {
  "POST kms/create-key": [ON_PROJECT, () => ({ body: { key_alias: fresh() } })],
  "POST kms/list-keys": [READ_PROJECT, () => ({ body: {} })],
  "POST kms/search-keys": [READ_PROJECT, () => ({ body: {} })],
  "POST kms/overview": [READ_PROJECT, () => ({ body: {} })],
  "POST kms/describe-key": ["y y y f f y f f k f k f", key],
  "POST kms/update-key-alias": [ON_KEY, (f) => ({ body: { key_id: f.keyId, key_alias: fresh() } })],
  "POST kms/update-key-description": [ON_KEY, (f) => ({ body: { key_id: f.keyId, key_description: "other" } })],
  "POST kms/enable-key": [ON_KEY, (f) => ({ body: { key_id: f.disabledKeyId } })],
  "POST kms/disable-key": [ON_KEY, key],
  "POST kms/schedule-key-deletion": [ON_KEY, (f) => ({ body: { key_id: f.keyId, pending_days: 7 } })],
  "POST kms/cancel-key-deletion": [ON_KEY, (f) => ({ body: { key_id: f.pendingKeyId } })],
  "POST kms/delete-key-risk-tips": [ON_KEY, key],
  "POST kms/list-traces": [READ_TRAIL, () => ({ body: {} })],
  "POST kms/count-traces": [READ_TRAIL, () => ({ body: {} })],
  // Of a time without any, so that the reply is empty.
  "POST kms/export-traces": [READ_TRAIL, () => ({ body: { from: 1, to: 2 } })],
  "POST kms/show-trace": ["y y f n f f f f n f n n", () => ({ body: { trace_id: traceId } })],
  "POST kms/show-receipt": ["y y f n f f f f n f n n", () => ({ body: { trace_id: traceId } })],
  "GET kms/audit-key": [ANYBODY_THERE, () => ({})],
  "GET kms/checkpoint": [ANYBODY_THERE, () => ({})],
  "POST kms/get-key-last-usage": [READ_KEY, key],
  "POST kms/list-key-callers": [ON_KEY, key],
  "POST kms/start-shadow-disable": [ON_KEY, (f) => ({ body: { key_id: f.keyId, days: 1 } })],
  "POST kms/stop-shadow-disable": [ON_KEY, key],
  "POST kms/list-deleted-keys": [READ_PROJECT, () => ({ body: {} })],
  "POST kms/enable-key-rotation": [ON_KEY, key],
  "POST kms/update-key-rotation-interval": [ON_KEY, (f) => ({ body: { key_id: f.rotatingKeyId, rotation_interval: 30 } })],
  "POST kms/disable-key-rotation": [ON_KEY, (f) => ({ body: { key_id: f.rotatingKeyId } })],
  "POST kms/get-key-rotation-status": [READ_KEY, key],
  "POST kms/rotate-on-demand": [ON_KEY, key],
  "POST kms/replace-key": [
    ON_KEY,
    (f) => ({ body: { key_id: f.keyId, key_alias: fresh(), tag_keys: ["team"], grant_ids: [f.grantId], aliases: [f.alias] } }),
  ],
  "GET kms/user-instances": [READ_PROJECT, () => ({})],
  "GET kms/user-quotas": [READ_PROJECT, () => ({})],
  "GET kms/system": [READ_PROJECT, () => ({})],
  "GET /v2/:project_id/kms/regions": [READ_PROJECT, () => ({})],
  "POST kms/gen-random": [ON_PROJECT, () => ({ body: { random_data_length: "512" } })],
  "POST kms/encrypt-data": [GRANTABLE, (f) => ({ body: { key_id: f.keyId, plain_text: "x", ...context } })],
  "POST kms/decrypt-data": [DECRYPTING, (f) => ({ body: { cipher_text: f.ciphertext, ...context } })],
  "POST kms/re-encrypt": ["y y f f f f f f c f c f", (f) => ({ body: { cipher_text: f.plainCiphertext, destination_key_id: f.keyId } })],
  "POST kms/create-datakey": [GRANTABLE, (f) => ({ body: { key_id: f.keyId, datakey_length: "512", ...context } })],
  "POST kms/create-datakey-without-plaintext": [GRANTABLE, (f) => ({ body: { key_id: f.keyId, datakey_length: "512", ...context } })],
  "POST kms/create-rsa-datakey-pair": [GRANTABLE, (f) => ({ body: { key_id: f.keyId, key_spec: "RSA_2048" } })],
  "POST kms/create-ec-datakey-pair": [GRANTABLE, (f) => ({ body: { key_id: f.keyId, key_spec: "EC_P256" } })],
  "POST kms/encrypt-datakey": [GRANTABLE, (f) => ({ body: { key_id: f.keyId, ...DATA_KEY, ...context } })],
  "POST kms/decrypt-datakey": [
    GRANTABLE,
    (f) => ({ body: { key_id: f.keyId, cipher_text: f.wrappedDataKey, datakey_cipher_length: "64", ...context } }),
  ],
  "POST kms/sign": [GRANTABLE, (f) => ({ body: { key_id: f.signingKeyId, ...MESSAGE, signing_algorithm: "ECDSA_SHA_256" } })],
  "POST kms/verify": [
    GRANTABLE,
    (f) => ({ body: { key_id: f.signingKeyId, ...MESSAGE, signing_algorithm: "ECDSA_SHA_256", signature: "AAAA" } }),
  ],
  "POST kms/get-publickey": ["y y y f f y f f k f k f", (f) => ({ body: { key_id: f.signingKeyId } })],
  "POST kms/generate-mac": [GRANTABLE, (f) => ({ body: { key_id: f.macKeyId, message: MESSAGE.message, mac_algorithm: "HMAC_SHA_256" } })],
  "POST kms/verify-mac": [
    GRANTABLE,
    (f) => ({ body: { key_id: f.macKeyId, message: MESSAGE.message, mac_algorithm: "HMAC_SHA_256", mac: "00" } }),
  ],
  "POST kms/get-parameters-for-import": [
    ON_KEY,
    (f) => ({ body: { key_id: f.importInput.key_id, wrapping_algorithm: "RSAES_OAEP_SHA_256" } }),
  ],
  "POST kms/import-key-material": [ON_KEY, (f) => ({ body: f.importInput })],
  "POST kms/delete-imported-key-material": [ON_KEY, (f) => ({ body: { key_id: f.importedKeyId } })],
  "POST kms/create-grant": [
    GRANTABLE,
    (f) => ({ body: { key_id: f.keyId, grantee_principal: randomBytes(16).toString("hex"), operations: ["encrypt-data"] } }),
  ],
  "POST kms/list-grants": [READ_KEY, key],
  "POST kms/describe-principals": [READ_PROJECT, (f) => ({ body: { ids: [f.grantId.slice(0, 32)] } })],
  "POST kms/list-key-access": [ON_KEY, key],
  "POST kms/list-retirable-grants": ["y y y f f y f f y f y f", () => ({ body: {} })],
  "POST kms/revoke-grant": [ON_KEY, (f) => ({ body: { key_id: f.keyId, grant_id: f.grantId } })],
  "POST kms/retire-grant": ["y y f f f y f f k f k f", (f) => ({ body: { key_id: f.keyId, grant_id: f.grantId } })],
  "POST kms/:key_id/tags": [ON_KEY, (f) => ({ path: { key_id: f.keyId }, body: { tag: { key: "a", value: "2" } } })],
  "GET kms/:key_id/tags": [READ_KEY, (f) => ({ path: { key_id: f.keyId } })],
  "DELETE kms/:key_id/tags/:key": [ON_KEY, (f) => ({ path: { key_id: f.keyId, key: "team" } })],
  "POST kms/:key_id/tags/action": [
    ON_KEY,
    (f) => ({ path: { key_id: f.keyId }, body: { action: "create", tags: [{ key: "b", value: "2" }] } }),
  ],
  "POST kms/batch-change-keys": [ON_PROJECT, (f) => ({ body: { action: "disable", key_ids: [f.keyId] } })],
  "GET kms/tags": [READ_PROJECT, () => ({})],
  "POST kms/suggest-tags": [READ_PROJECT, () => ({ body: {} })],
  "POST kms/resource_instances/action": [READ_PROJECT, () => ({ body: { action: "filter" } })],
  "GET kms/aliases": [READ_PROJECT, () => ({})],
  "POST kms/aliases": [ON_KEY, (f) => ({ body: { key_id: f.keyId, alias: `alias/${fresh()}` } })],
  "POST kms/alias/associate": [ON_KEY, (f) => ({ body: { target_key_id: f.keyId, alias: f.alias } })],
  "DELETE kms/aliases": [ON_KEY, (f) => ({ body: { key_id: f.keyId, aliases: [f.alias] } })],

  "GET /v3/projects": [ANYBODY, () => ({})],
  "POST /v3/projects": [ON_ACCOUNT, () => ({ body: { project: { name: `eu-de_${fresh()}` } } })],
  "GET /v3/projects/:project_id": ["f f f y f f f f f f f n", (f) => ({ path: { project_id: f.projectId } })],
  "PATCH /v3/projects/:project_id": [
    ON_IDENTITY,
    (f) => ({ path: { project_id: f.projectId }, body: { project: { description: fresh() } } }),
  ],
  "GET /v3/users/:user_id/projects": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId } })],
  "POST /v3.0/OS-USER/users": [ON_ACCOUNT, () => ({ body: { user: { name: fresh(), email: "x@example.com" } } })],
  "GET /v3.0/OS-USER/users/:user_id": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId } })],
  "PUT /v3.0/OS-USER/users/:user_id": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId }, body: { user: { email: "y@example.com" } } })],
  "GET /v3/users": [ON_ACCOUNT, () => ({})],
  "POST /v3/users": [ON_ACCOUNT, () => ({ body: { user: { name: fresh(), password: randomBytes(9).toString("hex") } } })],
  "GET /v3/users/:user_id": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId } })],
  "PATCH /v3/users/:user_id": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId }, body: { user: { description: "x" } } })],
  "POST /v3/users/:user_id/password": [
    NOT_OWN,
    (f) => ({
      path: { user_id: f.userId },
      body: { user: { original_password: "not-the-password", password: randomBytes(9).toString("hex") } },
    }),
  ],
  "DELETE /v3/users/:user_id": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId } })],
  "GET /v3/users/:user_id/groups": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId } })],
  "GET /v3/groups": [ON_ACCOUNT, () => ({})],
  "POST /v3/groups": [ON_ACCOUNT, () => ({ body: { group: { name: fresh() } } })],
  "GET /v3/groups/:group_id": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId } })],
  "PATCH /v3/groups/:group_id": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId }, body: { group: { description: "x" } } })],
  "DELETE /v3/groups/:group_id": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId } })],
  "GET /v3/groups/:group_id/users": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId } })],
  "PUT /v3/groups/:group_id/users/:user_id": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId, user_id: f.userId } })],
  "HEAD /v3/groups/:group_id/users/:user_id": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId, user_id: f.memberId } })],
  "DELETE /v3/groups/:group_id/users/:user_id": [ON_IDENTITY, (f) => ({ path: { group_id: f.groupId, user_id: f.memberId } })],
  "GET /v3/roles": [ON_ACCOUNT, () => ({})],
  "GET /v3/roles/:role_id": [ON_ACCOUNT, () => ({ path: { role_id: VIEWER_ROLE } })],
  "GET /v3/projects/:project_id/groups/:group_id/roles": [ON_IDENTITY, (f) => ({ path: { project_id: f.projectId, group_id: f.groupId } })],
  "PUT /v3/projects/:project_id/groups/:group_id/roles/:role_id": [
    ON_IDENTITY,
    (f) => ({ path: { project_id: f.projectId, group_id: f.groupId, role_id: VIEWER_ROLE } }),
  ],
  "DELETE /v3/projects/:project_id/groups/:group_id/roles/:role_id": [
    ON_IDENTITY,
    (f) => ({ path: { project_id: f.projectId, group_id: f.groupId, role_id: ADMINISTRATOR_ROLE } }),
  ],
  "GET /v3/domains/:domain_id/groups/:group_id/roles": [ON_IDENTITY, (f) => ({ path: { domain_id: f.accountId, group_id: f.groupId } })],
  "PUT /v3/domains/:domain_id/groups/:group_id/roles/:role_id": [
    ON_IDENTITY,
    (f) => ({ path: { domain_id: f.accountId, group_id: f.groupId, role_id: VIEWER_ROLE } }),
  ],
  "DELETE /v3/domains/:domain_id/groups/:group_id/roles/:role_id": [
    ON_IDENTITY,
    (f) => ({ path: { domain_id: f.accountId, group_id: f.groupId, role_id: ADMINISTRATOR_ROLE } }),
  ],
  "HEAD /v3/projects/:project_id/groups/:group_id/roles/:role_id": [ON_IDENTITY, (f) => ({ path: { ...inProject(f) } })],
  "HEAD /v3/domains/:domain_id/groups/:group_id/roles/:role_id": [ON_IDENTITY, (f) => ({ path: { ...inAccount(f) } })],
  "GET /v3/OS-INHERIT/domains/:domain_id/groups/:group_id/roles/inherited_to_projects": [
    ON_IDENTITY,
    (f) => ({ path: { ...inAccount(f) } }),
  ],
  "HEAD /v3/OS-INHERIT/domains/:domain_id/groups/:group_id/roles/:role_id/inherited_to_projects": [
    ON_IDENTITY,
    (f) => ({ path: { ...inAccount(f) } }),
  ],
  "PUT /v3/OS-INHERIT/domains/:domain_id/groups/:group_id/roles/:role_id/inherited_to_projects": [
    ON_IDENTITY,
    (f) => ({ path: { ...inAccount(f), role_id: VIEWER_ROLE } }),
  ],
  "DELETE /v3/OS-INHERIT/domains/:domain_id/groups/:group_id/roles/:role_id/inherited_to_projects": [
    ON_IDENTITY,
    (f) => ({ path: { ...inAccount(f) } }),
  ],
  "GET /v3.0/OS-ROLE/roles": [ON_ACCOUNT, () => ({})],
  "POST /v3.0/OS-ROLE/roles": [
    ON_ACCOUNT,
    () => ({ body: { role: { display_name: fresh(), type: "XA", description: "", policy: POLICY } } }),
  ],
  "GET /v3.0/OS-ROLE/roles/:role_id": [ON_IDENTITY, (f) => ({ path: { role_id: f.policyId } })],
  "PATCH /v3.0/OS-ROLE/roles/:role_id": [ON_IDENTITY, (f) => ({ path: { role_id: f.policyId }, body: { role: { description: "x" } } })],
  "DELETE /v3.0/OS-ROLE/roles/:role_id": [ON_IDENTITY, (f) => ({ path: { role_id: f.policyId } })],
  "GET /v3.0/OS-PERMISSION/role-assignments": [ON_ACCOUNT, () => ({})],
  "GET /v3.0/OS-PERMISSION/users/:user_id/policies": [ON_IDENTITY, (f) => ({ path: { user_id: f.userId } })],
  "GET /v3.0/OS-PERMISSION/rights": [ANYBODY, () => ({})],
  "POST /v3.0/OS-PERMISSION/decisions": [
    ON_IDENTITY,
    (f) => ({ body: { user_id: f.userId, project_id: f.projectId, operation: "encryptData" } }),
  ],
  "GET /v3.0/OS-USER/users": [ON_ACCOUNT, () => ({})],
  "GET /v3.0/OS-CREDENTIAL/credentials": [ANYBODY, () => ({})],
  "POST /v3.0/OS-CREDENTIAL/credentials": [ON_IDENTITY, (f) => ({ body: { credential: { user_id: f.userId } } })],
  "GET /v3.0/OS-CREDENTIAL/credentials/:access_key": [ON_ACCESS_KEY, (f) => ({ path: { access_key: f.accessKey } })],
  "PUT /v3.0/OS-CREDENTIAL/credentials/:access_key": [
    ON_ACCESS_KEY,
    (f) => ({ path: { access_key: f.accessKey }, body: { credential: { status: "inactive" } } }),
  ],
  "DELETE /v3.0/OS-CREDENTIAL/credentials/:access_key": [ON_ACCESS_KEY, (f) => ({ path: { access_key: f.accessKey } })],
  "GET /v3.0/OS-SESSION/sessions": [ANYBODY, () => ({})],
  // Nobody's own.
  "DELETE /v3.0/OS-SESSION/sessions/:session_id": [NOT_THERE, () => ({ path: { session_id: randomBytes(16).toString("hex") } })],
  "DELETE /v3.0/OS-SESSION/sessions/others": [ANYBODY, () => ({})],
  "GET /v3.0/OS-TRACE/saved-queries": [ANYBODY, () => ({})],
  "POST /v3.0/OS-TRACE/saved-queries": [ANYBODY, () => ({ body: { name: fresh(), query: "range=7d" } })],
  // Nobody's own.
  "DELETE /v3.0/OS-TRACE/saved-queries/:query_id": [NOT_THERE, () => ({ path: { query_id: randomBytes(16).toString("hex") } })],
  // These are tokens of the API.
  "POST /v3.0/OS-SESSION/step-up": ["f f f f f f f f f f f f", () => ({ body: { password: "whatever it is" } })],
  "POST /v3.0/OS-MFA/virtual-mfa-devices": [ON_IDENTITY, (f) => ({ body: { virtual_mfa_device: { name: "phone", user_id: f.userId } } })],
  "GET /v3.0/OS-MFA/virtual-mfa-devices": [ON_ACCOUNT, () => ({})],
  "DELETE /v3.0/OS-MFA/virtual-mfa-devices": [ON_IDENTITY, (f) => ({ body: { user_id: f.userId, serial_number: f.mfa.serial } })],
  "PUT /v3.0/OS-MFA/mfa-devices/bind": [
    ON_IDENTITY,
    (f) => ({
      body: {
        user_id: f.userId,
        serial_number: f.mfa.serial,
        authentication_code_first: codeAtStep(f.mfa.seed, stepAt(new Date()) - 1),
        authentication_code_second: codeAtStep(f.mfa.seed, stepAt(new Date())),
      },
    }),
  ],
  "PUT /v3.0/OS-MFA/mfa-devices/unbind": [
    ON_IDENTITY,
    (f) => ({ body: { user_id: f.memberId, serial_number: f.mfa.serial, authentication_code: "1" } }),
  ],
  "GET /v3.0/OS-MFA/users/:user_id/virtual-mfa-device": [ON_IDENTITY, (f) => ({ path: { user_id: f.memberId } })],
  "PUT /v3.0/OS-MFA/users/:user_id/virtual-mfa-device": [
    ONESELF_ONLY,
    (f) => ({ path: { user_id: f.userId }, body: { authentication_code: codeAtStep(f.mfa.seed, stepAt(new Date())) } }),
  ],
  "GET /v3.0/OS-MFA/users/:user_id/recovery-codes": [ON_IDENTITY, (f) => ({ path: { user_id: f.memberId } })],
  "POST /v3.0/OS-MFA/users/:user_id/recovery-codes": [ONESELF_ONLY, (f) => ({ path: { user_id: f.memberId } })],
  "GET /v3.0/OS-MFA/users/:user_id/passkeys": [ON_IDENTITY, (f) => ({ path: { user_id: f.memberId } })],
  "POST /v3.0/OS-MFA/users/:user_id/passkeys": [
    ONESELF_ONLY,
    (f) => ({ path: { user_id: f.memberId }, body: { passkey: { name: "laptop", response: {} } } }),
  ],
  "POST /v3.0/OS-MFA/users/:user_id/passkeys/challenge": [ONESELF_ONLY, (f) => ({ path: { user_id: f.memberId } })],
  "POST /v3.0/OS-MFA/users/:user_id/passkeys/assertion": [ONESELF_ONLY, (f) => ({ path: { user_id: f.memberId } })],
  "PATCH /v3.0/OS-MFA/users/:user_id/passkeys/:passkey_id": [
    ONESELF_ONLY,
    (f) => ({ path: { user_id: f.memberId, passkey_id: f.passkeyId }, body: { passkey: { name: "desk" } } }),
  ],
  "DELETE /v3.0/OS-MFA/users/:user_id/passkeys/:passkey_id": [
    ON_IDENTITY,
    (f) => ({ path: { user_id: f.memberId, passkey_id: f.passkeyId } }),
  ],
  "GET /v3.0/OS-USER/login-protects": [ON_ACCOUNT, () => ({})],
  "GET /v3.0/OS-USER/users/:user_id/login-protect": [ON_IDENTITY, (f) => ({ path: { user_id: f.memberId } })],
  "PUT /v3.0/OS-USER/users/:user_id/login-protect": [
    ON_IDENTITY,
    (f) => ({ path: { user_id: f.userId }, body: { login_protect: { enabled: true } } }),
  ],
};

const VIEWER_ROLE = "3a9e6b42d15f4870b8c2f7d60e914c8d";
const ADMINISTRATOR_ROLE = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
const GRANT_OPERATIONS = [
  "create-datakey",
  "create-datakey-without-plaintext",
  "encrypt-datakey",
  "decrypt-datakey",
  "describe-key",
  "create-grant",
  "retire-grant",
  "encrypt-data",
  "decrypt-data",
  "sign",
  "verify",
  "get-publickey",
  "generate-mac",
  "verify-mac",
];
const dek = randomBytes(64);
const DATA_KEY = {
  plain_text: Buffer.concat([dek, createHash("sha256").update(dek).digest()]).toString("hex"),
  datakey_plain_length: "64",
};

/**
 * A key with all that a request needs, and "" for what it does not read; every caller that is allowed gets one of its own, where the
 * operation changes anything.
 */
type Fixture = {
  keyId: string;
  /** With a grant to the grantee each, of every operation that can be granted. */
  signingKeyId: string;
  macKeyId: string;
  importedKeyId: string;
  importInput: Record<string, string>;
  disabledKeyId: string;
  pendingKeyId: string;
  rotatingKeyId: string;
  ciphertext: string;
  plainCiphertext: string;
  wrappedDataKey: string;
  grantId: string;
  alias: string;
  projectId: string;
  accountId: string;
  userId: string;
  memberId: string;
  groupId: string;
  accessKey: string;
  /** One-time codes of both users, by one seed: bound for `memberId`. */
  mfa: { serial: string; seed: string };
  passkeyId: string;
  policyId: string;
};

let product: Product;
let tenant: Tenant;
let callers: Record<CallerName, { client: ApiClient; userId: string }>;
/** Number of a trace of a key of the project. */
let traceId: string;
let projectOf: Record<CallerName, string>;
let signedOut: ApiClient;
let withPolicies: Record<keyof typeof POLICIES, ApiClient>;

beforeAll(async () => {
  product = await startProduct({ KMS_QUOTA_KEYS: "100000" });
  const shared = { ...product };
  tenant = await makeTenant(shared, ["KMS Administrator"]);
  const inAccount = (roles: string[]) => makeTenant(shared, roles, tenant);
  const accountWide = async (one: Tenant) => {
    await sql(
      product.dataDir,
      "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
      [one.userId],
    );
    return one;
  };
  const [administrator, viewer, security, nobody, grantee, otherGrantee, revoked] = await Promise.all([
    inAccount(["KMS Administrator"]),
    inAccount(["KMS Viewer"]),
    inAccount(["Security Administrator"]).then(accountWide),
    inAccount([]),
    inAccount([]),
    inAccount([]),
    inAccount([]),
  ]);
  const projectId = randomBytes(16).toString("hex");
  const projectName = `eu-de_${fresh()}`;
  await sql(product.dataDir, "insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())", [
    projectId,
    tenant.accountId,
    projectName,
  ]);
  const otherProject = await makeTenant(shared, ["KMS Administrator"], { ...tenant, projectId, projectName });
  const otherAccount = await makeTenant(shared, ["KMS Administrator"]);
  const otherSecurity = await makeTenant(shared, ["Security Administrator"]).then(accountWide);
  callers = {
    owner: tenant,
    administrator,
    viewer,
    security,
    nobody,
    grantee,
    otherGrantee,
    revoked,
    otherProject,
    intruder: otherProject,
    otherAccount,
    otherSecurity,
  };
  projectOf = Object.fromEntries(CALLERS.map((name) => [name, callers[name].client.projectId])) as Record<CallerName, string>;
  projectOf.intruder = tenant.projectId;
  const traced = await tenant.client.createKey(fresh());
  const [trace] = await sql(product.dataDir, "select max(id)::text as id from trace where resource_id = $1", [traced]);
  traceId = trace?.id;
  const holders = Object.entries(POLICIES).map(async ([name, { roles, policy }]) => [name, await holderOf(await inAccount(roles), policy)]);
  withPolicies = Object.fromEntries(await Promise.all(holders));
  const gone = await inAccount(["KMS Administrator"]);
  signedOut = gone.client;
  await signedOut.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": signedOut.token });
}, 120_000);
afterAll(() => product.stop());

test("every operation of the catalog has a line, and no line is of yesterday", () => {
  expect(Object.keys(LINES).sort()).toEqual(REST_OPERATION_NAMES.map(wireName).sort());
});

describe.each(REST_OPERATION_NAMES.map((name) => [wireName(name), name] as const))("%s", (wire, name) => {
  const [expected, toCall] = LINES[wire] ?? ["", () => ({})];
  const outcomes = expected.split(" ") as Outcome[];
  const allowed = CALLERS.filter((_, index) => outcomes[index] === "y");
  const refused = CALLERS.filter((_, index) => outcomes[index] !== "y");
  const nextFixture = fixturesOf(name);

  test(`is refused to ${refused.join(", ")}, to the signed out and to the anonymous, and changes nothing`, async () => {
    const fixture = await nextFixture();
    const before = await stateOf(fixture);
    for (const who of refused) {
      const reply = await send(name, callers[who].client, projectOf[who], toCall(fixture));
      expect([who, outcomeOf(reply)]).toEqual([who, outcomes[CALLERS.indexOf(who)]]);
    }
    for (const client of [signedOut, new ApiClient(product.apiUrl)]) {
      expect((await send(name, client, tenant.projectId, toCall(fixture))).status).toBe(401);
    }
    expect(await stateOf(fixture)).toEqual(before);
  });

  test.each(allowed)("is done for %s", async (who) => {
    const reply = await send(name, callers[who].client, projectOf[who], toCall(await nextFixture()));
    expect([reply.status, reply.code]).toEqual([statusOf(name), ""]);
  });

  const { needsStepUp }: OperationRow = OPERATIONS[name];
  if (needsStepUp === true && allowed.length > 0) {
    test("is done from the console only after a step-up, and without one changes nothing", async () => {
      const who = allowed[0] as CallerName;
      const { account, userName, password } = callers[who] as Tenant;
      const browser = await ConsoleSide.signIn(product, { account, userName, password }, { project: { id: tenant.projectId } });
      await sql(product.dataDir, "update session set stepped_up_at = stepped_up_at - interval '5 minutes' where user_id = $1", [
        callers[who].userId,
      ]);
      const fixture = await nextFixture();
      const before = await stateOf(fixture);
      const refused = await send(name, browser, tenant.projectId, toCall(fixture));
      expect([refused.status, refused.code]).toEqual([403, "IAM.0041"]);
      expect(await stateOf(fixture)).toEqual(before);
      expect((await browser.send("POST", "/v3.0/OS-SESSION/step-up", JSON.stringify({ password }))).status).toBe(200);
      expect((await send(name, browser, tenant.projectId, toCall(fixture))).status).toBe(statusOf(name));
    });
  }
});

/** What custom policies say, by the way in which they say it; each caller holds one in the project, and roles beside it. */
const EVERYTHING = ["kms:*:*"];
/** Conditions on the key that hold for all there are here, by its row, and by a tag that it has or has not. */
const OF_ANY_KEY = {
  StringEquals: { "kms:KeyOrigin": ["kms", "external"] },
  StringNotEquals: { "g:ResourceTag/team": ["of nobody"] },
  StringLikeIfExists: { "g:ResourceTag/team": ["*a*"] },
};
const POLICIES = {
  "a Deny beside a role that allows": { roles: ["KMS Administrator"], policy: { Effect: "Deny", Action: EVERYTHING } },
  "a Deny from this address": {
    roles: ["KMS Administrator"],
    policy: { Effect: "Deny", Action: EVERYTHING, Condition: { IpAddress: { "g:SourceIp": ["127.0.0.0/8"] } } },
  },
  "an Allow from another address": {
    roles: [],
    policy: { Effect: "Allow", Action: EVERYTHING, Condition: { IpAddress: { "g:SourceIp": ["10.0.0.0/8"] } } },
  },
  "an Allow of other keys": { roles: [], policy: { Effect: "Allow", Action: EVERYTHING, Resource: ["KMS:*:*:alias:other-*"] } },
  "an Allow from here, over the API": {
    roles: [],
    policy: {
      Effect: "Allow",
      Action: EVERYTHING,
      Condition: { IpAddress: { "g:SourceIp": ["127.0.0.0/8"] }, StringEquals: { "kms:RequestSource": ["api"] } },
    },
  },
  "a Deny of these keys": {
    roles: ["KMS Administrator"],
    policy: { Effect: "Deny", Action: EVERYTHING, Resource: ["KMS:*:*:alias:m-*"], Condition: OF_ANY_KEY },
  },
  "an Allow of these keys": {
    roles: [],
    policy: { Effect: "Allow", Action: EVERYTHING, Resource: ["KMS:*:*:alias:m-*"], Condition: OF_ANY_KEY },
  },
} as const satisfies Record<string, { readonly roles: string[]; readonly policy: object }>;
/** What makes a key or is about none is not reached by a right that is limited to keys. */
const ABOUT_NO_KEY: readonly string[] = ["createKey", "genRandom", "replaceKey"];

/** A user's client, after the user's group was given a policy of its own in the project. */
async function holderOf(holder: Tenant, statement: object): Promise<ApiClient> {
  const id = randomBytes(16).toString("hex");
  const document = JSON.stringify({ Version: "1.1", Statement: [statement] });
  await sql(
    product.dataDir,
    `insert into policy (id, account_id, name, display_name, type, description, document, created_at, updated_at)
     values ($1, $2, 'custom_' || $1 || '_held', $1, 'XA', '', $3, now(), now())`,
    [id, holder.accountId, document],
  );
  await sql(
    product.dataDir,
    `insert into role_assignment (id, group_id, role, policy_id, scope, project_id)
     select $1, group_id, '', $1, 'project', $2 from group_member where user_id = $3`,
    [id, holder.projectId, holder.userId],
  );
  return holder.client;
}

const BY_PERMISSION = REST_OPERATION_NAMES.filter((name) => {
  const { subject, permission }: OperationRow = OPERATIONS[name];
  return subject !== "account" && permission !== null;
});

describe.each(BY_PERMISSION.map((name) => [wireName(name), name] as const))("%s, by custom policies", (wire, name) => {
  const [, toCall] = LINES[wire] ?? ["", () => ({})];
  const isLimitable = !ABOUT_NO_KEY.includes(name);
  const isOnKey = OPERATIONS[name].subject === "key";
  const ofKeys = [
    ...(isOnKey || !isLimitable ? (["an Allow of other keys"] as const) : []),
    // The key that is to be made is one of these.
    ...(isOnKey || name === "createKey" ? (["a Deny of these keys"] as const) : []),
  ];
  const refused = ["a Deny beside a role that allows", "a Deny from this address", "an Allow from another address", ...ofKeys] as const;
  const allowed = ["an Allow from here, over the API", ...(isLimitable ? (["an Allow of these keys"] as const) : [])] as const;

  test("is refused by each that does not let it, which changes nothing, and done by each that does", async () => {
    const nextFixture = fixturesOf(name);
    const fixture = await nextFixture();
    const before = await stateOf(fixture);
    for (const who of isLimitable ? refused : [...refused, "an Allow of these keys" as const]) {
      expect([who, outcomeOf(await send(name, withPolicies[who], tenant.projectId, toCall(fixture)))]).toEqual([who, "f"]);
    }
    expect(await stateOf(fixture)).toEqual(before);
    for (const who of allowed) {
      const reply = await send(name, withPolicies[who], tenant.projectId, toCall(who === allowed[0] ? fixture : await nextFixture()));
      expect([who, reply.status, reply.code]).toEqual([who, statusOf(name), ""]);
    }
  });
});

/** What a cloud service does with its own default master key, typed by hand; everything else on it is refused. */
const ON_OWN_DEFAULT_KEY = [
  "POST kms/create-datakey",
  "POST kms/create-datakey-without-plaintext",
  "POST kms/encrypt-datakey",
  "POST kms/decrypt-datakey",
  "POST kms/describe-key",
];
/** What of itself, and of where it is, it sees. */
const OF_ITSELF = [
  "GET /v3/projects",
  "GET /v3.0/OS-PERMISSION/rights",
  "GET /v3.0/OS-CREDENTIAL/credentials",
  "GET /v3.0/OS-SESSION/sessions",
  "GET /v3.0/OS-TRACE/saved-queries",
  "GET kms/audit-key",
  "GET kms/checkpoint",
];

describe("by cloud services", () => {
  let obs: Service;
  let granted: Service;
  let elsewhere: SignedClient;
  /** One of keys and one of identities, which refusals leave as they are. */
  let fixtures: { readonly key: Fixture; readonly granted: Fixture; readonly account: Fixture };
  let before: unknown;
  let own: Fixture;
  let otherService: Fixture;
  let otherAccount: Fixture;

  /** Every key of a fixture is this one, and what it has encrypted. */
  const withKey = (keyId: string, wrappedDataKey: string): Fixture => ({
    ...fixtures.key,
    ...{
      keyId,
      signingKeyId: keyId,
      macKeyId: keyId,
      importedKeyId: keyId,
      disabledKeyId: keyId,
      pendingKeyId: keyId,
      rotatingKeyId: keyId,
    },
    importInput: { ...fixtures.key.importInput, key_id: keyId },
    wrappedDataKey,
  });
  const wrap = async (client: Pick<SignedClient, "call">, key_id: string) => {
    const { status, body } = await client.call("encrypt-datakey", { key_id, ...DATA_KEY, ...context });
    expect(status).toBe(200);
    return body.cipher_text as string;
  };
  const withDefaultKey = async ({ client }: Service, key_id: string) => {
    const made = await client.call("create-datakey-without-plaintext", { key_id });
    expect(made.status).toBe(200);
    return withKey(made.body.key_id, await wrap(client, key_id));
  };

  /** Of everything that is asked for and refused. */
  const stateOfAll = () => {
    const all = [fixtures.account, fixtures.key, fixtures.granted, own, otherService, otherAccount];
    const keys = all.flatMap((of) => [of.keyId, of.signingKeyId, of.macKeyId, of.disabledKeyId, of.pendingKeyId, of.rotatingKeyId]);
    const rows = (table: string, column: string) =>
      sql(product.dataDir, `select * from ${table} where ${column} = any($1) order by 1, 2`, [keys]);
    return Promise.all([
      rows("cmk", "id"),
      rows("key_version", "key_id"),
      rows("cmk_grant", "key_id"),
      rows("tag", "key_id"),
      rows("key_alias", "key_id"),
      stateOf({ ...fixtures.account, keyId: "" }).then(([, , ...identities]) => identities),
    ]);
  };

  beforeAll(async () => {
    obs = await makeService(product, tenant, "obs");
    granted = await makeService(product, tenant, "obs");
    elsewhere = new SignedClient(product.apiUrl, obs.key, projectOf.otherAccount);
    const [key, account] = [await makeFixture("importKeyMaterial", EVERY_PART), await makeFixture("createUser", EVERY_PART)];
    fixtures = { key, account, granted: await grantAll(await makeFixture("importKeyMaterial", EVERY_PART)) };
    own = await withDefaultKey(obs, "alias/obs/default");
    otherService = await withDefaultKey(await makeService(product, tenant, "evs"), "alias/evs/default");
    const stranger = callers.otherAccount.client;
    const strange = await stranger.createKey(fresh());
    otherAccount = withKey(strange, await wrap(stranger, strange));
    before = await stateOfAll();
  }, 120_000);

  /** What everybody may do who holds a grant of everything needs keys of its own: it changes them. */
  const grantAll = async (fixture: Fixture): Promise<Fixture> => {
    const grantOn = (keyId: string) => grantTo(tenant.client, keyId, granted.userId, GRANT_OPERATIONS);
    const [grantId = ""] = await Promise.all(
      [fixture.keyId, fixture.signingKeyId, fixture.macKeyId].filter((id) => id !== "").map(grantOn),
    );
    return { ...fixture, grantId };
  };

  test.each(REST_OPERATION_NAMES.map((name) => [wireName(name), name] as const))("%s", async (wire, name) => {
    const [expected, toCall] = LINES[wire] ?? ["", () => ({})];
    const sent = async (client: SignedClient, fixture: Fixture) => outcomeOf(await send(name, client, client.projectId, toCall(fixture)));
    if (OPERATIONS[name].subject === "account" || OPERATIONS[name].permission === null) {
      expect(await sent(obs.client, fixtures.account)).toBe(OF_ITSELF.includes(wire) ? "y" : "f");
      return;
    }
    const ofGrantee = expected.split(" ")[CALLERS.indexOf("grantee")];
    const mayByGrant = ofGrantee === "y" && OPERATIONS[name].effect !== "read";
    expect({
      ownDefaultKey: await sent(obs.client, own),
      otherServicesDefaultKey: await sent(obs.client, otherService),
      customersKey: await sent(obs.client, fixtures.key),
      otherAccountsKey: await sent(obs.client, otherAccount),
      otherAccountsProject: await sent(elsewhere, own),
      grantedKey: await sent(granted.client, mayByGrant ? await grantAll(await makeFixture(name)) : fixtures.granted),
    }).toEqual({
      ownDefaultKey: ON_OWN_DEFAULT_KEY.includes(wire) ? "y" : "f",
      otherServicesDefaultKey: "f",
      customersKey: "f",
      otherAccountsKey: "f",
      otherAccountsProject: "f",
      grantedKey: ofGrantee,
    });
  });

  test("and what was refused has changed nothing", async () => {
    expect(await stateOfAll()).toEqual(before);
  });
});

function statusOf(name: (typeof REST_OPERATION_NAMES)[number]): number {
  return (REST_DOORS[name] as { status?: number }).status ?? 200;
}

/** Method and path as in the reference, without the part that is the same for all keys' operations. */
function wireName(name: (typeof REST_OPERATION_NAMES)[number]): string {
  const { method, path } = REST_DOORS[name];
  return `${method} ${path.replace("/v1.0/:project_id/", "")}`;
}

type Sender = Pick<ApiClient, "send"> | Pick<SignedClient, "send">;

function send(name: (typeof REST_OPERATION_NAMES)[number], client: Sender, projectId: string, call: Call): Promise<Reply> {
  const { method, path } = REST_DOORS[name];
  const { subject } = OPERATIONS[name];
  const parts: Record<string, string> = { ...(subject !== "account" && { project_id: projectId }), ...call.path };
  const url = path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(parts[part] ?? ""));
  return client.send(method, url + (call.query ?? ""), call.body && JSON.stringify(call.body));
}

function outcomeOf(reply: Reply): Outcome | string {
  if (reply.status < 300) return "y";
  if (reply.status === 403) return "f";
  if (reply.status === 404) return reply.code === "KMS.0207" ? "k" : "n";
  return reply.code === "KMS.2201" ? "c" : `${reply.status} ${reply.code}`;
}

/** What must be the same after refusals: key, grants, tags, aliases, and the identities. */
async function stateOf({ keyId, userId, memberId, groupId }: Fixture): Promise<unknown[]> {
  const rows = (table: string, column: string, id: string) =>
    sql(product.dataDir, `select * from ${table} where ${column} = $1 order by 1, 2`, [id]);
  return Promise.all([
    rows("cmk", "id", keyId),
    sql(
      product.dataDir,
      "select count(*)::int as keys, md5(string_agg(k::text, ',' order by id)) as digest from cmk k where account_id = $1",
      [tenant.accountId],
    ),
    rows("cmk_grant", "key_id", keyId),
    rows("tag", "key_id", keyId),
    rows("key_alias", "key_id", keyId),
    rows("iam_user", "id", userId),
    rows("group_member", "group_id", groupId),
    rows("role_assignment", "group_id", groupId),
    rows("policy", "account_id", tenant.accountId),
    rows("access_key", "user_id", userId),
    rows("virtual_mfa", "user_id", userId),
    rows("virtual_mfa", "user_id", memberId),
    rows("recovery_code", "user_id", memberId),
    rows("passkey", "user_id", memberId),
    rows("passkey_challenge", "user_id", memberId),
    sql(product.dataDir, "select id, name, description, enabled from project where account_id = $1 order by id", [tenant.accountId]),
  ]);
}

/** What the operation is tried on: the same again and again where it changes nothing. */
function fixturesOf(name: (typeof REST_OPERATION_NAMES)[number]): () => Promise<Fixture> {
  let kept: Promise<Fixture> | undefined;
  const { effect } = OPERATIONS[name];
  return () => {
    kept = kept === undefined || effect === "change" || effect === "destroy" ? makeFixture(name) : kept;
    return kept;
  };
}

/** The parts of a fixture that the operation's request reads. */
function partsOf(name: (typeof REST_OPERATION_NAMES)[number]): ReadonlySet<string> {
  const read = new Set<string>();
  const recorder = new Proxy(NOTHING_MADE, {
    get(parts, part) {
      read.add(String(part));
      return parts[part as keyof Fixture];
    },
  });
  LINES[wireName(name)]?.[1](recorder);
  return read;
}

type Done = (reply: Promise<Reply>) => Promise<Reply["body"]>;

async function makeFixture(name: (typeof REST_OPERATION_NAMES)[number], parts = partsOf(name)): Promise<Fixture> {
  const { client } = tenant;
  const ok: Done = async (reply) => {
    const done = await reply;
    if (done.status >= 300) throw new Error(`${done.status} ${JSON.stringify(done.body)}`);
    return done.body;
  };
  if (OPERATIONS[name].subject === "account") return makeIdentities(ok, parts);
  /** Made where the request reads it. */
  const part = async (wanted: keyof Fixture, make: () => Promise<string>) => (parts.has(wanted) ? make() : "");
  const newKey = async (verb?: string, more?: object) => {
    const key_id = await client.createKey(fresh());
    if (verb !== undefined) await ok(client.call(verb, { key_id, ...more }));
    return key_id;
  };
  const grant = async (key_id: string, who: "grantee" | "otherGrantee" | "revoked", operations: string[]) =>
    (await ok(client.call("create-grant", { key_id, grantee_principal: callers[who].userId, operations }))).grant_id as string;
  const granted = async (key_spec: string) => {
    const key_id = await client.createKey(fresh(), { key_spec });
    await grant(key_id, "grantee", GRANT_OPERATIONS);
    return key_id;
  };
  const [keyId, disabledKeyId, pendingKeyId, rotatingKeyId, signingKeyId, macKeyId] = await Promise.all([
    newKey(),
    part("disabledKeyId", () => newKey("disable-key")),
    part("pendingKeyId", () => newKey("schedule-key-deletion", { pending_days: 30 })),
    part("rotatingKeyId", () => newKey("enable-key-rotation")),
    part("signingKeyId", () => granted("EC_P256")),
    part("macKeyId", () => granted("HMAC_256")),
  ]);
  const wanted = (OPERATIONS[name] as { grantable?: string }).grantable;
  // Never retire-grant: what it could retire elsewhere would let it list that.
  const but = GRANT_OPERATIONS.filter(
    (one) => one !== wanted && one !== "retire-grant" && (wanted !== undefined || one === "encrypt-data"),
  );
  const grantId = await grant(keyId, "grantee", GRANT_OPERATIONS);
  await grant(keyId, "otherGrantee", but);
  const revoked = await grant(keyId, "revoked", GRANT_OPERATIONS);
  await ok(client.call("revoke-grant", { key_id: keyId, grant_id: revoked }));
  const sealed = async (verb: string, input: object) => (await ok(client.call(verb, { key_id: keyId, ...input }))).cipher_text as string;
  const post = (path: string, body: object) => ok(client.send("POST", `/v1.0/${client.projectId}/kms/${path}`, JSON.stringify(body)));
  const newAlias = async (key_id: string) => {
    const alias = `alias/${fresh()}`;
    await post("aliases", { key_id, alias });
    return alias;
  };
  const [ciphertext, plainCiphertext, wrappedDataKey, alias] = await Promise.all([
    part("ciphertext", () => sealed("encrypt-data", { plain_text: "x", ...context })),
    part("plainCiphertext", () => sealed("encrypt-data", { plain_text: "x" })),
    part("wrappedDataKey", () => sealed("encrypt-datakey", { ...DATA_KEY, ...context })),
    part("alias", () => newAlias(keyId)),
    post(`${keyId}/tags`, { tag: { key: "team", value: "a" } }),
  ]);
  return {
    ...NOTHING_MADE,
    keyId,
    signingKeyId,
    macKeyId,
    ...(REST_DOORS[name].path.includes("import") && (await makeImports(client, ok))),
    disabledKeyId,
    pendingKeyId,
    rotatingKeyId,
    ciphertext,
    plainCiphertext,
    wrappedDataKey,
    grantId,
    alias,
  };
}

/** A key that waits for its material, with what it takes to import it, and one that has it. */
async function makeImports(client: ApiClient, ok: Done) {
  const prepare = async () => {
    const key_id = await client.createKey(fresh(), { origin: "external" });
    const made = await ok(client.call("get-parameters-for-import", { key_id, wrapping_algorithm: "RSAES_OAEP_SHA_256" }));
    const material = wrapForImport("RSAES_OAEP_SHA_256", Buffer.from(made.public_key, "base64"), randomBytes(32));
    return { key_id, import_token: made.import_token as string, encrypted_key_material: material.toString("base64") };
  };
  const [importInput, imported] = await Promise.all([prepare(), prepare()]);
  await ok(client.call("import-key-material", imported));
  return { importInput, importedKeyId: imported.key_id };
}

const NOTHING_MADE: Fixture = {
  keyId: "",
  signingKeyId: "",
  macKeyId: "",
  importedKeyId: "",
  importInput: {},
  disabledKeyId: "",
  pendingKeyId: "",
  rotatingKeyId: "",
  ciphertext: "",
  plainCiphertext: "",
  wrappedDataKey: "",
  grantId: "",
  alias: "",
  projectId: "",
  accountId: "",
  userId: "",
  memberId: "",
  groupId: "",
  accessKey: "",
  mfa: { serial: "", seed: "A".repeat(32) },
  passkeyId: "",
  policyId: "",
};

/** For a fixture of which many operations are asked. */
const EVERY_PART: ReadonlySet<string> = new Set(Object.keys(NOTHING_MADE));

async function makeIdentities(ok: Done, parts: ReadonlySet<string>): Promise<Fixture> {
  const { client } = callers.security;
  const post = (path: string, body: object) => ok(client.send("POST", path, JSON.stringify(body)));
  const [user, member, group] = await Promise.all([
    post("/v3/users", { user: { name: fresh() } }),
    post("/v3/users", { user: { name: fresh() } }),
    post("/v3/groups", { group: { name: fresh() } }),
  ]);
  const groupId = group.group.id as string;
  const put = (path: string) => ok(client.send("PUT", path));
  await put(`/v3/groups/${groupId}/users/${member.user.id}`);
  await put(`/v3/projects/${tenant.projectId}/groups/${groupId}/roles/${ADMINISTRATOR_ROLE}`);
  await put(`/v3/domains/${tenant.accountId}/groups/${groupId}/roles/${ADMINISTRATOR_ROLE}`);
  await put(`/v3/OS-INHERIT/domains/${tenant.accountId}/groups/${groupId}/roles/${ADMINISTRATOR_ROLE}/inherited_to_projects`);
  // An account has room for so many.
  const makePolicy = async () => {
    await sql(
      product.dataDir,
      "delete from policy p where account_id = $1 and not exists (select from role_assignment where policy_id = p.id)",
      [tenant.accountId],
    );
    const role = { display_name: fresh(), type: "XA", description: "", policy: POLICY };
    return (await post("/v3.0/OS-ROLE/roles", { role })).role.id as string;
  };
  const policyId = parts.has("policyId") ? await makePolicy() : "";
  const credential = await post("/v3.0/OS-CREDENTIAL/credentials", { credential: { user_id: user.user.id } });
  const device = (user_id: string) => post("/v3.0/OS-MFA/virtual-mfa-devices", { virtual_mfa_device: { name: "phone", user_id } });
  const [{ virtual_mfa_device: made }] = [await device(user.user.id), await device(member.user.id)];
  const passkeyId = randomBytes(16).toString("hex");
  await sql(product.dataDir, "update virtual_mfa set bound = true where user_id = $1", [member.user.id]);
  await sql(
    product.dataDir,
    `insert into passkey (id, user_id, name, credential_id, public_key, counter, rp_id, transports, created_at)
     values ($1, $2, 'laptop', decode($1, 'hex'), '', 0, 'localhost', '{}', now())`,
    [passkeyId, member.user.id],
  );
  await ok(
    client.send("PUT", `/v3.0/OS-USER/users/${member.user.id}/login-protect`, JSON.stringify({ login_protect: { enabled: false } })),
  );
  return {
    ...NOTHING_MADE,
    projectId: tenant.projectId,
    accountId: tenant.accountId,
    userId: user.user.id,
    memberId: member.user.id,
    groupId,
    accessKey: credential.credential.access,
    mfa: { serial: made.serial_number, seed: made.base32_string_seed },
    passkeyId,
    policyId,
  };
}
