"use server";
/** What the import wizard asks of the API. What passes here is encrypted under the wrapping key. */
import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import type { ReplyOf, RequestOf } from "#lib/wire/catalog";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

export type FetchedParameters = ReplyOf<"getParametersForImport"> & { readonly importsInToken: readonly WrappingAlgorithm[] };

/** A fresh wrapping key with its token, and what this HSM unwraps by itself. */
export async function fetchImportParameters(
  projectId: string,
  keyId: string,
  algorithm: WrappingAlgorithm,
): Promise<ActionResult<FetchedParameters>> {
  return runAction(async () => {
    const [parameters, system] = await Promise.all([
      performOperation("getParametersForImport", projectId, { key_id: keyId, wrapping_algorithm: algorithm }),
      performOperation("describeSystem", projectId, {}),
    ]);
    return { ...parameters, importsInToken: system.hsm.imports_in_token };
  });
}

export async function importMaterial(projectId: string, input: RequestOf<"importKeyMaterial">): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOperation("importKeyMaterial", projectId, input);
    return null;
  });
}
