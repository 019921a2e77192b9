/** Access keys and second factors driven by the IAM SDK of this API family, as published. */
import { GlobalCredentials } from "@huaweicloud/huaweicloud-sdk-core";
import * as iam from "@huaweicloud/huaweicloud-sdk-iam/v3/public-api.js";
import { beforeAll, expect, inject, test } from "vitest";
import { codeAtStep, stepAt } from "#lib/iam/one-time-code/one-time-code";
import { signIn } from "../harness/api-client";
import { makeAccessKey, SignedClient, signInSecurityAdministrator } from "../harness/signed-client";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let client: iam.IamClient;

const clientOf = ({ access, secret }: { access: string; secret: string }): iam.IamClient =>
  iam.IamClient.newBuilder()
    .withCredential(new GlobalCredentials().withAk(access).withSk(secret).withDomainId(tenant.accountId))
    .withEndpoint(product.apiUrl)
    .build() as iam.IamClient;

beforeAll(async () => {
  tenant = await makeTenant(product);
  client = clientOf(await makeAccessKey(product, tenant));
});

/** The SDK's replies have the members of the wire, whatever its types say. */
// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever the server says; the assertions find out.
const read = (reply: object): any => reply;

/** The seconds of a step are enough for what follows, so that a code is not of yesterday when it comes. */
async function fetchCodes(seed: string): Promise<[string, string, string]> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left));
  const step = stepAt(new Date());
  return [codeAtStep(seed, step - 1), codeAtStep(seed, step), codeAtStep(seed, step + 1)];
}

test("an access key is made, shown, listed, changed and deleted", async () => {
  const body = new iam.CreatePermanentAccessKeyRequestBody(
    new iam.CreateCredentialOption().withUserId(tenant.userId).withDescription("by SDK"),
  );
  const made = (await client.createPermanentAccessKey(new iam.CreatePermanentAccessKeyRequest().withBody(body))).credential;
  const { access = "", secret = "" } = made ?? {};
  expect((await new SignedClient(product.apiUrl, { access, secret }, tenant.projectId).call("list-keys")).status).toBe(200);
  const shown = (await client.showPermanentAccessKey(new iam.ShowPermanentAccessKeyRequest(access))).credential;
  expect(shown).toMatchObject({ access, status: "active", description: "by SDK" });
  const listed = await client.listPermanentAccessKeys(new iam.ListPermanentAccessKeysRequest());
  expect(listed.credentials?.map((each) => each.access)).toContain(access);
  const off = new iam.UpdatePermanentAccessKeyRequestBody(new iam.UpdateCredentialOption().withStatus("inactive" as never));
  const changed = await client.updatePermanentAccessKey(new iam.UpdatePermanentAccessKeyRequest(access).withBody(off));
  expect(changed.credential).toMatchObject({ access, status: "inactive" });
  const third = client.createPermanentAccessKey(new iam.CreatePermanentAccessKeyRequest().withBody(body));
  await expect(third).rejects.toMatchObject({ httpStatusCode: 400, errorMsg: expect.stringContaining("akSkNumExceed") });
  await client.deletePermanentAccessKey(new iam.DeletePermanentAccessKeyRequest(access));
  await expect(client.showPermanentAccessKey(new iam.ShowPermanentAccessKeyRequest(access))).rejects.toMatchObject({ httpStatusCode: 404 });
});

test("one-time codes are set up, asked for at the sign-in, and taken away", async () => {
  const { userId } = tenant;
  const show = () => client.showUserMfaDevice(new iam.ShowUserMfaDeviceRequest(userId));
  const wanted = new iam.CreateMfaDeviceReq(new iam.CreateMfaDevice("phone", userId));
  const made = read(await client.createMfaDevice(new iam.CreateMfaDeviceRequest().withBody(wanted))).virtual_mfa_device;
  const { serial_number: serialNumber, base32_string_seed: seed } = made;
  expect(read(await show()).virtual_mfa_device).toEqual({ serial_number: serialNumber, user_id: userId, is_bound: false });
  const [before, now, after] = await fetchCodes(seed);
  const bind = new iam.BindMfaDevice(userId, serialNumber, before, now);
  await client.createBindingDevice(new iam.CreateBindingDeviceRequest().withBody(bind));
  const shown = { serial_number: serialNumber, user_id: userId, is_bound: true };
  expect(read(await show()).virtual_mfa_device).toEqual(shown);
  // The reply to the password alone is as documented, which the client checks.
  const { account, userName: name, password } = tenant;
  await expect(signIn(product.apiUrl, { account, name, password }, undefined)).rejects.toThrow("IAM.0070");
  const domain = new iam.PwdPasswordUserDomain(account);
  const identity = new iam.MfaIdentity(
    ["password", "totp"] as never,
    new iam.PwdPassword(new iam.PwdPasswordUser(domain, name, password)),
    new iam.MfaTotp(new iam.MfaTotpUser(userId, after)),
  );
  const request = new iam.KeystoneCreateUserTokenByPasswordAndMfaRequest().withBody(
    new iam.KeystoneCreateUserTokenByPasswordAndMfaRequestBody(new iam.MfaAuth(identity)),
  );
  const token = await client.keystoneCreateUserTokenByPasswordAndMfa(request);
  expect(token.token?.user).toMatchObject({ id: userId, name });
  await expect(client.keystoneCreateUserTokenByPasswordAndMfa(request)).rejects.toMatchObject({ httpStatusCode: 401 });
  const admin = clientOf(await makeAdministratorKey());
  expect(read(await admin.listUserMfaDevices(new iam.ListUserMfaDevicesRequest())).virtual_mfa_devices).toEqual([shown]);
  const unbind = new iam.UnbindMfaDevice(userId, "any code", serialNumber);
  await admin.deleteBindingDevice(new iam.DeleteBindingDeviceRequest().withBody(unbind));
  // As clients of the family expect, it is there until it is deleted.
  expect(read(await show()).virtual_mfa_device).toEqual({ ...shown, is_bound: false });
  await client.deleteMfaDevice(new iam.DeleteMfaDeviceRequest(userId, serialNumber));
  await expect(show()).rejects.toMatchObject({ httpStatusCode: 404 });
  expect((await signIn(product.apiUrl, { account, name, password }, undefined)).token).not.toBe("");
});

test("whether a second factor is required is said and shown", async () => {
  const admin = clientOf(await makeAdministratorKey());
  const protect = (enabled: boolean, method: string) =>
    admin.updateLoginProtect(
      new iam.UpdateLoginProtectRequest(tenant.userId).withBody(
        new iam.UpdateLoginProjectReq(new iam.UpdateLoginProject().withEnabled(enabled).withVerificationMethod(method)),
      ),
    );
  const show = () => admin.showUserLoginProtect(new iam.ShowUserLoginProtectRequest(tenant.userId));
  await expect(show()).rejects.toMatchObject({ httpStatusCode: 404 });
  await protect(true, "vmfa");
  expect(read(await show()).login_protect).toMatchObject({ enabled: true, verification_method: "vmfa" });
  await protect(false, "sms");
  expect(read(await show()).login_protect).toMatchObject({ enabled: false, verification_method: "none" });
});

/** Of somebody else in the account who is a Security Administrator. */
async function makeAdministratorKey(): Promise<{ access: string; secret: string }> {
  const security = await signInSecurityAdministrator(product, tenant);
  const { id } = (await security.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": security.token })).body.token.user;
  const made = await security.send("POST", "/v3.0/OS-CREDENTIAL/credentials", JSON.stringify({ credential: { user_id: id } }));
  return made.body.credential;
}
