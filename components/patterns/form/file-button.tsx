"use client";
import { FileUp, type LucideIcon } from "lucide-react";
import { useRef } from "react";
import type { FieldControl } from "#components/patterns/form/field";
import { Button } from "#components/ui/button";

type Props = {
  label: string;
  icon?: LucideIcon;
  kind?: "plain" | "quiet";
  /** Of a field that names the file; absent where the button's label does. */
  control?: FieldControl;
  /** Name of that field, for the button. */
  description?: string;
  onFile: (file: File) => void;
};

/** A button that lets a file be chosen, in place of the browser's own control. */
export function FileButton({ label, icon: Icon = FileUp, kind = "plain", control, description, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        kind={kind}
        aria-description={description}
        aria-describedby={control?.["aria-describedby"]}
        onClick={() => input.current?.click()}
      >
        <Icon size={14} aria-hidden />
        {label}
      </Button>
      <input
        {...(control ?? { "aria-label": label })}
        ref={input}
        type="file"
        className="hidden"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
    </>
  );
}
