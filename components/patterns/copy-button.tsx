"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "#lib/console/browser/copy-text";
import { words } from "#lib/console/words/words";

/** Copies a text that is not secret, such as an ID; says so for a moment. @param what as in "Copy ID" */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <>
      <button
        type="button"
        className="copy"
        aria-label={words.copy(what)}
        data-tip={words.copy(what)}
        onClick={() => void copyText(text).then(() => setCopied(true))}
      >
        {isCopied ? <Check className="i mark-positive" aria-hidden /> : <Copy className="i" aria-hidden />}
      </button>
      <span role="status" className="sr">
        {isCopied ? words.copied : ""}
      </span>
    </>
  );
}
