"use client";
import type { OwnPasskey } from "#components/credentials/own-things";
import { PasskeyNameDialog } from "#components/credentials/passkey-name-dialog";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { useToasts } from "#components/ui/toasts";
import { renamePasskey } from "#lib/console/server/actions/own-factors";
import { passkeyWords } from "#lib/console/words/credentials-words";

/** Rename Passkey. */
export default function RenamePasskeyDialog({ passkey, onClose }: { passkey: OwnPasskey; onClose: () => void }) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const send = async (name: string) => {
    const isRenamed = name === passkey.name || (await submit(() => renamePasskey(passkey.id, name))) !== null;
    if (isRenamed) toasts.success({ text: passkeyWords.renamed });
    return isRenamed;
  };
  return (
    <PasskeyNameDialog
      form={`rename-passkey:${passkey.id}`}
      title={passkeyWords.renameTitle}
      beginning={passkey.name}
      isPending={isPending}
      failure={failure}
      onSend={send}
      onTyped={reset}
      onClose={onClose}
    />
  );
}
