"use client";
import type { ReactNode } from "react";
import { Moment } from "#components/patterns/moment";
import { NextRotation } from "#components/rotation/next-rotation";
import { Button } from "#components/ui/button";
import { Switch } from "#components/ui/switch";
import { stateOf } from "#lib/console/browser/availability/key-availability";
import { count } from "#lib/console/words/plural";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { ReplyOf } from "#lib/wire/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Rotation = ReplyOf<"getKeyRotationStatus">;
type Props = {
  item: KeyDetails;
  rotation: Rotation;
  switchReason: string | null;
  editReason: string | null;
  onSwitch: () => void;
  onEdit: () => void;
};

/** The switch with what it means, and the plan behind it. */
export function RotationFacts({ item, rotation, switchReason, editReason, onSwitch, onEdit }: Props) {
  const isOn = rotation.key_rotation_enabled;
  const state = stateOf(item);
  return (
    <div className="panel p-5">
      <div className="flex items-start gap-4">
        <Switch label={rotationWords.switch} isOn={isOn} reason={switchReason} onChange={onSwitch} />
        <div className="min-w-0 flex-1">
          <p className="font-semibold">
            {rotationWords.switch} <span className="text-muted">· {isOn ? rotationWords.on : rotationWords.off}</span>
          </p>
          <p className="mt-1 text-sm text-muted">{rotationWords.lead}</p>
        </div>
      </div>
      {isOn && state === "disabled" ? <Hint text={rotationWords.whileDisabled} /> : null}
      {isOn && state === "pendingDeletion" ? <Hint text={rotationWords.whilePending} /> : null}
      <dl className="facts mt-5 border-t border-line pt-5">
        <Fact label={rotationWords.period}>
          {isOn ? (
            <span className="flex flex-wrap items-baseline gap-x-3">
              {rotationWords.days(rotation.rotation_interval)}
              <Button look="link" reason={editReason} onClick={onEdit}>
                {rotationWords.editPeriod}
              </Button>
            </span>
          ) : (
            rotationWords.none
          )}
        </Fact>
        <Fact label={rotationWords.last}>
          {rotation.last_rotation_time ? <Moment milliseconds={rotation.last_rotation_time} /> : rotationWords.never}
        </Fact>
        <Fact label={rotationWords.number}>{count(rotation.number_of_rotations)}</Fact>
        <Fact label={rotationWords.next}>
          <NextRotation rotation={rotation} isEnabled={state === "enabled"} />
        </Fact>
      </dl>
    </div>
  );
}

function Hint({ text }: { text: string }) {
  return (
    <p className="notice mt-4" data-tone="caution">
      {text}
    </p>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
