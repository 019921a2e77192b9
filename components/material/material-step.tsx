"use client";
import { BrowserMaterial } from "#components/material/browser-material";
import type { Import, WaitingKey } from "#components/material/use-import";
import { FileField } from "#components/patterns/file-field";
import type { ChosenFile } from "#lib/console/browser/files/chosen-file";
import { isPkcs8, readPkcs8 } from "#lib/console/browser/files/import-files";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair } from "#lib/domain/key-spec";
import { WRAPPED_BYTES } from "#lib/domain/wrapping-algorithm";

/** What is wrong with the file in the first slot, by its length alone; null where nothing is. */
export function materialProblem(file: ChosenFile | null): string | null {
  return file === null || file.size === WRAPPED_BYTES ? null : importWords.wrongSize(file.size);
}

/** The longest private key ciphertext that the API takes, in bytes (api-reference §2.6). */
const MAX_PRIVATE_BYTES = 4608;

/** What is wrong with the file in the second slot, as far as can be seen; null where nothing is. */
export function privateKeyProblem(file: ChosenFile | null): string | null {
  if (file === null) return null;
  if (isPkcs8(file.bytes) || readPkcs8(file.bytes) !== null) return importWords.clearPrivateKey;
  const { size: length } = file;
  return length % 8 === 0 && length >= 24 && length <= MAX_PRIVATE_BYTES ? null : importWords.wrongPrivateSize(length);
}

/** Guide Tables 2-7 and 2-8: the encrypted files, from OpenSSL or made in this page. */
export function MaterialStep({ waiting, state }: { waiting: WaitingKey; state: Import }) {
  const isPair = isKeyPair(waiting.spec);
  return (
    <>
      <FileField
        label={isPair ? importWords.temporary : importWords.material}
        hint={isPair ? importWords.temporaryHint : importWords.materialHint}
        error={materialProblem(state.material)}
        file={state.material}
        onFile={state.setMaterial}
      />
      {isPair ? (
        <FileField
          label={importWords.privateKey}
          hint={importWords.privateKeyHint}
          error={privateKeyProblem(state.privateKey)}
          file={state.privateKey}
          onFile={state.setPrivateKey}
        />
      ) : null}
      <BrowserMaterial waiting={waiting} state={state} />
    </>
  );
}
