import type { ReactNode } from "react";
import { percent } from "#lib/console/browser/chart/bars";
import { count } from "#lib/console/words/plural";

export type Share = { readonly id: string; readonly name: ReactNode; readonly number: number };

type Props = {
  /** What is shared out, for a screen reader. */
  label: string;
  shares: readonly Share[];
  /** What a full bar stands for; without it, all together. */
  whole?: number;
};

/** How a whole is shared out: a line each with name, bar and figure. Read aloud it is a list of names and figures. */
export function ShareBars({ label, shares, whole }: Props) {
  const all = whole ?? shares.reduce((sum, share) => sum + share.number, 0);
  return (
    <ul className="share-bars" aria-label={label}>
      {shares.map(({ id, name, number }) => (
        <li key={id}>
          <span className="share-name">{name}</span>
          <svg className="chart" height="6" aria-hidden="true">
            {number > 0 ? <rect className="ok" width={percent(number, 0, all)} height="6" /> : null}
          </svg>
          <b>{count(number)}</b>
        </li>
      ))}
    </ul>
  );
}
