"use client";
import { LastUseFact } from "#components/key-use/last-use-fact";
import { CopyButton } from "#components/patterns/copy-button";
import { Countdown } from "#components/patterns/countdown";
import { Fact, Facts } from "#components/patterns/facts";
import { Moment } from "#components/patterns/moment";
import { Time } from "#components/patterns/time";
import { NextRotation } from "#components/rotation/next-rotation";
import { useRotation } from "#components/rotation/use-rotation";
import { stateOf } from "#lib/console/browser/availability/key-availability";
import { detailsWords } from "#lib/console/words/details-words";
import { listWords } from "#lib/console/words/list-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** What a key is, in one line below its head. */
export function KeyFacts({ item }: { item: KeyDetails }) {
  const { data: rotation } = useRotation(item.key_id);
  return (
    <Facts label={detailsWords.facts}>
      <Fact label={detailsWords.id} className="facts-id">
        <span className="mono">{item.key_id}</span>
        <CopyButton text={item.key_id} what={detailsWords.id} />
      </Fact>
      <Fact label={detailsWords.algorithm}>
        {item.key_spec} <span className="muted">{item.key_usage}</span>
      </Fact>
      <Fact label={detailsWords.origin}>{listWords.origins[item.origin]}</Fact>
      <Fact label={detailsWords.created}>
        <Time milliseconds={item.creation_date} isFocusable />
      </Fact>
      <LastUseFact keyId={item.key_id} />
      {item.scheduled_deletion_date ? (
        <Fact label={detailsWords.deletion}>
          <Countdown milliseconds={item.scheduled_deletion_date} />
        </Fact>
      ) : null}
      {rotation?.next_rotation_time ? (
        <Fact label={rotationWords.next}>
          <NextRotation rotation={rotation} isEnabled={stateOf(item) === "enabled"} isShort />
        </Fact>
      ) : null}
      {item.expiration_time ? (
        <Fact label={detailsWords.expiry}>
          <Moment milliseconds={item.expiration_time} isShort />
        </Fact>
      ) : null}
    </Facts>
  );
}
