import { Fragment, type ReactNode } from "react";

type Props = {
  title: string;
  lead?: string;
  note?: ReactNode;
  facts: readonly (readonly [label: string, value: ReactNode])[];
};

/** Facts of one part of the installation, name beside value. */
export function Part({ title, lead, note, facts }: Props) {
  return (
    <section aria-label={title} className="section system-part">
      <h2>{title}</h2>
      {lead ? <p className="hint">{lead}</p> : null}
      {note ? <div className="mt-2 grid gap-2">{note}</div> : null}
      <dl className="pairs">
        {facts.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
