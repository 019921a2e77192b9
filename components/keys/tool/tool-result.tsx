"use client";
import { Copy, FileDown } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Field } from "#components/patterns/field";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { copyText } from "#lib/console/browser/copy-text";
import { saveFile } from "#lib/console/browser/files/save-file";
import type { ToolMode } from "#lib/console/browser/inputs/tool-input";
import { plural } from "#lib/console/words/plural";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";
import { utf8ByteCount } from "#lib/domain/text";

export type Result = {
  readonly text: string;
  /** Whether the plaintext is no text and is shown in base64. */
  readonly isBase64?: boolean;
  /** Of a decryption: the key that was found. */
  readonly key?: { readonly id: string; readonly alias: string };
};

/** The right-hand box: what came out, exactly, with ways to take it away. */
export function ToolResult({ mode, result }: { mode: ToolMode; result: Result | null }) {
  const { basePath } = useWorkplace();
  const [isCopied, setCopied] = useState(false);
  const reason = result ? null : toolWords.empty;
  const label = mode === "encrypt" ? toolWords.ciphertext : toolWords.plaintext;
  return (
    <div className="grid min-w-0 content-start gap-3">
      <Field label={label} aside={<span className="text-xs text-muted">{result ? plural(utf8ByteCount(result.text), "byte") : ""}</span>}>
        {(control) => (
          <textarea
            {...control}
            className="input mono h-64 resize-y text-xs!"
            readOnly
            spellCheck={false}
            placeholder={mode === "encrypt" ? toolWords.resultEncryptHint : toolWords.resultDecryptHint}
            value={result?.text ?? ""}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Button reason={reason} reasonSide="left" onClick={() => result && void copyText(result.text).then(() => setCopied(true))}>
          <Copy size={14} aria-hidden />
          {toolWords.copy}
        </Button>
        <Button
          kind="quiet"
          reason={reason}
          reasonSide="left"
          onClick={() => result && saveFile(`${label.toLowerCase()}.txt`, "application/octet-stream", result.text)}
        >
          <FileDown size={14} aria-hidden />
          {toolWords.saveFile}
        </Button>
        <span role="status" className="text-sm text-positive">
          {isCopied && result ? words.copied : ""}
        </span>
      </div>
      {result?.isBase64 ? <p className="text-sm text-muted">{toolWords.notUtf8}</p> : null}
      {result?.key ? (
        <p className="text-sm text-muted">
          {toolWords.decryptedWith}{" "}
          <Link href={`${basePath}/keys/${result.key.id}?tab=tool`} prefetch={false} className="font-medium">
            {result.key.alias || result.key.id}
          </Link>{" "}
          {result.key.alias ? <span className="mono text-2xs wrap-anywhere">{result.key.id}</span> : null}
        </p>
      ) : null}
    </div>
  );
}
