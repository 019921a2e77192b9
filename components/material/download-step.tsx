"use client";
import { Download } from "lucide-react";
import type { Import } from "#components/material/use-import";
import { Banner } from "#components/patterns/banner";
import { CodeLine } from "#components/patterns/code-line";
import { Field } from "#components/patterns/field";
import { Select } from "#components/patterns/select";
import { Button } from "#components/ui/button";
import { importLines } from "#lib/console/browser/commands/import-lines";
import { fromBase64 } from "#lib/console/browser/files/bytes";
import { importFileNames, importReadme } from "#lib/console/browser/files/import-files";
import { saveFile } from "#lib/console/browser/files/save-file";
import type { HeldParameters } from "#lib/console/browser/import/import-chain";
import type { WaitingKey } from "#lib/console/browser/import/import-locks";
import { importWords } from "#lib/console/words/import-words";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import { WRAPPING_ALGORITHM_NAMES, WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

/** Without a type of their own: Chromium adds `.txt` to a name without an extension. */
const BINARY = "application/octet-stream";
const ALGORITHMS = WRAPPING_ALGORITHM_NAMES.map((value) => ({ value, label: `${value} (${importWords.standing[value]})` }));

/** Guide §2.3.2, steps 9 and 10: the wrapping algorithm, the three files, and the commands for this key. */
export function DownloadStep({ waiting, state }: { waiting: WaitingKey; state: Import }) {
  const { algorithm, parameters, areSaved } = state.chain;
  const { caution } = WRAPPING_ALGORITHMS[algorithm];
  const download = async () => {
    const held = await state.fetchParameters();
    if (held === null) return;
    saveItems(held, waiting);
    state.handOut(held);
  };
  return (
    <>
      <Field label={importWords.algorithm} hint={importWords.downloadLead}>
        {(control) => (
          <Select
            {...control}
            options={ALGORITHMS}
            value={algorithm}
            onChange={(next) => state.chooseAlgorithm(next as WrappingAlgorithm)}
          />
        )}
      </Field>
      {caution ? (
        <div role="note">
          <Banner tone="caution">{caution}</Banner>
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button kind={areSaved ? "plain" : "primary"} isPending={state.isFetching} onClick={download}>
          <Download className="i" aria-hidden />
          {importWords.download}
        </Button>
        <span role="status" className="dense muted">
          {areSaved ? importWords.downloaded : null}
        </span>
      </div>
      {parameters && areSaved ? (
        <section className="commands" aria-label={importWords.commandsLead}>
          <p className="dense muted">{importWords.commandsLead}</p>
          {importLines(waiting.spec, algorithm, importFileNames(parameters).wrappingKey).map(({ what, line }) => (
            <CodeLine key={line} lead={what} line={line} what={importWords.command} />
          ))}
          {algorithm === "RSAES_OAEP_SHA_256" ? (
            <p className="hint">
              {importWords.otherPrograms} {OAEP_SHA_256_WORDS}
            </p>
          ) : null}
        </section>
      ) : (
        <p className="dense muted">{importWords.commandsFirst}</p>
      )}
    </>
  );
}

/** Under the guide's names. */
function saveItems(held: HeldParameters, waiting: WaitingKey): void {
  const names = importFileNames(held);
  saveFile(names.wrappingKey, BINARY, fromBase64(held.public_key));
  saveFile(names.token, BINARY, held.import_token);
  saveFile(names.readme, BINARY, importReadme(held, waiting.spec, held.importsInToken));
}
