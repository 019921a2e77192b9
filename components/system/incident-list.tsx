import { Banner } from "#components/patterns/banner";

type Props = {
  sentences: readonly string[];
  /** Of those that are not shown. @param number how many those are */
  more: (number: number) => string;
  /** What to do. */
  advice?: string;
};

/** So many are told one by one; a page of them would hide what else is said. */
const SHOWN = 5;

/** What was found that cannot be honest, and what to do. */
export function IncidentList({ sentences, more, advice }: Props) {
  const rest = sentences.length - SHOWN;
  return (
    <Banner tone="danger" role="alert">
      <ul>
        {sentences.slice(0, SHOWN).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {rest > 0 ? <p>{more(rest)}</p> : null}
      {advice ? <p className="muted mt-1">{advice}</p> : null}
    </Banner>
  );
}
