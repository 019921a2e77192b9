"use client";
import { useEffect, useRef } from "react";
import { Banner } from "#components/patterns/banner";
import { Button } from "#components/ui/button";
import { DialogBody, DialogFoot } from "#components/ui/dialog";
import type { WaitingKey } from "#lib/console/browser/import/import-locks";
import { importWords } from "#lib/console/words/import-words";

const { leaving } = importWords;

/** Asks before key material is lost that nobody else has. In place of the steps, which are as they were when one stays. */
export function LeaveQuestion({ waiting, onStay, onLeave }: { waiting: WaitingKey; onStay: () => void; onLeave: () => void }) {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <>
      <DialogBody>
        <Banner tone="caution" role="alert">
          {leaving.lost}
        </Banner>
        <p className="wrap-anywhere">{leaving.waits(waiting.alias, importWords.titles[2])}</p>
      </DialogBody>
      <DialogFoot>
        <Button ref={stay} onClick={onStay}>
          {leaving.stay}
        </Button>
        <Button kind="danger" onClick={onLeave}>
          {leaving.leave}
        </Button>
      </DialogFoot>
    </>
  );
}
