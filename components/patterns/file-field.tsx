"use client";
import type { ReactNode } from "react";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { type ChosenFile, readChosenFile } from "#lib/console/browser/files/chosen-file";
import { fileWords } from "#lib/console/words/file-words";

type Props = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  file: ChosenFile | null;
  /** Gets null for a file that cannot be read: the one before it is gone too. */
  onFile: (file: ChosenFile | null) => void;
};

/** A small file, read here; its name and length are shown. What it may be is for the owner to say. */
export function FileField({ label, hint, error, file, onFile }: Props) {
  return (
    <Field label={label} hint={hint} error={error ?? null} isRequired>
      {(control) => (
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <FileButton
            label={fileWords.choose}
            control={control}
            description={label}
            onFile={(chosen) => void readChosenFile(chosen).then(onFile)}
          />
          <span className="muted dense min-w-0 flex-1 basis-52 wrap-anywhere">
            {file ? fileWords.chosen(file.name, file.size) : fileWords.none}
          </span>
        </div>
      )}
    </Field>
  );
}
