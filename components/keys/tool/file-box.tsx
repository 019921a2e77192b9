"use client";
import { type DragEvent, type ReactNode, useState } from "react";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import type { ChosenFile } from "#lib/console/browser/files/chosen-file";
import { fileWords } from "#lib/console/words/file-words";

type Props = {
  label: string;
  hint: string;
  error: string | null;
  aside: ReactNode;
  file: ChosenFile | null;
  onFile: (file: File) => void;
};

/** The Tool's box for a file, as large as its box for text: chosen by the button, or dropped anywhere in it. */
export function FileBox({ label, hint, error, aside, file, onFile }: Props) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped) onFile(dropped);
  };
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(control) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way for the mouse; the button is there for everybody
        <div
          className="drop-box"
          data-over={isOver || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <FileButton label={fileWords.choose} control={control} description={label} onFile={onFile} />
          <p role="status" className="max-w-full text-center dense muted wrap-anywhere">
            {file ? fileWords.chosen(file.name, file.size) : fileWords.drop}
          </p>
        </div>
      )}
    </Field>
  );
}
