"use client";
import { SquareTerminal } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { detailsWords } from "#lib/console/words/details-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

// Fetched when somebody is about to press: the lines of all clients are more than the rest of the head.
const loadDialog = () => import("#components/keys/use/use-key-dialog");
const UseKeyDialog = dynamic(loadDialog, { ssr: false });

/** Opens the lines with which programs use a key. */
export function UseKeyButton({ item }: { item: KeyDetails }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        aria-haspopup="dialog"
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={() => setOpen(true)}
      >
        <SquareTerminal className="i" aria-hidden />
        {detailsWords.useKey}
      </Button>
      {isOpen ? <UseKeyDialog item={item} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
