/** One real product for all API tests. Tests stay apart by projects of their own. */
import type { TestProject } from "vitest/node";
import { startProduct } from "./product";

export type SharedProduct = {
  apiUrl: string;
  consoleUrl: string;
  account: string;
  region: string;
  adminPassword: string;
  dataDir: string;
  pid: number;
};

declare module "vitest" {
  interface ProvidedContext {
    product: SharedProduct;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const product = await startProduct();
  const { apiUrl, consoleUrl, account, region, adminPassword, dataDir, pid } = product;
  project.provide("product", { apiUrl, consoleUrl, account, region, adminPassword, dataDir, pid });
  return async () => {
    await product.stop();
  };
}
