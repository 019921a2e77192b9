"use client";
import { useRef } from "react";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { toolWords } from "#lib/console/words/tool-words";

/** Asks before text of the Tool that was not executed is lost. */
export default function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const safeButton = useRef<HTMLButtonElement>(null);
  return (
    <Dialog title={toolWords.leaveTitle} onClose={onStay} initialFocus={safeButton}>
      <DialogBody>
        <p>{toolWords.leaveLead}</p>
      </DialogBody>
      <DialogFoot>
        <Button ref={safeButton} onClick={onStay}>
          {toolWords.stay}
        </Button>
        <Button kind="danger" onClick={onLeave}>
          {toolWords.leave}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
