"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { UseKeyButton } from "#components/keys/use/use-key-button";
import { Mark } from "#components/patterns/mark";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { keepChoice } from "#lib/console/browser/keep-choice";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { detailsWords } from "#lib/console/words/details-words";
import { firstStepsWords } from "#lib/console/words/overview/overview-words";
import { words } from "#lib/console/words/words";

const CreateDialog = dynamic(() => import("#components/keys/dialogs/create-dialog"), { ssr: false });

const { steps } = firstStepsWords;
const ignore = () => undefined;

/** Leads whoever begins to a first key, a first secret and a program. @param hasKey whether there is a key yet; @param isUsed and whether it was used */
export function FirstSteps({ hasKey, isUsed, onHide }: { hasKey: boolean; isUsed: boolean; onHide: () => void }) {
  const { project, basePath, mayDo, isFederated } = useWorkplace();
  const [isCreating, setCreating] = useState(false);
  const { data: item = null } = useQuery({
    queryKey: keyQueries.first(project.id),
    queryFn: async ({ signal }) =>
      (await queryOperation("searchKeys", project.id, { kind: "custom", sort: "created_desc", limit: 1 }, signal)).keys[0] ?? null,
    enabled: hasKey,
  });
  const hide = () => {
    keepChoice("steps", "hidden");
    onHide();
  };
  const key = hasKey ? item : null;
  const path = key ? `${basePath}/keys/${key.key_id}` : null;
  return (
    <section className="section ov-first" aria-labelledby="overview-first">
      <div className="section-head">
        <div>
          <h2 id="overview-first">{firstStepsWords.title}</h2>
          <p className="hint">{firstStepsWords.lead}</p>
        </div>
        {hasKey ? (
          <Button kind="quiet" size="s" onClick={hide}>
            {firstStepsWords.hide}
          </Button>
        ) : null}
      </div>
      <ol className="first-steps">
        <Step number={1} isDone={hasKey} title={steps.key.title} text={steps.key.text}>
          {hasKey ? (
            path ? (
              <Link className="btn" href={path} prefetch={false}>
                {steps.key.show}
              </Link>
            ) : null
          ) : (
            <Button
              kind="primary"
              aria-haspopup="dialog"
              reason={mayDo.includes("createKey") ? null : words.unavailable.permission}
              onClick={() => setCreating(true)}
            >
              {steps.key.action}
            </Button>
          )}
        </Step>
        <Step number={2} isDone={isUsed} title={steps.secret.title} text={steps.secret.text}>
          {path ? (
            <Link className={isUsed ? "btn" : "btn btn-primary"} href={`${path}?tab=tool`} prefetch={false}>
              {steps.secret.action}
            </Link>
          ) : (
            <Button reason={firstStepsWords.keyFirst}>{steps.secret.action}</Button>
          )}
        </Step>
        <Step number={3} isDone={false} title={steps.program.title} text={steps.program.text}>
          {isFederated ? null : (
            <Link className="btn" href={`${basePath}/my-credentials#access-keys`} prefetch={false}>
              {steps.program.accessKey}
            </Link>
          )}
          {key ? <UseKeyButton item={key} /> : <Button reason={firstStepsWords.keyFirst}>{detailsWords.useKey}</Button>}
        </Step>
      </ol>
      {isCreating ? <CreateDialog onCreated={ignore} onClose={() => setCreating(false)} /> : null}
    </section>
  );
}

type StepProps = { number: number; isDone: boolean; title: string; text: string; children: ReactNode };

function Step({ number, isDone, title, text, children }: StepProps) {
  return (
    <li>
      <span className="step-number" aria-hidden={!isDone}>
        {isDone ? (
          <>
            <Mark shape="ok" tone="positive" />
            <span className="sr">{firstStepsWords.done}</span>
          </>
        ) : (
          number
        )}
      </span>
      <div className="grid gap-1">
        <h3>{title}</h3>
        <p className="muted">{text}</p>
        <div className="btn-row mt-2">{children}</div>
      </div>
    </li>
  );
}
