"use client";
import { Moment } from "#components/patterns/moment";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Props = { rotation: ReplyOf<"getKeyRotationStatus">; isEnabled: boolean; isShort?: boolean };

/** When the next version comes; a key that is not enabled waits. */
export function NextRotation({ rotation, isEnabled, isShort = false }: Props) {
  if (!rotation.next_rotation_time) return <span className="faint">{rotationWords.none}</span>;
  const isDue = Number(rotation.next_rotation_time) <= Date.now();
  if (isDue) return <span className="is-caution">{isEnabled ? rotationWords.overdue : rotationWords.waiting}</span>;
  return <Moment milliseconds={rotation.next_rotation_time} isShort={isShort} isPlanned />;
}
