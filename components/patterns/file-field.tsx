"use client";
import { FileUp } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Field } from "#components/patterns/field";
import { Button } from "#components/ui/button";

export type ChosenFile = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

type Props = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  file: ChosenFile | null;
  /** Bytes beyond which a file is not even read. */
  maxBytes?: number;
  onFile: (file: ChosenFile) => void;
};

const DEFAULT_MAX_BYTES = 64 * 1024;

/** A small file, read here; its name and length are shown. What it may be is for the owner to say. */
export function FileField({ label, hint, error, file, maxBytes = DEFAULT_MAX_BYTES, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const read = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const bytes = new Uint8Array(await chosen.slice(0, maxBytes).arrayBuffer());
    onFile({ name: chosen.name, bytes });
  };
  return (
    <Field label={label} hint={hint} error={error ?? null} isRequired>
      {(control) => (
        <div className="flex flex-wrap items-center gap-3">
          <input
            {...control}
            ref={input}
            type="file"
            className="hidden"
            onChange={(event) => {
              void read(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
          <Button aria-description={label} aria-describedby={control["aria-describedby"]} onClick={() => input.current?.click()}>
            <FileUp size={14} aria-hidden />
            Choose file
          </Button>
          <span className="min-w-0 truncate text-sm text-muted">
            {file ? `${file.name} · ${file.bytes.length} bytes` : "No file chosen"}
          </span>
        </div>
      )}
    </Field>
  );
}
