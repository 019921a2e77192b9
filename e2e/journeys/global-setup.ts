/** One real product for all journeys. Journeys stay apart by accounts of their own. */
import { startProduct } from "../harness/product";

export default async function setup(): Promise<() => Promise<void>> {
  const product = await startProduct({ KMS_DEV_GALLERY: "1" });
  const { apiUrl, consoleUrl, account, region, adminPassword, dataDir, pid } = product;
  process.env.KMS_JOURNEY_PRODUCT = JSON.stringify({ apiUrl, consoleUrl, account, region, adminPassword, dataDir, pid });
  return async () => {
    await product.stop();
  };
}
