"use client";
import type { ReactNode } from "react";
import { EditableText } from "#components/keys/details/editable-text";
import { CopyButton } from "#components/patterns/copy-button";
import { Countdown } from "#components/patterns/countdown";
import { Time } from "#components/patterns/time";
import { NextRotation } from "#components/rotation/next-rotation";
import { useRotation } from "#components/rotation/use-rotation";
import { stateOf } from "#lib/console/browser/availability/key-availability";
import { detailsWords } from "#lib/console/words/details-words";
import { listWords } from "#lib/console/words/list-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

export function KeyFacts({ item }: { item: KeyDetails }) {
  const { data: rotation } = useRotation(item.key_id);
  return (
    <dl className="panel facts mt-4 p-5" aria-label={detailsWords.facts}>
      <Fact label={detailsWords.id}>
        <span className="flex items-center gap-1">
          <span className="mono min-w-0 text-xs">{item.key_id}</span>
          <CopyButton text={item.key_id} what={detailsWords.id} />
        </span>
      </Fact>
      <Fact label={detailsWords.algorithm}>
        {item.key_spec} <span className="text-muted">· {item.key_usage}</span>
      </Fact>
      <Fact label={detailsWords.origin}>{listWords.origins[item.origin]}</Fact>
      <Fact label={detailsWords.created}>
        <Time milliseconds={item.creation_date} />
      </Fact>
      {item.scheduled_deletion_date ? (
        <Fact label={detailsWords.deletion}>
          <Countdown milliseconds={item.scheduled_deletion_date} />
        </Fact>
      ) : null}
      {rotation?.next_rotation_time ? (
        <Fact label={rotationWords.next}>
          <NextRotation rotation={rotation} isEnabled={stateOf(item) === "enabled"} />
        </Fact>
      ) : null}
      {item.expiration_time ? (
        <Fact label={detailsWords.expiry}>
          <Time milliseconds={item.expiration_time} />
        </Fact>
      ) : null}
      <Fact label={detailsWords.description} isWide>
        <EditableText item={item} field="description" />
      </Fact>
    </dl>
  );
}

function Fact({ label, isWide = false, children }: { label: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? "col-span-full" : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
