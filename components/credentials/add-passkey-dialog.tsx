"use client";
import { PasskeyNameDialog } from "#components/credentials/passkey-name-dialog";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { useToasts } from "#components/ui/toasts";
import { type ActionResult, ownFailure } from "#lib/console/api-failure";
import { makePasskey } from "#lib/console/browser/passkeys";
import { addPasskey, beginPasskey } from "#lib/console/server/actions/own-factors";
import { passkeyWords } from "#lib/console/words/credentials-words";

/** Add Passkey: its name, then the browser makes it, by touch or however it asks. */
export default function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const send = async (name: string) => {
    const isAdded = (await submit(() => make(name))) !== null;
    if (isAdded) toasts.success({ text: passkeyWords.added });
    return isAdded;
  };
  return (
    <PasskeyNameDialog
      form="add-passkey"
      title={passkeyWords.addTitle}
      lead={passkeyWords.addLead}
      beginning=""
      isPending={isPending}
      failure={failure}
      onSend={send}
      onTyped={reset}
      onClose={onClose}
    />
  );
}

async function make(name: string): Promise<ActionResult<null>> {
  const begun = await beginPasskey();
  if (!begun.ok) return begun;
  const made = await makePasskey(begun.data);
  return made.ok ? addPasskey(name, made.response) : { ok: false, failure: ownFailure(400, made.message) };
}
