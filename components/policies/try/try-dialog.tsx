"use client";
import { TryIt } from "#components/policies/try/try-it";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { tryWords } from "#lib/console/words/policies/try-words";
import { words } from "#lib/console/words/words";

/** "Try it" where no policy in particular is looked at. */
export default function TryDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={tryWords.title} size="wide" onClose={onClose}>
      <DialogBody>
        <TryIt />
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{words.close}</Button>
      </DialogFoot>
    </Dialog>
  );
}
