import Link from "next/link";
import { Mark } from "#components/patterns/mark";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { incidentWords } from "#lib/console/words/traces/log-words";

/** So many are told here; System has them all. */
const SHOWN = 3;

/** What cannot be overlooked: somebody else has changed what this service has written. @param path of the System page, which begins with what was found */
export function IncidentBanner({ sentences, path }: { sentences: readonly string[]; path: string }) {
  const rest = sentences.length - SHOWN;
  return (
    <section className="ov-incident" role="alert" aria-labelledby="overview-incident">
      <Mark shape="danger" tone="danger" />
      <div className="min-w-0">
        <h2 id="overview-incident">{incidentWords.title}</h2>
        <ul className="wrap-anywhere">
          {sentences.slice(0, SHOWN).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {rest > 0 ? <p>{incidentWords.more(rest)}</p> : null}
      </div>
      <Link className="btn" href={path} prefetch={false}>
        {overviewWords.seeSystem}
      </Link>
    </section>
  );
}
