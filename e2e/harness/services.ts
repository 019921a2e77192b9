/** Cloud services of a tenant's account, with access keys, made over the API as its administrator would. */
import { randomBytes } from "node:crypto";
import type { ServiceName } from "#lib/domain/identity/service";
import type { SharedProduct } from "./shared-product";
import { SignedClient, signInSecurityAdministrator } from "./signed-client";
import type { AccessKey } from "./signer";
import type { Tenant } from "./tenant";

export type Service = { readonly userId: string; readonly key: AccessKey; readonly client: SignedClient };

/** @returns its user, and a client that signs in the tenant's project */
export async function makeService(product: SharedProduct, tenant: Tenant, service: ServiceName = "obs"): Promise<Service> {
  const admin = await signInSecurityAdministrator(product, tenant);
  const name = `${service}-${randomBytes(4).toString("hex")}`;
  const made = await admin.send("POST", "/v3/users", JSON.stringify({ user: { name, service } }));
  if (made.status !== 201) throw new Error(`service user: ${made.status} ${JSON.stringify(made.body)}`);
  const userId: string = made.body.user.id;
  const reply = await admin.send("POST", "/v3.0/OS-CREDENTIAL/credentials", JSON.stringify({ credential: { user_id: userId } }));
  if (reply.status !== 201) throw new Error(`access key: ${reply.status} ${JSON.stringify(reply.body)}`);
  const key = { access: reply.body.credential.access, secret: reply.body.credential.secret };
  return { userId, key, client: new SignedClient(product.apiUrl, key, tenant.projectId) };
}

/** The alias of a service's default master key, as requests name it. */
export const DEFAULT_KEY = (service: ServiceName) => `alias/${service}/default`;
