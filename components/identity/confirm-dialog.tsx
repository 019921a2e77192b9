"use client";
import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Choice } from "#components/patterns/form/choice";
import { Field } from "#components/patterns/form/field";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import type { ActionResult } from "#lib/console/api-failure";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { words } from "#lib/console/words/words";

/**
 * How much it takes to say yes, by what can be brought back: a press for what is undone by another press; a tick for what stops others'
 * work; the name typed for what is gone for good.
 */
export type Friction =
  | { readonly kind: "press" }
  | { readonly kind: "tick"; readonly sentence: string; readonly first: string }
  | { readonly kind: "name" };

type Props = {
  /** Verb and noun. */
  title: string;
  name: string;
  lead: string;
  /** What is at stake: facts as `dt` and `dd`, or sentences. */
  children?: ReactNode;
  friction?: Friction;
  /** Red where something stops or is gone. */
  isDestructive?: boolean;
  run: () => Promise<ActionResult<unknown>>;
  onDone: () => void;
  onClose: () => void;
  /** What has the focus once it is done, where what opened the dialog goes with it. */
  nextFocus?: RefObject<HTMLElement | null>;
};

/** Asks before a change of something that has a name, and names it. A change that fails leaves the dialog, with the service's sentence. */
export default function ConfirmDialog({ title, name, lead, children, friction = { kind: "press" }, isDestructive = true, ...rest }: Props) {
  const { run, onDone, onClose, nextFocus } = rest;
  const { submit, isPending, failure } = useSubmission();
  const safeButton = useRef<HTMLButtonElement>(null);
  const finalFocus = useRef<HTMLElement>(null);
  const [isTicked, setTicked] = useState(false);
  const [typed, setTyped] = useState("");
  const reason = reasonOf(friction, isTicked, typed.trim() === name);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (reason !== null || !(await submit(run))) return;
    finalFocus.current = nextFocus?.current ?? null;
    onDone();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} initialFocus={safeButton} finalFocus={finalFocus}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p className="strong wrap-anywhere">
            <bdi>{name}</bdi>
          </p>
          <p>{lead}</p>
          {children}
          {friction.kind === "tick" ? (
            <Choice checked={isTicked} onChange={(event) => setTicked(event.target.checked)}>
              {friction.sentence}
            </Choice>
          ) : null}
          {friction.kind === "name" ? (
            <Field label={<span className="wrap-anywhere">{identityWords.typeName(name)}</span>}>
              {(control) => (
                <input
                  {...control}
                  className="input"
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                />
              )}
            </Field>
          ) : null}
        </DialogBody>
        <DialogFoot reason={reason}>
          <Button ref={safeButton} onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" kind={isDestructive ? "danger" : "primary"} reason={reason} isPending={isPending}>
            {words.yes}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** Why it cannot be confirmed yet, or null. */
function reasonOf(friction: Friction, isTicked: boolean, isTyped: boolean): string | null {
  if (friction.kind === "tick") return isTicked ? null : friction.first;
  if (friction.kind === "name") return isTyped ? null : identityWords.typeFirst;
  return null;
}
