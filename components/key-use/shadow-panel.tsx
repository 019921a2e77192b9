"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Moment } from "#components/patterns/moment";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { changeRefusal } from "#lib/console/browser/availability/key-availability";
import { shadowRefusal } from "#lib/console/browser/availability/shadow-availability";
import { stopShadow } from "#lib/console/server/actions/shadow";
import { shadowWords } from "#lib/console/words/key-use-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const ShadowDialog = dynamic(() => import("#components/key-use/shadow-dialog"), { ssr: false });
const ChangeDialog = dynamic(() => import("#components/keys/dialogs/change-dialog"), { ssr: false });

const nothing = () => {};

type Props = {
  item: KeyDetails;
  /** What it has met; null where it is not known, or never was. */
  shadow: ReplyOf<"listKeyCallers">["shadow"];
};

/** Disabling in shadow: offered, or live with what it has met, to be made true or stopped. */
export function ShadowPanel({ item, shadow }: Props) {
  const { project, mayDo } = useWorkplace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const [open, setOpen] = useState<"start" | "disable" | null>(null);
  const isRunning = Boolean(item.shadow_disable_until);
  const stop = async () => {
    if (await submit(() => stopShadow(project.id, item.key_id))) toasts.success({ text: shadowWords.stopped });
  };
  return (
    <section className="panel-notes use-notes" aria-label={shadowWords.region}>
      {isRunning ? (
        <Banner
          tone={shadow && shadow.calls > 0 ? "caution" : "plain"}
          action={
            <div className="btn-row">
              <Button reason={changeRefusal(item, "disable", mayDo)} onClick={() => setOpen("disable")}>
                {shadowWords.disable}
              </Button>
              <Button
                reason={mayDo.includes("stopShadowDisable") ? null : words.unavailable.permission}
                isPending={isPending}
                onClick={stop}
              >
                {shadowWords.stop}
              </Button>
            </div>
          }
        >
          <p role="status">
            <span className="strong">{shadowWords.running}</span>
            {shadow ? `: ${shadowWords.wouldFail(shadow.calls, shadow.callers)}` : ""}
          </p>
          <p className="hint">
            {shadow ? (
              <>
                {shadowWords.since} <Moment milliseconds={shadow.since} isShort />{" "}
              </>
            ) : null}
            {shadowWords.until} <Moment milliseconds={item.shadow_disable_until ?? ""} isShort />
          </p>
        </Banner>
      ) : (
        <Banner
          action={
            <Button reason={shadowRefusal(item, mayDo)} onClick={() => setOpen("start")}>
              {shadowWords.start}
            </Button>
          }
        >
          <p>{shadowWords.offer}</p>
          {shadow ? (
            <p className="hint">
              {shadowWords.ended}, {shadowWords.until} <Moment milliseconds={shadow.until} isShort />:{" "}
              {shadowWords.didFail(shadow.calls, shadow.callers)}.
            </p>
          ) : null}
        </Banner>
      )}
      {failure ? <FailureNotice failure={failure} /> : null}
      {open === "start" ? <ShadowDialog item={item} onClose={() => setOpen(null)} /> : null}
      {open === "disable" ? (
        <ChangeDialog change="disable" keys={[item]} onChanged={nothing} onChangedOne={nothing} onClose={() => setOpen(null)} />
      ) : null}
    </section>
  );
}
