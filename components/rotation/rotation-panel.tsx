"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { RotationFacts } from "#components/rotation/rotation-facts";
import { useRotation } from "#components/rotation/use-rotation";
import { VersionsTable } from "#components/rotation/versions-table";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyRotationRefusal, rotationChangeRefusal } from "#lib/console/browser/availability/rotation-availability";
import { setRotation } from "#lib/console/server/actions/rotate-key";
import { rotationWords } from "#lib/console/words/rotation-words";
import { words } from "#lib/console/words/words";
import type { KeyUsage } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const PeriodDialog = dynamic(() => import("#components/rotation/period-dialog"), { ssr: false });
const ConfirmDialog = dynamic(() => import("#components/rotation/confirm-dialog"), { ssr: false });
const RotateDialog = dynamic(() => import("#components/rotation/rotate-dialog"), { ssr: false });
const ReplaceDialog = dynamic(() => import("#components/rotation/replace-dialog"), { ssr: false });

type Open = "enable" | "edit" | "disable" | "rotate" | "replace";

/** The Rotation Policy tab (guide §2.7): switch, plan, versions; or why there is none (Table 2-12). */
export default function RotationPanel({ item }: { item: KeyDetails }) {
  const { project, mayDo } = useWorkplace();
  const { data, error, refetch } = useRotation(item.key_id);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  if (!mayDo.includes("getKeyRotationStatus")) return <EmptyState title={rotationWords.forbidden} hint={words.unavailable.permission} />;
  if (!data) {
    if (!error) return <RowsWaiting label={rotationWords.loading} />;
    const failure = asFailure(error);
    return (
      <ErrorState title={rotationWords.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
    );
  }
  const days = data.key_rotation_enabled ? data.rotation_interval : null;
  const refusal = keyRotationRefusal(item);
  const isDefault = item.default_key_flag === "1";
  const reasonOf = (change: Open) => rotationChangeRefusal(item, change, mayDo);
  const replace = (
    <Button reason={reasonOf("replace")} onClick={() => setOpen("replace")}>
      {rotationWords.replace}
    </Button>
  );
  return (
    <>
      {refusal ? (
        <EmptyState title={isDefault ? rotationWords.neverRotated : rotationWords.notRotatable} hint={refusal}>
          {isDefault ? null : replace}
        </EmptyState>
      ) : (
        <RotationFacts
          item={item}
          rotation={data}
          switchReason={reasonOf(days === null ? "enable" : "disable")}
          editReason={reasonOf("edit")}
          onSwitch={() => setOpen(days === null ? "enable" : "disable")}
          onEdit={() => setOpen("edit")}
        >
          <Button reason={reasonOf("rotate")} onClick={() => setOpen("rotate")}>
            {rotationWords.rotateNow}
          </Button>
          {replace}
        </RotationFacts>
      )}
      {data.key_materials.length > 0 ? <VersionsTable versions={data.key_materials} usage={item.key_usage as KeyUsage} /> : null}
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
      {open === "rotate" ? <RotateDialog keyId={item.key_id} onClose={close} /> : null}
      {open === "replace" ? <ReplaceDialog item={item} rotationDays={days} onClose={close} /> : null}
    </>
  );
}
