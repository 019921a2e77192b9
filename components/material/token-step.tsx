"use client";
import type { Import } from "#components/material/use-import";
import { Field } from "#components/patterns/field";
import { FileField } from "#components/patterns/file-field";
import { Select } from "#components/patterns/select";
import { importFileNames } from "#lib/console/browser/files/import-files";
import { type Expiry, expiryFault, heldToken, tokenFault, type WaitingKey } from "#lib/console/browser/import/import-locks";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair } from "#lib/domain/key-spec";

const MODES = [
  { value: "never", label: importWords.expiryNever },
  { value: "at", label: importWords.expiryAt },
] as const;

type Props = { waiting: WaitingKey; state: Import; expiry: Expiry; onExpiry: (expiry: Expiry) => void; now: number };

/** Guide Table 2-9: the token, and when the material expires. */
export function TokenStep({ waiting, state, expiry, onExpiry, now }: Props) {
  const { chain } = state;
  const chosen = chain.files.token.file;
  const parameters = heldToken(chain);
  const bytes = new TextEncoder().encode(parameters?.import_token);
  const held = parameters && { name: importFileNames(parameters).token, size: bytes.length, bytes };
  const heldHint = chain.way === "browser" ? importWords.tokenOfBrowser : importWords.tokenHeld;
  return (
    <>
      <FileField
        label={importWords.token}
        hint={held && !chosen ? heldHint : importWords.tokenHint}
        error={tokenFault(chain, waiting, now)}
        file={chosen ?? (chain.files.token.isUnreadable ? null : held)}
        onFile={(file) => state.chooseFile("token", file)}
      />
      {isKeyPair(waiting.spec) ? (
        <p className="dense muted">{importWords.pairsNeverExpire}</p>
      ) : (
        <>
          <Field label={importWords.expiryMode}>
            {(control) => (
              <Select
                {...control}
                options={MODES}
                value={expiry.mode}
                onChange={(mode) => onExpiry({ ...expiry, mode: mode as Expiry["mode"] })}
              />
            )}
          </Field>
          {expiry.mode === "at" ? (
            <Field
              label={importWords.expiryTime}
              error={expiryFault(expiry, now)}
              hint={importWords.expiryHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}
            >
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
        </>
      )}
    </>
  );
}
