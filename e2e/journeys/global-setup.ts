/** One real product for all journeys, with a real identity provider. Journeys stay apart by accounts of their own. */
import { freePort } from "../harness/free-port";
import { CLIENT_ID, GROUPS_CLAIM, startIdentityProvider } from "../harness/identity-provider";
import { startProduct } from "../harness/product";

export default async function setup(): Promise<() => Promise<void>> {
  const consolePort = String(await freePort());
  const provider = await startIdentityProvider(`http://127.0.0.1:${consolePort}`);
  const product = await startProduct({
    KMS_DEV_GALLERY: "1",
    KMS_CONSOLE_PORT: consolePort,
    KMS_OIDC_ISSUER: provider.issuer,
    KMS_OIDC_CLIENT_ID: CLIENT_ID,
    KMS_OIDC_CLIENT_SECRET: provider.clientSecret,
    KMS_OIDC_GROUPS_CLAIM: GROUPS_CLAIM,
  });
  const { apiUrl, consoleUrl, account, region, adminPassword, dataDir, pid } = product;
  const { issuer } = provider;
  process.env.KMS_JOURNEY_PRODUCT = JSON.stringify({ apiUrl, consoleUrl, account, region, adminPassword, dataDir, pid, issuer });
  return async () => {
    await product.stop();
    await provider.stop();
  };
}
