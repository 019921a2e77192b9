"use client";
import { Time } from "#components/patterns/time";
import { keyUseWords } from "#lib/console/words/key-use-words";

type Props = {
  /** Epoch milliseconds; "" for never. */
  time: string;
  /** Trace name. */
  operation: string;
  caller: string;
  isFocusable?: boolean;
  /** On hover where it was never used. */
  neverTip?: string;
};

/** When a key was used last; by whom and for what on hover. */
export function LastUse({ time, operation, caller, isFocusable = false, neverTip }: Props) {
  if (time === "") {
    return (
      <span className="faint" data-tip={neverTip} {...(isFocusable && neverTip !== undefined && { tabIndex: 0 })}>
        {keyUseWords.never}
      </span>
    );
  }
  return <Time milliseconds={time} isFocusable={isFocusable} more={keyUseWords.lastUseBy(operation, caller)} />;
}
