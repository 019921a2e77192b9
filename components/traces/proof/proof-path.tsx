"use client";
import { useRef, useState } from "react";
import { Hash } from "#components/traces/proof/hash";
import { Button } from "#components/ui/button";
import type { CheckedReceipt } from "#lib/console/browser/traces/check-receipt";
import { proofWords } from "#lib/console/words/traces/proof-words";

const { steps: names, hashes } = proofWords;
/** So many siblings are shown at once; of more the first two and the last. */
const SHOWN = 5;
const FIRST = 2;

type Props = { walked: NonNullable<CheckedReceipt["walked"]>; root: Uint8Array };

/** From the row's hash by each sibling to the root, as this page has computed it. */
export function ProofPath({ walked: { leaf, steps, isProven }, root }: Props) {
  const [isOpen, setOpen] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const isCut = !isOpen && steps.length > SHOWN;
  const numbered = steps.map((step, at) => ({ ...step, number: at + 1 }));
  const sibling = ({ side, sibling, number }: (typeof numbered)[number]) => (
    <Step key={number} name={names[side]} bytes={sibling} what={hashes.step(number)} />
  );
  return (
    // The focus goes to it when the button that was pressed is gone.
    <ol ref={list} tabIndex={-1} className="proof-path" aria-label={proofWords.path}>
      <Step isEnd name={names.leaf} bytes={leaf} what={hashes.leaf} />
      {(isCut ? numbered.slice(0, FIRST) : numbered).map(sibling)}
      {isCut ? (
        <li>
          <span />
          <Button
            look="link"
            onClick={() => {
              setOpen(true);
              list.current?.focus({ preventScroll: true });
            }}
          >
            {proofWords.moreSteps(steps.length - FIRST - 1)}
          </Button>
        </li>
      ) : null}
      {isCut ? numbered.slice(-1).map(sibling) : null}
      {isProven ? null : <Step isEnd isWrong name={names.computed} bytes={steps.at(-1)?.hash ?? leaf} what={hashes.computed} />}
      <Step isEnd name={names.root} bytes={root} what={hashes.root} />
    </ol>
  );
}

type StepProps = { name: string; bytes: Uint8Array; what: string; isEnd?: boolean; isWrong?: boolean };

function Step({ name, bytes, what, isEnd = false, isWrong = false }: StepProps) {
  return (
    <li className={[isEnd ? "is-end" : "", isWrong ? "is-wrong" : ""].join(" ").trim() || undefined}>
      <span>{name}</span>
      <Hash bytes={bytes} what={what} />
    </li>
  );
}
