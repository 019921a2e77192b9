"use client";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useTitle } from "#components/patterns/use-title";
import type { Failure } from "#lib/console/api-failure";

type HeadProps = {
  back: { readonly href: string; readonly text: string };
  title: string;
  /** Beside the title, such as a state. */
  beside?: ReactNode;
  description: string;
  children: ReactNode;
};

/** The head of a page about one user or group: the way back, its name, its description, and what can be done with it. */
export function ThingHead({ back, title, beside, description, children }: HeadProps) {
  useTitle(title);
  return (
    <div className="head head-key">
      <div className="head-text">
        <Crumb {...back} />
        <div className="head-title">
          <h1 tabIndex={-1} className="wrap-anywhere">
            <bdi>{title}</bdi>
          </h1>
          {beside}
        </div>
        {description ? (
          <div className="head-sub">
            <p className="dense muted wrap-anywhere">
              <bdi>{description}</bdi>
            </p>
          </div>
        ) : null}
      </div>
      <div className="head-actions">{children}</div>
    </div>
  );
}

function Crumb({ href, text }: { href: string; text: string }) {
  return (
    <nav className="crumb" aria-label={text}>
      <Link href={href} prefetch={false}>
        <ChevronLeft className="i i-s" aria-hidden />
        {text}
      </Link>
    </nav>
  );
}

type FaceProps = {
  failure: Failure | null;
  words: { readonly loading: string; readonly errorTitle: string; readonly gone: string; readonly goneHint: string };
  /** Where to go on from nothing. */
  list: { readonly href: string; readonly text: string };
  onRetry: () => void;
};

/** A page about one user or group without it: still loading, not there, or not to be had. */
export function ThingFace({ failure, words, list, onRetry }: FaceProps) {
  if (failure === null) {
    return (
      <div className="section pt-6">
        <RowsWaiting label={words.loading} rows={8} />
      </div>
    );
  }
  if (failure.status === 404) {
    return (
      <EmptyState level="h1" title={words.gone} hint={words.goneHint}>
        <Link href={list.href} prefetch={false} className="btn">
          {list.text}
        </Link>
      </EmptyState>
    );
  }
  return <ErrorState title={words.errorTitle} message={failure.message} requestId={failure.requestId} onRetry={onRetry} />;
}

type PartProps = {
  id: string;
  title: string;
  lead: string;
  /** What can be done here, at the right. */
  action?: ReactNode;
  children: ReactNode;
};

/** A part of such a page, with a heading of its own. */
export function ThingPart({ id, title, lead, action, children }: PartProps) {
  return (
    <section aria-labelledby={id} className="panel-part">
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      <p className="hint">{lead}</p>
      {children}
    </section>
  );
}
