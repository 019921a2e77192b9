/** Python's keystoneauth and openstacksdk, the OpenStack family's own clients. */
import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { isPythonSkipped, PYTHON, PYTHON_MISSING } from "../harness/openstack-python";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");

function run(python: string, program: string, input: object = {}) {
  const { status, stdout, stderr } = spawnSync(python, ["-c", program], { input: JSON.stringify(input), encoding: "utf8" });
  return { status, stderr, output: status === 0 && stdout !== "" ? JSON.parse(stdout) : null };
}

const PRELUDE = `
import json, sys
given = json.load(sys.stdin)
where = {"service_type": "kmsv1", "interface": "public", "region_name": "eu-de"}
without_project = {**where, "service_type": "kms"}
`;

const WITH_KEYSTONEAUTH = `${PRELUDE}
from keystoneauth1 import exceptions, session
from keystoneauth1.identity import v3
auth = v3.Password(auth_url=given["url"] + "/v3", username=given["name"], password=given["password"],
                   user_domain_name=given["account"], project_name=given["project"], project_domain_name=given["account"])
kms = session.Session(auth=auth)
made = kms.post("/kms/create-key", json={"key_alias": "by-keystoneauth"}, endpoint_filter=where).json()
path = "/" + kms.get_project_id() + "/kms/list-keys"
keys = kms.post(path, json={"limit": "", "marker": ""}, endpoint_filter=without_project).json()
try:
    kms.post("/kms/describe-key", json={"key_id": "00000000-0000-0000-0000-000000000000"}, endpoint_filter=where)
    refused = None
except exceptions.HttpError as error:
    refused = error.http_status
print(json.dumps({"made": made, "keys": keys, "refused": refused, "project": kms.get_project_id(), "endpoint": kms.get_endpoint(**where)}))
`;

const WITH_OPENSTACKSDK = `${PRELUDE}
import openstack
cloud = openstack.connect(auth_url=given["url"] + "/v3", username=given["name"], password=given["password"],
                          user_domain_name=given["account"], project_name=given["project"], project_domain_name=given["account"],
                          region_name="eu-de")
token = cloud.authorize()
keys = cloud.session.post("/kms/list-keys", json={}, endpoint_filter=where).json()
print(json.dumps({"token": token, "keys": keys, "user": cloud.current_user_id, "project": cloud.current_project_id}))
`;

const WRONG_PASSWORD = `${PRELUDE}
from keystoneauth1 import exceptions, session
from keystoneauth1.identity import v3
auth = v3.Password(auth_url=given["url"] + "/v3", username=given["name"], password="wrong", user_domain_name=given["account"])
try:
    session.Session(auth=auth).get_token()
except exceptions.Unauthorized as error:
    print(json.dumps({"status": error.http_status}))
`;

describe.skipIf(isPythonSkipped)("clients of the OpenStack family", () => {
  let owner: Tenant;
  const as = (program: string) => {
    const { account, userName: name, password, projectName: project } = owner;
    expect(PYTHON, PYTHON_MISSING).toBeDefined();
    const result = run(PYTHON ?? "", program, { url: product.apiUrl, account, name, password, project });
    expect(result).toMatchObject({ status: 0, stderr: "" });
    return result.output;
  };
  beforeAll(async () => {
    owner = await makeTenant(product);
  });

  test("keystoneauth signs in, finds the service in the catalog, makes a key and lists it", () => {
    const { made, keys, refused, project, endpoint } = as(WITH_KEYSTONEAUTH);
    expect(keys.keys).toEqual([made.key_info.key_id]);
    expect([refused, project]).toEqual([404, owner.projectId]);
    expect(endpoint).toBe(`${product.apiUrl}/v1.0/${owner.projectId}`);
  });

  test("openstacksdk gets a token and calls list-keys", () => {
    const { token, keys, user, project } = as(WITH_OPENSTACKSDK);
    expect(token).toMatch(/^kms_/);
    expect(keys).toMatchObject({ keys: expect.any(Array), truncated: "false" });
    expect([user, project]).toEqual([owner.userId, owner.projectId]);
  });

  test("a wrong password is keystoneauth's own Unauthorized", () => {
    expect(as(WRONG_PASSWORD)).toEqual({ status: 401 });
  });
});
