"use client";
import { useState } from "react";
import type { ChosenFile } from "#components/patterns/file-field";
import type { Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/browser/as-failure";
import type { ImportParameters } from "#lib/console/browser/files/import-files";
import { type FetchedParameters, fetchImportParameters } from "#lib/console/server/actions/import-material";
import type { KeySpec } from "#lib/domain/key-spec";
import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

/** The key that waits for its material. */
export type WaitingKey = { readonly id: string; readonly alias: string; readonly spec: KeySpec };
export type HeldParameters = ImportParameters & Pick<FetchedParameters, "importsInToken">;

/** Wrapping key and token of one import, as last fetched for the chosen algorithm, and the files that were chosen. */
export function useImport(projectId: string) {
  const [algorithm, setAlgorithm] = useState<WrappingAlgorithm>("RSAES_OAEP_SHA_256");
  const [parameters, setParameters] = useState<HeldParameters | null>(null);
  const [material, setMaterial] = useState<ChosenFile | null>(null);
  const [privateKey, setPrivateKey] = useState<ChosenFile | null>(null);
  const [token, setToken] = useState<ChosenFile | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isFetching, setFetching] = useState(false);

  const fetchParameters = async (key: WaitingKey): Promise<HeldParameters | null> => {
    setFetching(true);
    setFailure(null);
    const reply = await fetchImportParameters(projectId, key.id, algorithm).catch((error: unknown) => ({
      ok: false as const,
      failure: asFailure(error),
    }));
    setFetching(false);
    if (!reply) return null;
    if (!reply.ok) {
      setFailure(reply.failure);
      return null;
    }
    const held = { ...reply.data, algorithm, at: new Date() };
    setParameters(held);
    // What was encrypted under an older wrapping key goes with that key's token.
    setToken(null);
    return held;
  };
  /** Parameters of another algorithm are of no use. */
  const chooseAlgorithm = (next: WrappingAlgorithm) => {
    setAlgorithm(next);
    setParameters(null);
  };
  return {
    algorithm,
    chooseAlgorithm,
    parameters,
    fetchParameters,
    isFetching,
    material,
    setMaterial,
    privateKey,
    setPrivateKey,
    token,
    setToken,
    failure,
    setFailure,
  };
}
export type Import = ReturnType<typeof useImport>;
