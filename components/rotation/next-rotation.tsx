"use client";
import { Moment } from "#components/patterns/moment";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Props = { rotation: ReplyOf<"getKeyRotationStatus">; isEnabled: boolean; isShort?: boolean };

/** When the next version comes; a key that is not enabled waits. */
export function NextRotation({ rotation, isEnabled, isShort = false }: Props) {
  if (!rotation.next_rotation_time) return rotationWords.none;
  const isDue = Number(rotation.next_rotation_time) <= Date.now();
  if (isDue) return isEnabled ? rotationWords.overdue : rotationWords.waiting;
  return <Moment milliseconds={rotation.next_rotation_time} isShort={isShort} />;
}
