"use client";
import { Plus } from "lucide-react";
import { Button } from "#components/ui/button";
import { createWords } from "#lib/console/words/create-words";
import { firstStepsWords } from "#lib/console/words/list-page-words";

type Props = { createReason: string | null; importReason: string | null; onCreate: () => void; onImport: () => void };

/** The list of a project without keys: what a key is, and the three steps to use one. */
export function FirstSteps({ createReason, importReason, onCreate, onImport }: Props) {
  const steps = [
    {
      title: firstStepsWords.create,
      hint: firstStepsWords.createHint,
      act: (
        <Button kind="primary" reason={createReason} onClick={onCreate}>
          <Plus className="i" aria-hidden />
          {createWords.button}
        </Button>
      ),
    },
    {
      title: firstStepsWords.encrypt,
      hint: firstStepsWords.encryptHint,
      act: <Button reason={firstStepsWords.toolReason}>{firstStepsWords.tool}</Button>,
    },
    {
      title: firstStepsWords.call,
      hint: firstStepsWords.callHint,
      act: (
        <a className="btn" href="/docs" target="_blank" rel="noreferrer">
          {firstStepsWords.reference}
        </a>
      ),
    },
  ];
  return (
    <div className="empty">
      <h2>{firstStepsWords.title}</h2>
      <p className="muted">{firstStepsWords.lead}</p>
      <ol className="steps-first">
        {steps.map(({ title, hint, act }, index) => (
          <li key={title}>
            <span className="step-no" aria-hidden>
              {index + 1}
            </span>
            <div>
              <h3>{title}</h3>
              <p className="muted">{hint}</p>
            </div>
            {act}
          </li>
        ))}
      </ol>
      <p className="muted">
        {firstStepsWords.import.before}
        <Button look="link" reason={importReason} onClick={onImport}>
          {createWords.importButton}
        </Button>
        {firstStepsWords.import.after}
      </p>
    </div>
  );
}
