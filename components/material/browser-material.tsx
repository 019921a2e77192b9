"use client";
import { FileDown, KeyRound } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Import, WaitingKey } from "#components/material/use-import";
import { FileField } from "#components/patterns/file-field";
import { Button } from "#components/ui/button";
import { IMPORT_FILES } from "#lib/console/browser/commands/import-lines";
import type { ChosenFile } from "#lib/console/browser/files/chosen-file";
import { readPkcs8 } from "#lib/console/browser/files/import-files";
import { saveFile } from "#lib/console/browser/files/save-file";
import { encryptOaep, generateMaterial, keyWrapPadded } from "#lib/console/browser/files/wrap-in-browser";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair, keyBytes } from "#lib/domain/key-spec";
import { WRAPPING_ALGORITHMS } from "#lib/domain/wrapping-algorithm";

const TEMPORARY_KEY_BYTES = 32;

/**
 * Makes or reads key material and encrypts it here. Invariant: clear material is in one array, for its backup, until the dialog goes;
 * what leaves this component is ciphertext.
 */
export function BrowserMaterial({ waiting, state }: { waiting: WaitingKey; state: Import }) {
  const isPair = isKeyPair(waiting.spec);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [source, setSource] = useState<ChosenFile | null>(null);
  const [hasBackup, setHasBackup] = useState(false);
  const clear = useRef<Uint8Array<ArrayBuffer> | null>(null);
  const forget = () => {
    clear.current?.fill(0);
    clear.current = null;
    setHasBackup(false);
  };
  useEffect(() => () => void clear.current?.fill(0), []);

  const { oaepHash } = WRAPPING_ALGORITHMS[state.algorithm];
  let refusal: string | null = null;
  if (oaepHash === null) refusal = importWords.browserNeedsOaep;
  else if (typeof crypto === "undefined" || !crypto.subtle) refusal = importWords.browserNeedsSecure;

  const wrap = async (content: Uint8Array<ArrayBuffer>) => {
    const held = state.parameters ?? (await state.fetchParameters(waiting));
    if (held === null || oaepHash === null) return;
    const secret = isPair ? crypto.getRandomValues(new Uint8Array(TEMPORARY_KEY_BYTES)) : content;
    const encrypted = new Uint8Array(await encryptOaep(held.public_key, oaepHash, secret));
    state.setMaterial({ name: IMPORT_FILES.encrypted, size: encrypted.length, bytes: encrypted });
    if (!isPair) return;
    const wrapped = new Uint8Array(await keyWrapPadded(secret, content));
    secret.fill(0);
    state.setPrivateKey({ name: IMPORT_FILES.privateKey, size: wrapped.length, bytes: wrapped });
  };
  const whileBusy = async (run: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await run().catch(() => setProblem(importWords.browserNeedsSecure));
    setBusy(false);
  };
  const generate = () =>
    whileBusy(async () => {
      forget();
      const made = await generateMaterial(waiting.spec);
      clear.current = made;
      setHasBackup(true);
      setSource(null);
      await wrap(made);
    });
  const read = (file: ChosenFile) =>
    whileBusy(async () => {
      forget();
      setSource(file);
      const content = isPair ? readPkcs8(file.bytes) : file.bytes;
      if (content === null) return setProblem(importWords.notPkcs8);
      if (!isPair && file.size !== keyBytes(waiting.spec)) return setProblem(importWords.notSecret(file.size));
      try {
        await wrap(content);
      } finally {
        content.fill(0);
        file.bytes.fill(0);
      }
    });
  const backup = () => {
    if (clear.current === null) return;
    saveFile(isPair ? `${waiting.id}_private_key.der` : IMPORT_FILES.plaintext, "application/octet-stream", clear.current);
  };
  return (
    <section className="grid gap-3 border-t border-line pt-4" aria-label={importWords.browser}>
      <h3>{importWords.browser}</h3>
      <p className="text-sm text-muted">{importWords.browserLead}</p>
      {refusal ? (
        <p className="notice" data-tone="caution">
          {refusal}
        </p>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <Button isPending={isBusy} onClick={generate}>
              <KeyRound size={14} aria-hidden />
              {importWords.generate}
            </Button>
            {hasBackup ? (
              <Button kind="quiet" onClick={backup}>
                <FileDown size={14} aria-hidden />
                {importWords.backup}
              </Button>
            ) : null}
          </div>
          {isBusy ? <div role="progressbar" aria-label={importWords.encrypting} className="progress" data-open /> : null}
          {hasBackup ? <p className="text-sm text-muted">{importWords.backupHint}</p> : null}
          <FileField
            label={isPair ? importWords.privateFile : importWords.secretFile}
            file={source}
            error={problem}
            onFile={(file) => void read(file)}
          />
        </>
      )}
    </section>
  );
}
