"use client";
import { Copy, Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button";
import { copyText } from "#lib/console/browser/copy-text";
import { saveFile } from "#lib/console/browser/files/save-file";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";

type Props = {
  /** What is copied; null while there is nothing. Mounted anew, with a key, when it is another. */
  text: string | null;
  file: { readonly name: string; readonly content: BlobPart };
  saveLabel?: string;
  /** Further buttons. */
  children?: ReactNode;
};

/** The ways to take away what the Tool shows: the clipboard and a file. */
export function TakeAway({ text, file, saveLabel = toolWords.saveFile, children }: Props) {
  const [isCopied, setCopied] = useState(false);
  const reason = text === null ? toolWords.empty : null;
  return (
    <div className="btn-row tool-take">
      <Button reason={reason} onClick={() => text !== null && void copyText(text).then(() => setCopied(true))}>
        <Copy className="i" aria-hidden />
        {toolWords.copy}
      </Button>
      {/* Served as bytes: for a text Chromium would add ".txt" to a name without an extension. */}
      <Button kind="quiet" reason={reason} onClick={() => saveFile(file.name, "application/octet-stream", file.content)}>
        <Download className="i" aria-hidden />
        {saveLabel}
      </Button>
      {children}
      <span role="status" className="hint is-positive">
        {isCopied ? words.copied : ""}
      </span>
    </div>
  );
}
