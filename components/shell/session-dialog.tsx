"use client";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { putSessionEndAside } from "#lib/console/browser/session-watch";
import { signInWords } from "#lib/console/words/sign-in-words";
import { words } from "#lib/console/words/words";

/** The session has ended while somebody was at work: both ways on, and what each keeps. It goes away once there is a session again. */
export default function SessionDialog({ href }: { href: string }) {
  return (
    <Dialog title={signInWords.endedTitle} onClose={putSessionEndAside}>
      <DialogBody>
        <p>
          {signInWords.endedHere.before}{" "}
          <a href={href} target="_blank" rel="noreferrer" className="underline">
            {signInWords.endedHere.link}
          </a>
          {signInWords.endedHere.after}
        </p>
        <p className="muted">{signInWords.endedAway}</p>
      </DialogBody>
      <DialogFoot>
        <Button onClick={putSessionEndAside}>{words.close}</Button>
        <a className="btn btn-primary" href={href}>
          {signInWords.submit}
        </a>
      </DialogFoot>
    </Dialog>
  );
}
