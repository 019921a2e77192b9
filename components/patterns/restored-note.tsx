"use client";
import { Banner } from "#components/patterns/banner";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words/words";

/** Says that a form holds what was typed before. */
export function RestoredNote({ onDiscard }: { onDiscard: () => void }) {
  return (
    <Banner
      role="status"
      action={
        <Button
          kind="quiet"
          size="s"
          onClick={(event) => {
            // This button goes with the note: the form is begun anew at its first field.
            const form = event.currentTarget.closest("form");
            onDiscard();
            form?.querySelector<HTMLElement>("input, select, textarea")?.focus();
          }}
        >
          {words.discard}
        </Button>
      }
    >
      {words.restored}
    </Banner>
  );
}
