"use client";
import { Banner } from "#components/patterns/banner";
import { CopyButton } from "#components/patterns/copy-button";
import { Mark } from "#components/patterns/mark";
import { Pair } from "#components/traces/pair";
import { ProofPath } from "#components/traces/proof/proof-path";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import type { CheckedReceipt } from "#lib/console/browser/traces/check-receipt";
import { proofWords } from "#lib/console/words/traces/proof-words";
import { wholeTime } from "#lib/console/words/traces/trace-times";

type Props = {
  checked: CheckedReceipt;
  /** Leaf index that the trace is shown with. */
  shownIndex: number | null;
  /** When the checkpoint was signed, in epoch milliseconds. */
  signedAt: number;
};

/** What the page has found about a receipt: what is wrong first, then the path, then what it rests on. */
export function CheckedProof({ checked, shownIndex, signedAt }: Props) {
  const { row, checkpoint, walked, isSigned, keyId } = checked;
  const isLocal = useLocalTime();
  const faults = faultsOf(checked, shownIndex);
  const isProven = walked?.isProven === true;
  return (
    <>
      {faults.length === 0 ? null : (
        <Banner tone="danger" role="alert" className="mt-2">
          <ul className="grid gap-1">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Banner>
      )}
      {walked && checkpoint ? <ProofPath walked={walked} root={checkpoint.root} /> : null}
      <dl className="pairs mt-2">
        <Pair label={proofWords.row}>
          <Verdict isWell={row.isShown} text={row.isShown ? proofWords.rowSame : proofWords.rowOther(row.differing)} />
        </Pair>
        <Pair label={proofWords.checkpoint}>
          <Verdict
            isWell={isProven}
            text={checkpoint === null ? proofWords.noCheckpoint : (isProven ? proofWords.sameRoot : proofWords.otherRoot)(checkpoint.size)}
          />
        </Pair>
        <Pair label={proofWords.signature}>
          <Verdict isWell={isSigned} text={(isSigned ? proofWords.signed : proofWords.notSigned)(keyId)} />
        </Pair>
        {checkpoint === null ? null : (
          <>
            <Pair label={proofWords.signedAt}>
              <time dateTime={new Date(signedAt).toISOString()}>{wholeTime(signedAt, isLocal)}</time>
            </Pair>
            <Pair label={proofWords.origin}>
              <span className="sheet-id">
                <code className="break-all">{checkpoint.origin}</code>
                <CopyButton text={checkpoint.origin} what={proofWords.origin} />
              </span>
            </Pair>
          </>
        )}
      </dl>
      <p className="hint mt-2">{proofWords.compare}</p>
    </>
  );
}

function faultsOf({ row, index, isPlaceShown, checkpoint, walked, isSigned }: CheckedReceipt, shownIndex: number | null): string[] {
  const { faults } = proofWords;
  return [
    ...(row.isShown ? [] : [faults.row(row.differing)]),
    ...(isPlaceShown || shownIndex === null ? [] : [faults.place(index, shownIndex)]),
    ...(checkpoint === null ? [faults.checkpoint] : []),
    ...(checkpoint !== null && walked?.isProven !== true ? [faults.path] : []),
    ...(checkpoint !== null && !isSigned ? [faults.signature] : []),
  ];
}

function Verdict({ isWell, text }: { isWell: boolean; text: string }) {
  return (
    <span className="state wrap-anywhere">
      <Mark shape={isWell ? "ok" : "danger"} tone={isWell ? "positive" : "danger"} />
      {text}
    </span>
  );
}
