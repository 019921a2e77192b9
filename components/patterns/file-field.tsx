"use client";
import { type ReactNode, useState } from "react";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { fileWords } from "#lib/console/words/file-words";

export type ChosenFile = {
  readonly name: string;
  /** Of the file; what is too long for any purpose here is read in part only. */
  readonly size: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

type Props = { label: string; hint?: ReactNode; error?: string | null; file: ChosenFile | null; onFile: (file: ChosenFile) => void };

const MAX_BYTES = 64 * 1024;

/** A small file, read here; its name and length are shown. What it may be is for the owner to say. */
export function FileField({ label, hint, error, file, onFile }: Props) {
  const [isUnreadable, setUnreadable] = useState(false);
  const read = async (chosen: File) => {
    try {
      const bytes = new Uint8Array(await chosen.slice(0, MAX_BYTES).arrayBuffer());
      setUnreadable(false);
      onFile({ name: chosen.name, size: chosen.size, bytes });
    } catch {
      // A folder, or a file that has gone or may not be read.
      setUnreadable(true);
    }
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
