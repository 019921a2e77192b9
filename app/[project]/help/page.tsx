import type { Metadata } from "next";
import Link from "next/link";
import { PageHead } from "#components/patterns/page-head";
import { enterPage } from "#lib/console/server/enter-page";
import { publicApiUrl } from "#lib/console/server/settings";
import { helpWords } from "#lib/console/words/help-words";

export const metadata: Metadata = { title: helpWords.title };

/** The guide's procedures, each with the way to where it is done. */
export default async function Help({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await enterPage((await params).project);
  const basePath = `/${encodeURIComponent(project.name)}`;
  return (
    <>
      <PageHead title={helpWords.title} />
      <div className="section help">
        <p className="muted">{helpWords.lead}</p>
        {helpWords.chapters.map(({ number, title, procedures }) => (
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
                  <Link className="btn" href={basePath + path} prefetch={false}>
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
