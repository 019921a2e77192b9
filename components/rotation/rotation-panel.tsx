"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ErrorState } from "#components/patterns/error-state";
import { RotationFacts } from "#components/rotation/rotation-facts";
import { useRotation } from "#components/rotation/use-rotation";
import { VersionsTable } from "#components/rotation/versions-table";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyRotationRefusal, rotationChangeRefusal } from "#lib/console/browser/availability/rotation-availability";
import { rotateNow, setRotation } from "#lib/console/server/actions/rotate-key";
import { rotationWords } from "#lib/console/words/rotation-words";
import { words } from "#lib/console/words/words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const PeriodDialog = dynamic(() => import("#components/rotation/period-dialog"), { ssr: false });
const ConfirmDialog = dynamic(() => import("#components/rotation/confirm-dialog"), { ssr: false });
const ReplaceDialog = dynamic(() => import("#components/rotation/replace-dialog"), { ssr: false });

type Open = "enable" | "edit" | "disable" | "rotate" | "replace";

/** The Rotation Policy tab (guide §2.7): switch, plan, versions; or why there is none (Table 2-12). */
export default function RotationPanel({ item }: { item: KeyDetails }) {
  const { project, mayDo } = useWorkplace();
  const { data, error, refetch } = useRotation(item.key_id);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  if (!mayDo.includes("getKeyRotationStatus")) return <p className="notice">{words.unavailable.permission}</p>;
  if (error) {
    const failure = asFailure(error);
    return (
      <ErrorState title={rotationWords.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
    );
  }
  if (!data) return <div className="skeleton h-48" role="status" aria-label={rotationWords.loading} />;
  const days = data.key_rotation_enabled ? data.rotation_interval : null;
  const refusal = keyRotationRefusal(item);
  const reasonOf = (change: Open) => rotationChangeRefusal(item, change, mayDo);
  const replace = (
    <Button reason={reasonOf("replace")} onClick={() => setOpen("replace")}>
      {rotationWords.replace}
    </Button>
  );
  return (
    <>
      {refusal ? (
        <div className="panel grid justify-items-start gap-3 p-5">
          <h2>{rotationWords.notRotatable}</h2>
          <p className="text-muted">{refusal}</p>
          {item.default_key_flag === "1" ? null : replace}
        </div>
      ) : (
        <>
          <RotationFacts
            item={item}
            rotation={data}
            switchReason={reasonOf(days === null ? "enable" : "disable")}
            editReason={reasonOf("edit")}
            onSwitch={() => setOpen(days === null ? "enable" : "disable")}
            onEdit={() => setOpen("edit")}
          />
          <div className="mt-4 flex flex-wrap gap-3">
            <Button reason={reasonOf("rotate")} onClick={() => setOpen("rotate")}>
              {rotationWords.rotateNow}
            </Button>
            {replace}
          </div>
        </>
      )}
      <VersionsTable versions={data.key_materials} />
      {open === "enable" || open === "edit" ? <PeriodDialog keyId={item.key_id} change={open} days={days} onClose={close} /> : null}
      {open === "disable" ? (
        <ConfirmDialog
          title={rotationWords.disableTitle}
          lead={rotationWords.disableLead}
          done={rotationWords.disabled}
          run={() => setRotation(project.id, item.key_id, "disable")}
          onClose={close}
        />
      ) : null}
      {open === "rotate" ? (
        <ConfirmDialog
          title={rotationWords.rotateTitle}
          lead={rotationWords.rotateLead}
          done={rotationWords.rotated}
          run={() => rotateNow(project.id, item.key_id)}
          onClose={close}
        />
      ) : null}
      {open === "replace" ? <ReplaceDialog item={item} rotationDays={days} onClose={close} /> : null}
    </>
  );
}
