"use client";
import { Check } from "lucide-react";
import type { Ref } from "react";
import type { HeldParameters } from "#lib/console/browser/import/import-chain";
import { isExpired } from "#lib/console/browser/import/import-locks";
import { importWords } from "#lib/console/words/import-words";
import { timeLeft } from "#lib/console/words/time-left";

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

type Props = {
  step: number;
  /** What has come of each step, or what it asks for. */
  notes: readonly string[];
  parameters: HeldParameters | null;
  now: number;
  /** Of the current step's heading, where reading goes on when the step changes. */
  heading: Ref<HTMLHeadingElement>;
};

/** The steps at the left, and the time that is left below them. */
export function WizardSteps({ step, notes, parameters, now, heading }: Props) {
  return (
    <div className="wizard-steps">
      <ol aria-label={importWords.steps}>
        {importWords.titles.map((title, index) => (
          <li key={title} className={`wstep ${index < step ? "is-done" : ""}`} aria-current={index === step ? "step" : undefined}>
            <span className="step-no">{index < step ? <Check className="i" aria-label={importWords.done} /> : index + 1}</span>
            <div>
              {index === step ? (
                <h3 ref={heading} tabIndex={-1}>
                  {title}
                </h3>
              ) : (
                <b>{title}</b>
              )}
              <small>{notes[index]}</small>
            </div>
          </li>
        ))}
      </ol>
      {parameters ? <Clock parameters={parameters} now={now} /> : null}
    </div>
  );
}

/** Until when wrapping key and token are good. */
function Clock({ parameters, now }: { parameters: HeldParameters; now: number }) {
  const end = new Date(parameters.expiration_time * 1000);
  const isOver = isExpired(parameters, now);
  return (
    <p className="wizard-clock">
      <span className="muted">{isOver ? importWords.clockOver : importWords.clock}</span>{" "}
      {isOver ? null : <span className="strong num">{importWords.inTime(timeLeft(end.getTime() - now))}</span>}{" "}
      <time className="muted num" dateTime={end.toISOString()}>
        {exact.format(end)} UTC
      </time>
    </p>
  );
}
