import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { EmptyState } from "#components/patterns/empty-state";
import { Brand } from "#components/shell/brand";
import { Title } from "#components/shell/title";
import { enterAccount, enterPage, type Place } from "#lib/console/server/enter-page";
import { findDisabledProject, findProject } from "#lib/console/server/projects";
import { findSession } from "#lib/console/server/session";
import { disabledProjectWords } from "#lib/console/words/identity/project-words";
import { words } from "#lib/console/words/words";
import { Shell } from "./shell";

export const metadata: Metadata = { title: words.notFound.title };

type Found = { readonly place: Place; readonly disabledName: string | null };

/**
 * There is nothing at this address: whoever is signed in keeps the navigation, of the project in the address or else the last one. A
 * disabled project is said to be so.
 */
export default async function NotFound() {
  const found = await findPlace();
  if (found?.disabledName) {
    const title = disabledProjectWords.title(found.disabledName);
    return (
      <Shell place={found.place} title={title}>
        {disabledFace(title, found.place)}
      </Shell>
    );
  }
  const face = (
    <EmptyState level="h1" title={words.notFound.title} hint={words.notFound.hint}>
      <Link href="/" prefetch={false} className="btn">
        {words.notFound.home}
      </Link>
    </EmptyState>
  );
  if (found) {
    return (
      <Shell place={found.place} title={words.notFound.title}>
        {face}
      </Shell>
    );
  }
  return (
    <div className="gate">
      <main className="gate-in">
        <p className="brand">
          <Brand />
        </p>
        <div className="gate-card gate-face">
          <Title text={words.notFound.title} />
          {face}
        </div>
      </main>
    </div>
  );
}

function disabledFace(title: string, { mayDoInAccount }: Place) {
  return (
    <EmptyState level="h1" title={title} hint={disabledProjectWords.hint}>
      {mayDoInAccount.includes("listUsers") ? (
        <Link href="/identity/projects" prefetch={false} className="btn">
          {disabledProjectWords.toProjects}
        </Link>
      ) : null}
    </EmptyState>
  );
}

/** Where the person is, or null: this page must come up whatever fails. */
async function findPlace(): Promise<Found | null> {
  try {
    if (!(await findSession())) return null;
    const [, first = ""] = ((await headers()).get("x-kms-path") ?? "").split(/[/?]/);
    const project = first && (await findProject(first));
    if (project) return { place: await enterPage(project.id), disabledName: null };
    return { place: await enterAccount(), disabledName: first ? await findDisabledProject(first) : null };
  } catch {
    return null;
  }
}
