"use client";
import type { ReactNode } from "react";
import { Asked } from "#components/patterns/asked";
import { credentialsWords } from "#lib/console/words/credentials-words";

type Props<T> = {
  /** Also the place that the page's own navigation leads to. */
  id: string;
  title: string;
  lead: string;
  /** Beside the title, such as "2 of 2"; absent until it is known. */
  count?: string | undefined;
  /** What can be done here, at the right of the title. */
  actions?: ReactNode;
  /** What is asked for; absent where the pane needs no answer. */
  asked?: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  /** How many rows to keep room for. */
  rows?: number;
  children: (data: T) => ReactNode;
};

/** A part of My Credentials, with its faces: waiting, failed, or what the answer holds. */
export function Pane<T>({ id, title, lead, count, actions, asked, rows = 2, children }: Props<T>) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h2 id={`${id}-title`} tabIndex={-1}>
          {title} {count ? <span className="count">{count}</span> : null}
        </h2>
        {actions}
      </div>
      <p className="hint">{lead}</p>
      <Face title={title} asked={asked} rows={rows}>
        {children}
      </Face>
    </section>
  );
}

function Face<T>({ title, asked, rows, children }: Pick<Props<T>, "title" | "asked" | "children"> & { rows: number }) {
  if (!asked) return children(undefined as T);
  const faces = { loading: credentialsWords.loading(title), errorTitle: credentialsWords.errorTitle(title) };
  return (
    <Asked asked={asked} words={faces} level="h3" rows={rows} waitingClass="">
      {children}
    </Asked>
  );
}
