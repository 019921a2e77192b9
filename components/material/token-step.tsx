"use client";
import type { Import, WaitingKey } from "#components/material/use-import";
import { Field } from "#components/patterns/field";
import { FileField } from "#components/patterns/file-field";
import type { ChosenFile } from "#lib/console/browser/files/chosen-file";
import { importFileNames, readImportToken } from "#lib/console/browser/files/import-files";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair } from "#lib/domain/key-spec";

export type Expiry = { readonly mode: "never" | "at" /** Local time, as the field holds it. */; readonly time: string };

/** What is wrong with a token file, as far as can be seen; null where nothing is. */
export function tokenProblem(file: ChosenFile | null, waiting: WaitingKey): string | null {
  if (file === null) return null;
  const token = readImportToken(file.bytes);
  if (token === null) return importWords.tokenInvalid;
  return token.keyId === waiting.id ? null : importWords.tokenOfAnotherKey(token.keyId);
}

export function expiryProblem({ mode, time }: Expiry): string | null {
  return mode === "never" || Date.parse(time) > Date.now() ? null : importWords.expiryPast;
}

type Props = { waiting: WaitingKey; state: Import; expiry: Expiry; onExpiry: (expiry: Expiry) => void };

/** Guide Table 2-9: the token, and when the material expires. */
export function TokenStep({ waiting, state, expiry, onExpiry }: Props) {
  const { parameters, token } = state;
  const bytes = new TextEncoder().encode(parameters?.import_token);
  const held = parameters && { name: importFileNames(parameters).token, size: bytes.length, bytes };
  return (
    <>
      <FileField
        label={importWords.token}
        hint={held && !token ? importWords.tokenHeld : importWords.tokenHint}
        error={tokenProblem(token, waiting)}
        file={token ?? held}
        onFile={state.setToken}
      />
      {isKeyPair(waiting.spec) ? (
        <p className="text-sm text-muted">{importWords.pairsNeverExpire}</p>
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label={importWords.expiryMode}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={expiry.mode}
                onChange={(event) => onExpiry({ ...expiry, mode: event.target.value as Expiry["mode"] })}
              >
                <option value="never">{importWords.expiryNever}</option>
                <option value="at">{importWords.expiryAt}</option>
              </select>
            )}
          </Field>
          {expiry.mode === "at" ? (
            <Field label={importWords.expiryTime} error={expiryProblem(expiry)} hint={Intl.DateTimeFormat().resolvedOptions().timeZone}>
              {(control) => (
                <input
                  {...control}
                  type="datetime-local"
                  className="input"
                  value={expiry.time}
                  onChange={(event) => onExpiry({ ...expiry, time: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </div>
      )}
    </>
  );
}
