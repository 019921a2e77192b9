"use client";
import { BrowserMaterial } from "#components/material/browser-material";
import type { Import } from "#components/material/use-import";
import { FileField } from "#components/patterns/file-field";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { materialFault, privateKeyFault, type WaitingKey } from "#lib/console/browser/import/import-locks";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair } from "#lib/domain/key-spec";

const WAYS = [
  { value: "file", label: importWords.encryptedFile },
  { value: "browser", label: importWords.browser },
] as const;

/** Guide Tables 2-7 and 2-8: the encrypted files, from OpenSSL or made in this page. */
export function MaterialStep({ waiting, state, isFresh }: { waiting: WaitingKey; state: Import; isFresh: boolean }) {
  const { chain } = state;
  const choose = (way: (typeof WAYS)[number]["value"]) => {
    state.chooseWay(way);
    if (way === "browser") void state.prepareBrowser();
  };
  return (
    <SegmentedTabs label={importWords.way} tabs={WAYS} value={chain.way} onChange={choose}>
      {chain.way === "browser" ? (
        <BrowserMaterial waiting={waiting} state={state} isFresh={isFresh} />
      ) : (
        <EncryptedFiles waiting={waiting} state={state} />
      )}
    </SegmentedTabs>
  );
}

function EncryptedFiles({ waiting, state }: { waiting: WaitingKey; state: Import }) {
  const { material, privateKey } = state.chain.files;
  const isPair = isKeyPair(waiting.spec);
  return (
    <div className="grid gap-5">
      <FileField
        label={isPair ? importWords.temporary : importWords.material}
        hint={isPair ? importWords.temporaryHint : importWords.materialHint}
        error={materialFault(material)}
        file={material.file}
        onFile={(file) => state.chooseFile("material", file)}
      />
      {isPair ? (
        <FileField
          label={importWords.privateKey}
          hint={importWords.privateKeyHint}
          error={privateKeyFault(privateKey)}
          file={privateKey.file}
          onFile={(file) => state.chooseFile("privateKey", file)}
        />
      ) : null}
    </div>
  );
}
