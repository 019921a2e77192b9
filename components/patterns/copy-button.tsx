"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "#lib/console/browser/copy-text";
import { words } from "#lib/console/words/words";

type Props = {
  /** Such as an ID; something secret only where it is shown once, to be kept. */
  text: string;
  /** As in "Copy ID". */
  what: string;
  /** False in rows whose menu copies too: a page of them would have a hundred more stops. */
  isReachable?: boolean;
  /** It is on the clipboard. */
  onCopied?: (() => void) | undefined;
};

/** Copies a text; says so for a moment. */
export function CopyButton({ text, what, isReachable = true, onCopied }: Props) {
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
        tabIndex={isReachable ? undefined : -1}
        aria-label={words.copy(what)}
        data-tip={words.copy(what)}
        onClick={() =>
          void copyText(text).then(() => {
            setCopied(true);
            onCopied?.();
          })
        }
      >
        {isCopied ? <Check className="i mark-positive" aria-hidden /> : <Copy className="i" aria-hidden />}
      </button>
      <span role="status" className="sr">
        {isCopied ? words.copied : ""}
      </span>
    </>
  );
}
