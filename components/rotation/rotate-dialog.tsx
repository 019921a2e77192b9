"use client";
import ConfirmDialog from "#components/rotation/confirm-dialog";
import { useWorkplace } from "#components/shell/workplace";
import { rotateNow } from "#lib/console/server/actions/rotate-key";
import { rotationWords } from "#lib/console/words/rotation-words";

/** Rotate now: a new version at once, whatever the plan says. */
export default function RotateDialog({ keyId, onClose }: { keyId: string; onClose: () => void }) {
  const { project } = useWorkplace();
  return (
    <ConfirmDialog
      title={rotationWords.rotateTitle}
      lead={rotationWords.rotateLead}
      done={rotationWords.rotated}
      run={() => rotateNow(project.id, keyId)}
      onClose={onClose}
    />
  );
}
