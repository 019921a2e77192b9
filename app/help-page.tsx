import Link from "next/link";
import { PageHead } from "#components/patterns/page-head";
import type { Place } from "#lib/console/server/enter-page";
import { publicApiUrl } from "#lib/console/server/settings";
import { helpWords } from "#lib/console/words/help-words";
import { identityChapter } from "#lib/console/words/identity/help-words";

/** The guide's procedures, each with the way to where it is done, as far as there is a way for this person. */
export function HelpPage({ place: { project, mayDoInAccount } }: { place: Place }) {
  const basePath = project ? `/${encodeURIComponent(project.name)}` : "";
  const chapters = [...(mayDoInAccount.includes("listUsers") ? [identityChapter] : []), ...(project ? helpWords.chapters : [])];
  const hrefOf = (path: string) => (path.startsWith("/identity/") ? path : basePath + path);
  return (
    <>
      <PageHead title={helpWords.title} />
      <div className="section help">
        <p className="muted">{helpWords.lead}</p>
        {chapters.map(({ number, title, procedures }) => (
          <section key={number} aria-label={title}>
            <h2>
              <span className="faint num">{number}</span> {title}
            </h2>
            <ul>
              {procedures.map(({ name, text, path, link }) => (
                <li key={name}>
                  <div>
                    <h3>{name}</h3>
                    <p className="dense muted">{text}</p>
                  </div>
                  <Link className="btn" href={hrefOf(path)} prefetch={false}>
                    {link}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <p className="help-api">
          {helpWords.apiLead} <a href={`${publicApiUrl()}/docs`}>{helpWords.api}</a>
        </p>
      </div>
    </>
  );
}
