"use client";
import { useEffect, useRef, useState } from "react";
import { hashFile } from "#lib/console/browser/files/hash-file";
import { messageRefusal, toWireMessage } from "#lib/console/browser/inputs/message-input";
import { fileWords } from "#lib/console/words/file-words";
import { toolWords } from "#lib/console/words/tool-words";
import type { HashName } from "#lib/domain/hash";
import type { KeySpec } from "#lib/domain/key-spec";
import { type MessageType, SIGNING_ALGORITHMS, type SigningAlgorithm, signingAlgorithmsOf } from "#lib/domain/signing-algorithm";

/** What is signed or verified, while it is put together: a text, a digest, or a file of which the digest is made here. */
export function useSignedMessage(spec: KeySpec) {
  const [algorithm, setAlgorithm] = useState<SigningAlgorithm>(signingAlgorithmsOf(spec)[0] ?? "ECDSA_SHA_256");
  const [type, setType] = useState<MessageType>("RAW");
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [fileError, setFileError] = useState<string | null>(null);
  const hashing = useRef<AbortController | null>(null);
  useEffect(() => () => hashing.current?.abort(), []);
  const hash: HashName = SIGNING_ALGORITHMS[algorithm].hash;

  const dropFile = () => {
    hashing.current?.abort();
    setFile(null);
    setProgress(null);
    setFileError(null);
  };
  const hashAs = async (chosen: File, wanted: HashName) => {
    hashing.current?.abort();
    const own = new AbortController();
    hashing.current = own;
    setFile(chosen);
    setType("DIGEST");
    setText("");
    setFileError(null);
    setProgress(0);
    try {
      const digest = await hashFile(chosen, wanted, setProgress, own.signal);
      if (own.signal.aborted) return;
      setText(digest);
    } catch {
      if (own.signal.aborted) return;
      setFile(null);
      setFileError(fileWords.unreadable);
    }
    setProgress(null);
  };

  const refusal = progress === null ? messageRefusal(type, hash, text) : toolWords.empty;
  return {
    algorithm,
    type,
    text,
    hash,
    /** Name of the file whose digest the message is, or is about to be. */
    fileName: file?.name ?? null,
    /** 0 to 1 while a file is hashed, else null. */
    progress,
    refusal,
    /** All that a signature is made from. */
    parts: [algorithm, type, text, file, fileError] as const,
    /** The refusal that is worth an error while the field is being filled. */
    error: fileError ?? (text === "" ? null : refusal),
    enter(next: string) {
      dropFile();
      setText(next);
    },
    chooseType(next: MessageType) {
      dropFile();
      setType(next);
      if (file !== null) setText("");
    },
    chooseAlgorithm(next: SigningAlgorithm) {
      setAlgorithm(next);
      const wanted = SIGNING_ALGORITHMS[next].hash;
      if (file !== null && wanted !== hash) void hashAs(file, wanted);
    },
    chooseFile: (chosen: File) => void hashAs(chosen, hash),
    clear() {
      dropFile();
      setType("RAW");
      setText("");
    },
    toSigned: () => ({ message: toWireMessage(type, hash, text), type, algorithm }),
  };
}

export type SignedMessageState = ReturnType<typeof useSignedMessage>;
