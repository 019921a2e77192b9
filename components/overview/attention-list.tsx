"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { type Asked, AttentionAction } from "#components/overview/attention-action";
import { Mark, type MarkShape, type MarkTone } from "#components/patterns/mark";
import { Moment } from "#components/patterns/moment";
import { useWorkplace } from "#components/shell/workplace";
import { type Urgency, urgencyOf } from "#lib/console/browser/overview/attention";
import { type Attention, attentionWords } from "#lib/console/words/overview/attention-words";
import { overviewWords } from "#lib/console/words/overview/overview-words";

// Fetched when somebody asks for one.
const ChangeDialog = dynamic(() => import("#components/keys/dialogs/change-dialog"), { ssr: false });
const RotateDialog = dynamic(() => import("#components/rotation/rotate-dialog"), { ssr: false });
const ImportWizard = dynamic(() => import("#components/material/import-wizard"), { ssr: false });

const MARKS: Readonly<Record<Urgency, readonly [MarkShape, MarkTone]>> = {
  danger: ["danger", "danger"],
  caution: ["caution", "caution"],
  note: ["note", "plain"],
};

const ignore = () => undefined;

/** What needs somebody, worst first, each with its one action. @param now epoch milliseconds that times are relative to */
export function AttentionList({ list, now }: { list: readonly Attention[]; now: number }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <section className="section ov-att" aria-labelledby="overview-attention">
      <h2 id="overview-attention">
        {overviewWords.attention} <span className="count">{list.length}</span>
      </h2>
      {list.length === 0 ? (
        <p className="ov-well">
          <Mark shape="ok" tone="positive" />
          {overviewWords.allWell}
        </p>
      ) : (
        <ul className="attention">
          {list.map((one) => (
            <Row key={one.id} one={one} now={now} onAsk={setAsked} />
          ))}
        </ul>
      )}
      {asked?.kind === "cancelDeletion" ? (
        <ChangeDialog change="cancelDeletion" keys={[asked.key]} onChanged={ignore} onChangedOne={ignore} onClose={close} />
      ) : null}
      {asked?.kind === "rotate" ? <RotateDialog keyId={asked.keyId} onClose={close} /> : null}
      {asked?.kind === "import" ? <ImportWizard item={asked.item} onClose={close} /> : null}
    </section>
  );
}

function Row({ one, now, onAsk }: { one: Attention; now: number; onAsk: (asked: Asked) => void }) {
  const { basePath } = useWorkplace();
  const { about, rest } = attentionWords(one, now);
  const urgency = urgencyOf(one);
  const [shape, tone] = MARKS[urgency];
  const keyId = "keyId" in one ? one.keyId : null;
  const at = "at" in one ? one.at : "";
  return (
    <li>
      <Mark shape={shape} tone={tone} />
      <p data-whole={about + rest}>
        <span className="sr">{overviewWords.urgency[urgency]}: </span>
        {keyId ? (
          <Link className="name" href={`${basePath}/keys/${keyId}`} prefetch={false}>
            {about}
          </Link>
        ) : (
          <b className="name">{about}</b>
        )}
        {rest}
      </p>
      <span className="att-when">{at ? <Moment milliseconds={at} isShort /> : null}</span>
      <AttentionAction one={one} about={about} onAsk={onAsk} />
    </li>
  );
}
