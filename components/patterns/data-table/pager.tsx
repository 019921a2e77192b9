"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { tableWords } from "#lib/console/words/table-words";

type Props = {
  /** Where one is, as in "1–20 of 41 that match". */
  place: string;
  /** Between place and buttons, such as the size of a page. */
  children?: ReactNode;
  /** Null where there is no such page. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
};

/** The foot of a paged list; it stays at the foot of the window. */
export function Pager({ place, children, onPrevious, onNext }: Props) {
  return (
    <nav className="pager" aria-label={tableWords.pages}>
      <p aria-live="polite">{place}</p>
      {children}
      <Button
        kind="quiet"
        aria-label={tableWords.previousPage}
        reason={onPrevious ? null : tableWords.noPrevious}
        onClick={onPrevious ?? undefined}
      >
        <ChevronLeft className="i" aria-hidden />
        {tableWords.previous}
      </Button>
      <Button kind="quiet" aria-label={tableWords.nextPage} reason={onNext ? null : tableWords.noNext} onClick={onNext ?? undefined}>
        {tableWords.next}
        <ChevronRight className="i" aria-hidden />
      </Button>
    </nav>
  );
}
