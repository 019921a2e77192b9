"use client";
import { type ReactNode, useState } from "react";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { type ChosenFile, readChosenFile } from "#lib/console/browser/files/chosen-file";
import { fileWords } from "#lib/console/words/file-words";

type Props = { label: string; hint?: ReactNode; error?: string | null; file: ChosenFile | null; onFile: (file: ChosenFile) => void };

/** A small file, read here; its name and length are shown. What it may be is for the owner to say. */
export function FileField({ label, hint, error, file, onFile }: Props) {
  const [isUnreadable, setUnreadable] = useState(false);
  const read = async (chosen: File) => {
    const content = await readChosenFile(chosen);
    setUnreadable(content === null);
    if (content) onFile(content);
  };
  return (
    <Field label={label} hint={hint} error={isUnreadable ? fileWords.unreadable : (error ?? null)} isRequired>
      {(control) => (
        <div className="flex flex-wrap items-center gap-3">
          <FileButton label={fileWords.choose} control={control} description={label} onFile={(chosen) => void read(chosen)} />
          <span className="min-w-0 truncate text-sm text-muted">{file ? fileWords.chosen(file.name, file.size) : fileWords.none}</span>
        </div>
      )}
    </Field>
  );
}
