"use client";
import { useState } from "react";
import { useSubmission } from "#components/patterns/use-submission";
import type { ChosenFile } from "#lib/console/browser/files/chosen-file";
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
  const { submit, reset, isPending: isFetching, failure } = useSubmission({ isReading: true });

  const fetchParameters = async (key: WaitingKey): Promise<HeldParameters | null> => {
    const fetched = await submit(() => fetchImportParameters(projectId, key.id, algorithm));
    if (!fetched) return null;
    const held = { ...fetched.data, algorithm, at: new Date() };
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
    reset,
  };
}
export type Import = ReturnType<typeof useImport>;
