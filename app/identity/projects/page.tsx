import type { Metadata } from "next";
import { ProjectsView } from "#components/identity/projects/projects-view";
import { projectWords } from "#lib/console/words/identity/project-words";
import { AccountPage, type Read } from "../account-page";

export const metadata: Metadata = { title: projectWords.title };

const READS: readonly Read[] = [["listProjects", {}]];

export default function ProjectsPage() {
  return (
    <AccountPage reads={READS}>
      <ProjectsView />
    </AccountPage>
  );
}
