"use client";
import type { ReactNode } from "react";
import { Banner } from "#components/patterns/banner";
import { Fact, Facts } from "#components/patterns/facts";
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
  /** What can be done beside the switch. */
  children: ReactNode;
};

/** The switch with what it means, and the plan behind it. */
export function RotationFacts({ item, rotation, switchReason, editReason, onSwitch, onEdit, children }: Props) {
  const isOn = rotation.key_rotation_enabled;
  const state = stateOf(item);
  const sleeping = { disabled: rotationWords.whileDisabled, pendingDeletion: rotationWords.whilePending } as const;
  const note = isOn && (state === "disabled" || state === "pendingDeletion") ? sleeping[state] : null;
  return (
    <>
      <div className="rotation">
        <div className="rotation-switch">
          <Switch label={rotationWords.switch} isOn={isOn} reason={switchReason} onChange={onSwitch} />
          <div className="min-w-0">
            <p className="dense">
              <span className="strong">{rotationWords.switch}</span>{" "}
              <span className="muted">{isOn ? rotationWords.on : rotationWords.off}</span>
            </p>
            <p className="hint">{rotationWords.lead}</p>
          </div>
        </div>
        <div className="btn-row">{children}</div>
      </div>
      {note ? (
        <div className="panel-notes">
          <Banner tone="caution">{note}</Banner>
        </div>
      ) : null}
      <Facts label={rotationWords.facts} className="facts-bar panel-facts">
        <Fact label={rotationWords.period}>
          {isOn ? (
            <>
              <span>{rotationWords.days(rotation.rotation_interval)}</span>
              <Button look="link" className="ml-2" reason={editReason} onClick={onEdit}>
                {rotationWords.editPeriod}
              </Button>
            </>
          ) : (
            <span className="faint">{rotationWords.noPeriod}</span>
          )}
        </Fact>
        <Fact label={rotationWords.last}>
          {rotation.last_rotation_time ? (
            <Moment milliseconds={rotation.last_rotation_time} />
          ) : (
            <span className="faint">{rotationWords.never}</span>
          )}
        </Fact>
        <Fact label={rotationWords.number}>{count(rotation.number_of_rotations)}</Fact>
        <Fact label={rotationWords.next}>
          <NextRotation rotation={rotation} isEnabled={state === "enabled"} />
        </Fact>
      </Facts>
    </>
  );
}
