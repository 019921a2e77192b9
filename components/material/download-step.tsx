"use client";
import { Download } from "lucide-react";
import type { Import, WaitingKey } from "#components/material/use-import";
import { CodeLine } from "#components/patterns/code-line";
import { Countdown } from "#components/patterns/countdown";
import { Field } from "#components/patterns/field";
import { Button } from "#components/ui/button";
import { importLines } from "#lib/console/browser/commands/import-lines";
import { fromBase64 } from "#lib/console/browser/files/bytes";
import { importFileNames, importReadme } from "#lib/console/browser/files/import-files";
import { saveFile } from "#lib/console/browser/files/save-file";
import { importWords } from "#lib/console/words/import-words";
import { OAEP_SHA_256_WORDS } from "#lib/domain/encryption-algorithm";
import { WRAPPING_ALGORITHM_NAMES, WRAPPING_ALGORITHMS, type WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

/** Without a type of their own: Chromium adds `.txt` to a name without an extension. */
const BINARY = "application/octet-stream";

/** Guide §2.3.2, steps 9 and 10: the wrapping algorithm, the three files, and the commands for this key. */
export function DownloadStep({ waiting, state }: { waiting: WaitingKey; state: Import }) {
  const { algorithm, parameters } = state;
  const { caution } = WRAPPING_ALGORITHMS[algorithm];
  const download = async () => {
    const held = await state.fetchParameters(waiting);
    if (held === null) return;
    // What was encrypted under an older wrapping key does not open with the new token.
    state.setMaterial(null);
    state.setPrivateKey(null);
    const names = importFileNames(held);
    saveFile(names.wrappingKey, BINARY, fromBase64(held.public_key));
    saveFile(names.token, BINARY, held.import_token);
    saveFile(names.readme, BINARY, importReadme(held, waiting.spec, held.importsInToken));
  };
  return (
    <>
      <Field label={importWords.algorithm} hint={caution ? null : importWords.downloadLead}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={algorithm}
            onChange={(event) => state.chooseAlgorithm(event.target.value as WrappingAlgorithm)}
          >
            {WRAPPING_ALGORITHM_NAMES.map((name) => (
              <option key={name} value={name}>
                {WRAPPING_ALGORITHMS[name].caution === null ? `${name} (${importWords.recommended})` : name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {caution ? (
        <p className="notice" data-tone="caution" role="note">
          {caution}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button kind="primary" isPending={state.isFetching} onClick={download}>
          <Download size={14} aria-hidden />
          {importWords.download}
        </Button>
        <span role="status" className="text-sm text-muted">
          {parameters ? (
            <>
              {importWords.downloaded} <Countdown milliseconds={String(parameters.expiration_time * 1000)} />
            </>
          ) : null}
        </span>
      </div>
      {parameters ? (
        <section className="grid gap-3" aria-label={importWords.commandsLead}>
          <p className="text-sm text-muted">{importWords.commandsLead}</p>
          {importLines(waiting.spec, algorithm, importFileNames(parameters).wrappingKey).map(({ what, line }) => (
            <CodeLine key={line} lead={what} line={line} what={importWords.command} />
          ))}
          {algorithm === "RSAES_OAEP_SHA_256" ? (
            <p className="text-sm text-muted">
              {importWords.otherPrograms} {OAEP_SHA_256_WORDS}
            </p>
          ) : null}
        </section>
      ) : (
        <p className="text-sm text-muted">{importWords.commandsFirst}</p>
      )}
    </>
  );
}
