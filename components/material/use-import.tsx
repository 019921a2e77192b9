"use client";
import { useEffect, useReducer, useRef, useState } from "react";
import { useSubmission } from "#components/patterns/form/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { IMPORT_FILES } from "#lib/console/browser/commands/import-lines";
import type { ChosenFile } from "#lib/console/browser/files/chosen-file";
import { readPkcs8 } from "#lib/console/browser/files/import-files";
import { saveFile } from "#lib/console/browser/files/save-file";
import { digestStart, encryptOaep, generateMaterial, keyWrapPadded } from "#lib/console/browser/files/wrap-in-browser";
import { hasCryptography } from "#lib/console/browser/has-cryptography";
import { EMPTY_CHAIN, type HeldParameters, reduceChain, type Slot, type Source, type Way } from "#lib/console/browser/import/import-chain";
import { usable, type WaitingKey } from "#lib/console/browser/import/import-locks";
import { fetchImportParameters } from "#lib/console/server/actions/import-material";
import { fileWords } from "#lib/console/words/file-words";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair, keyBytes } from "#lib/domain/key-spec";
import { WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

const TEMPORARY_KEY_BYTES = 32;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * One import: its chain of derived things, and the work that makes them. Invariant: clear material is in one array at most, which is
 * wiped when it is replaced, was imported, or the dialog goes; what leaves this page is ciphertext.
 */
export function useImport(waiting: WaitingKey | null) {
  const { project } = useWorkplace();
  const [chain, dispatch] = useReducer(reduceChain, EMPTY_CHAIN);
  const { submit, reset, isPending: isFetching, failure } = useSubmission({ isReading: true });
  const [busyWork, setBusyWork] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  /** Generated material: kept for its backup, and to be encrypted anew under another wrapping key. */
  const clear = useRef<Bytes | null>(null);
  const work = useRef(0);
  // What is asked while something is under way must not see what was when that began.
  const algorithm = useRef(chain.algorithm);
  const held = useRef<HeldParameters | null>(null);
  const fetching = useRef<Promise<HeldParameters | null> | null>(null);
  const forget = () => {
    work.current += 1;
    clear.current?.fill(0);
    clear.current = null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog goes
  useEffect(() => forget, []);

  const fetchNow = async (): Promise<HeldParameters | null> => {
    if (waiting === null) return null;
    const wanted = algorithm.current;
    const fetched = await submit(() => fetchImportParameters(project.id, waiting.id, wanted));
    if (!fetched || wanted !== algorithm.current) return null;
    const parameters = { ...fetched.data, algorithm: wanted, at: new Date() };
    held.current = parameters;
    dispatch({ type: "fetched", parameters });
    if (clear.current) await wrap(clear.current, parameters);
    return parameters;
  };
  /** A fresh wrapping key with its token, or the one that is on its way. */
  const fetchParameters = () => {
    fetching.current ??= fetchNow().finally(() => {
      fetching.current = null;
    });
    return fetching.current;
  };
  const needParameters = async () => usable(held.current, Date.now()) ?? fetchParameters();

  /** Encrypts material under a wrapping key; of a pair the private key under a temporary key, and that one under the wrapping key. */
  const wrap = async (content: Bytes, under: HeldParameters) => {
    const own = work.current;
    const { oaepHash } = WRAPPING_ALGORITHMS[under.algorithm];
    if (oaepHash === null || waiting === null) return;
    const isPair = isKeyPair(waiting.spec);
    const secret = isPair ? crypto.getRandomValues(new Uint8Array(TEMPORARY_KEY_BYTES)) : content;
    try {
      const material = new Uint8Array(await encryptOaep(under.public_key, oaepHash, secret));
      const privateKey = isPair ? new Uint8Array(await keyWrapPadded(secret, content)) : null;
      dispatch({ type: "wrapped", work: own, wrapped: { under, material, privateKey } });
    } catch (error) {
      if (own === work.current) setProblem(importWords.browserFailed(nameOf(error)));
    } finally {
      if (isPair) secret.fill(0);
    }
  };
  /** Lets go of the source before, and runs the work on the next. */
  const begin = async (run: (own: number) => Promise<void>) => {
    forget();
    const own = work.current;
    dispatch({ type: "begun", work: own });
    setBusyWork(own);
    setProblem(null);
    try {
      await run(own);
    } catch (error) {
      if (own === work.current) setProblem(importWords.browserFailed(nameOf(error)));
    }
    setBusyWork((now) => (now === own ? 0 : now));
  };
  const toSource = async (kind: Source["kind"], name: string, content: Bytes): Promise<Source> => ({
    kind,
    name,
    size: content.length,
    digest: await digestStart(content),
    at: new Date(),
    savedAt: null,
  });
  const generate = (key: WaitingKey) =>
    begin(async (own) => {
      const made = await generateMaterial(key.spec);
      if (own !== work.current) return void made.fill(0);
      clear.current = made;
      dispatch({ type: "made", work: own, source: await toSource("generated", backupName(key), made) });
      const parameters = usable(held.current, Date.now());
      // Whoever fetches encrypts what is there by then.
      if (parameters) await wrap(made, parameters);
      else await fetchParameters();
    });
  /** @param file null where it could not be read */
  const read = (key: WaitingKey, file: ChosenFile | null) =>
    begin(async (own) => {
      const refuse = (fault: string) => dispatch({ type: "refused", work: own, fault });
      if (file === null) return refuse(fileWords.unreadable);
      const isPair = isKeyPair(key.spec);
      const content = isPair ? readPkcs8(file.bytes) : file.bytes;
      try {
        if (content === null) return refuse(importWords.notPkcs8);
        if (!isPair && file.size !== keyBytes(key.spec)) return refuse(importWords.notSecret(file.size));
        const parameters = await needParameters();
        if (own !== work.current) return;
        if (parameters === null) return refuse(importWords.notFetched);
        dispatch({ type: "made", work: own, source: await toSource("file", file.name, content) });
        await wrap(content, parameters);
      } finally {
        content?.fill(0);
        file.bytes.fill(0);
      }
    });
  return {
    chain,
    isFetching,
    /** Material is being made or read. */
    isBusy: busyWork !== 0,
    /** What the browser's cryptography failed at. */
    problem,
    failure,
    reset,
    forget,
    fetchParameters,
    generate,
    read,
    chooseAlgorithm: (next: WrappingAlgorithm) => {
      algorithm.current = next;
      held.current = null;
      dispatch({ type: "algorithm", algorithm: next });
    },
    handOut: (parameters: HeldParameters) => dispatch({ type: "handedOut", parameters }),
    chooseWay: (way: Way) => dispatch({ type: "way", way }),
    chooseFile: (slot: Slot, file: ChosenFile | null) => dispatch({ type: "chosen", slot, file }),
    saveBackup: (key: WaitingKey) => {
      if (clear.current === null) return;
      saveFile(backupName(key), "application/octet-stream", clear.current);
      dispatch({ type: "saved", work: work.current, at: new Date() });
    },
    /** A wrapping key is needed to encrypt here: fetches one, or encrypts anew what is not encrypted. */
    prepareBrowser: async () => {
      if (WRAPPING_ALGORITHMS[algorithm.current].oaepHash === null || !hasCryptography()) return;
      setProblem(null);
      const parameters = usable(held.current, Date.now());
      if (parameters === null) await fetchParameters();
      else if (clear.current) await wrap(clear.current, parameters);
    },
  };
}
export type Import = ReturnType<typeof useImport>;

/** Under the guide's name; of a pair under the key's ID, for one person has many. */
export function backupName({ id, spec }: WaitingKey): string {
  return isKeyPair(spec) ? `${id}_private_key.der` : IMPORT_FILES.plaintext;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}
